import type { ReactNode } from "react";
import styles from "./Tag.module.css";

export type Tone = "plain" | "good" | "warn" | "alarm" | "calm" | "accent" | "solid";

/** A short word on a tinted ground. Its colours are chosen for at least 4.5:1 in both schemes. */
export function Tag({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={styles.tag} data-tone={tone}>
      {children}
    </span>
  );
}

/** A coloured dot; never the only carrier of its meaning. */
export function Dot({ tone }: { tone: Tone }) {
  return <span className={styles.dot} data-tone={tone} aria-hidden="true" />;
}
