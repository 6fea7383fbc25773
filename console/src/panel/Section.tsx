import { Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import type { Sourced } from "../api/wire";
import { useTexts } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { secondsSince, span, timeOfDay } from "../ui/time";
import styles from "./Panel.module.css";

/** One part of the panel; its age is always in sight, its source a hover (or a focus) away. */
export function Section({
  title,
  told,
  tone,
  children,
}: {
  title: string;
  told: Sourced;
  tone?: "warn";
  children: ReactNode;
}) {
  return (
    <section className={styles.section} data-tone={tone} aria-label={title}>
      <h3 className={styles.title}>
        <span>{title}</span>
        <Age told={told} />
      </h3>
      {children}
    </section>
  );
}

export function Age({ told }: { told: Sourced }) {
  const { t, language } = useTexts();
  const now = useServerSecond();
  const seconds = secondsSince(told.as_of, now);
  // To the second for the first minute only: a panel full of running seconds is restless.
  const steps = seconds < 60 ? Math.floor(seconds / 10) * 10 : seconds;
  const age = steps === 0 ? t("panel.now") : t("panel.age", { age: span(steps, language) });
  const { source } = told;
  const known = source === "journal" || source === "store" || source === "site";
  const words = t("panel.source", {
    source: known ? t(`panel.sources.${source}`) : source,
    time: told.as_of ? timeOfDay(Date.parse(told.as_of), language) : "–",
  });
  return (
    <Tooltip label={words} events={{ hover: true, focus: true, touch: true }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the tooltip must be within reach of the keyboard */}
      <span className={`num ${styles.age}`} tabIndex={0}>
        {age}
        <span className="unseen">{words}</span>
      </span>
    </Tooltip>
  );
}
