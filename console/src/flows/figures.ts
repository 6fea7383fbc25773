// Figures about flows as people read them. Pure.

import type { Spread } from "../api/flows";

/** How far back a report may look, in days. */
export const PERIODS = ["1", "7", "30", "90"] as const;
const HOUR = 3_600_000;

/** The beginning of the last so many days, at a full hour: the same question all through an hour. */
export function begins(days: string, nowMs: number): string {
  const from = nowMs - Number(days) * 24 * HOUR;
  return new Date(Math.floor(from / HOUR) * HOUR).toISOString().replace(".000Z", "Z");
}

/** A share with one decimal where it would be lost otherwise: 37 %, 4.2 %, 0 %. */
export function share(value: number | null, language: string): string {
  if (value === null) return "–";
  const fine = value > 0 && value < 1 && (value < 0.1 || value > 0.99);
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: fine ? 1 : 0 }).format(
    value,
  );
}

/** Seconds with one decimal below ten. */
export function seconds(value: number | null, language: string): string {
  if (value === null) return "–";
  const digits = value < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: "second",
    unitDisplay: "narrow",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** Median and 95 %: "4.2s / 11s". */
export function middleAndMost(spread: Spread, language: string): string {
  return spread.count === 0 ? "–" : `${seconds(spread.p50, language)} / ${seconds(spread.p95, language)}`;
}
