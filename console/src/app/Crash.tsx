import { Button } from "@mantine/core";
import i18next from "i18next";
import { Component, type ReactNode } from "react";
import { Empty } from "../ui/Empty";

/** A screen that failed says so, and how to go on. */
export class Crash extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main role="alert">
        <Empty title={i18next.t("app.crashed")}>
          <p>{error.message}</p>
          <Button onClick={() => window.location.reload()}>{i18next.t("app.reload")}</Button>
        </Empty>
      </main>
    );
  }
}
