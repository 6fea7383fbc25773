// One place that says what went wrong; nothing fails silently.

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import { Problem } from "../api/http";
import { useTexts } from "../i18n";
import { Refused } from "../live/line";
import styles from "./problems.module.css";

interface Said {
  title: string;
  lines: string[];
}

function titleOf(code: string): string {
  const path = `error.${code}`;
  return i18next.exists(path) ? (i18next.t as (path: string) => string)(path) : i18next.t("error.title");
}

/** The error in the reader's words, with everything the server said about it. */
export function inWords(error: unknown): Said {
  if (error instanceof Refused) {
    const unsure = error.code === "disconnected" || error.code === "no_answer";
    return {
      title: titleOf(error.code),
      lines: unsure ? [i18next.t("error.disconnectedText")] : error.detail.split("\n"),
    };
  }
  if (error instanceof Problem) {
    if (error.status === 0)
      return { title: titleOf(error.code), lines: [i18next.t("error.unreachableText")] };
    const faults = error.errors.map((fault) => `${fault.pointer}: ${fault.detail}`);
    return { title: titleOf(error.code), lines: [error.detail || error.code, ...faults].filter(Boolean) };
  }
  return { title: titleOf("title"), lines: [error instanceof Error ? error.message : String(error)] };
}

export function showProblem(error: unknown): void {
  const { title, lines } = inWords(error);
  notifications.show({
    title,
    message: lines.join("\n"),
    color: "orange",
    autoClose: 12_000,
    withBorder: true,
    role: "alert",
    closeButtonProps: { "aria-label": i18next.t("error.close") },
  });
}

export function showDone(message: string): void {
  notifications.show({
    message,
    color: "sea",
    autoClose: 4_000,
    withBorder: true,
    closeButtonProps: { "aria-label": i18next.t("error.close") },
  });
}

/** The error where its result would have been, with a way to try again. */
export function ProblemBox({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTexts();
  const { title, lines } = inWords(error);
  return (
    <div className={styles.box} role="alert">
      <strong>{title}</strong>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {retry && (
        <Button variant="default" size="xs" onClick={retry}>
          {t("error.tryAgain")}
        </Button>
      )}
    </div>
  );
}
