// Why a contact went where it went, what happened to it, and why an agent gets nothing, as REST tells.

import { get } from "./http";
import type { Words } from "./wire";

export interface Candidate {
  agent: string;
  /** The sum of the levels in the skills asked for, 10 at most each. */
  proficiency?: number;
  /** The customer's language. */
  speaks?: boolean;
  /** Units of capacity in use. */
  used?: number;
  /** Seconds. */
  idle_seconds?: number;
}

export interface Decision {
  seq: number;
  queue: string;
  step: number;
  /** Version of the site that decided. */
  site: string;
  chosen: string | null;
  /** Contacts before it. */
  ahead: number;
  /** Band (0 emergency), virtual arrival in seconds since the epoch, number. */
  rank: [number, number, number] | null;
  /** Reason to seconds. */
  head_starts: Record<string, number>;
  /** Seconds by which the chosen agent's team takes it later. */
  behind: number;
  /** Agent for whom it is held. */
  held_for: string;
  /** Best first. */
  candidates: Candidate[];
  /** Agent to the reason. */
  removed: Record<string, string>;
  /** On large floors: reason to how many it keeps from every contact. */
  kept_away: Record<string, number>;
  tie_break: string;
}

export interface Explanation {
  decisions: Decision[];
  /** Every reason the decisions name, in words. */
  reasons: Record<string, Words>;
}

export interface Happening {
  at: string;
  what: string;
  detail: Record<string, unknown>;
}

/** Why an agent gets no contact just now. */
export interface AgentReasons {
  agent: string;
  verdict: "kept_away" | "not_mine" | "nobody_waits" | "others_first";
  at: string;
  seq: number;
  site: string;
  /** Lines by language; those that begin with two spaces belong to the line before. */
  words: Record<string, string[]>;
}

export interface Receipt {
  receipt: { receipt: string; contact: string; words: Record<string, string[]> };
  jws: string;
}

const at = (contact: string) => `/contacts/${encodeURIComponent(contact)}`;

export async function explanationOf(contact: string): Promise<Explanation> {
  const { body } = await get<{
    decisions: (Partial<Decision> & { seq: number })[];
    reasons?: Record<string, Words>;
  }>(`${at(contact)}/explain`);
  const decisions = body.decisions.map((one) => ({
    queue: "",
    step: 0,
    site: "",
    chosen: null,
    ahead: 0,
    rank: null,
    behind: 0,
    held_for: "",
    tie_break: "",
    ...one,
    head_starts: one.head_starts ?? {},
    candidates: one.candidates ?? [],
    removed: one.removed ?? {},
    kept_away: one.kept_away ?? {},
  }));
  return { decisions, reasons: body.reasons ?? {} };
}

export async function happeningsOf(contact: string): Promise<Happening[]> {
  const { body } = await get<{ rows: Happening[] }>(`${at(contact)}/timeline`);
  return body.rows;
}

export async function whyNothing(agent: string): Promise<AgentReasons> {
  return (await get<AgentReasons>(`/agents/${encodeURIComponent(agent)}/explain`)).body;
}

export async function receiptOf(contact: string): Promise<Receipt> {
  return (await get<Receipt>(`${at(contact)}/receipt`)).body;
}
