// What customers talk about, as the report of a night tells.

import { get } from "./http";

export interface TopicLine {
  /** YYYY-MM-DD in the site's zone. */
  day: string;
  kind: "day" | "intent" | "cause" | "topic" | "wish";
  name: string;
  today: number | null;
  week: number | null;
  /** In the four weeks before. */
  before: number | null;
  growing: boolean;
  /** The new rate by the old one; null when it is new, or not growing. */
  ratio: number | null;
  sentences: number | null;
  uncovered: number | null;
  /** By week, oldest first. */
  trend: number[];
  examples: string[];
  contacts: string[];
}

/** Of the day, or of the newest report. */
export async function topicsOf(day: string): Promise<TopicLine[]> {
  const query = day ? `?day=${encodeURIComponent(day)}` : "";
  return (await get<{ rows: TopicLine[] }>(`/reports/topics${query}`)).body.rows;
}
