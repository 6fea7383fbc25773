// What becomes of people in flows, as REST reports it. Shares are of 0 to 1; null: nothing was counted for it.

import { get } from "./http";
import type { Words } from "./wire";

export interface Spread {
  count: number;
  mean: number | null;
  p50: number | null;
  p95: number | null;
  longest: number | null;
}

export interface FlowFigures {
  started: number;
  inside: number;
  /** How visits ended, to how many did. */
  ends: Record<string, number>;
  containment: number | null;
  containment_by_choice: number | null;
  came_back: number | null;
  drop_out: number | null;
  to_human: number | null;
  human_why: Record<string, number>;
  intents: Record<string, number>;
  not_understood: number | null;
  silence: number | null;
  checks_failed: number | null;
  questions_to_human: Spread;
  seconds_to_human: Spread;
  csm: number | null;
  graded: number;
}

export interface FlowRow extends FlowFigures {
  flow: string;
  title: Words;
  /** null: all versions together. */
  version: string | null;
  in_force: boolean;
}

export interface NodeRow {
  node: string;
  reached: number;
  reached_share: number | null;
  dropped_out: number;
  drop_out: number | null;
  left: Record<string, number>;
  heard: number;
  not_understood: number | null;
  silence: number | null;
  checks_failed: number | null;
  answer_seconds: Spread;
  look_up_seconds: Spread;
}

export interface FlowReport {
  flow: string;
  title: Words;
  version: string | null;
  from: string;
  to: string;
  /** The one that was begun last first. */
  versions: { version: string; in_force: boolean; started: number; last_at: string | null }[];
  figures: FlowFigures;
  rows: NodeRow[];
  formulas: Record<string, string>;
}

const asked = (given: Record<string, string | null>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value) query.set(name, value);
  return query.toString();
};

export async function flowRows(from: string): Promise<FlowRow[]> {
  const { body } = await get<{ rows: FlowRow[] }>(`/reports/flows?${asked({ from })}`);
  return body.rows;
}

export async function flowReport(flow: string, from: string, version: string | null): Promise<FlowReport> {
  const { body } = await get<FlowReport>(
    `/reports/flows/${encodeURIComponent(flow)}?${asked({ from, version })}`,
  );
  return body;
}

/** The address of the picture with the figures on it. */
export function pictureOf(
  flow: string,
  given: { from: string; version: string | null; language: string; scheme: "light" | "dark" },
): string {
  return `/api/v1/flows/${encodeURIComponent(flow)}/graph.svg?${asked(given)}`;
}
