// Why a contact went where it went, and what happened to it, as REST tells.

import { get } from "./http";

export interface Candidate {
  agent: string;
  /** The sum of the levels in the skills asked for, 10 at most each. */
  proficiency?: number;
  /** The customer's language. */
  speaks?: boolean;
  /** Seconds. */
  idle_seconds?: number;
}

export interface Decision {
  seq: number;
  queue: string;
  step: number;
  chosen: string | null;
  /** Contacts before it. */
  ahead: number;
  /** Reason to seconds. */
  head_starts: Record<string, number>;
  /** Best first. */
  candidates: Candidate[];
  /** Agent to the reason, in the server's words. */
  removed: Record<string, string>;
}

export interface Happening {
  at: string;
  what: string;
  detail: Record<string, unknown>;
}

const at = (contact: string) => `/contacts/${encodeURIComponent(contact)}`;

export async function decisionsOf(contact: string): Promise<Decision[]> {
  const { body } = await get<{ decisions: (Partial<Decision> & { seq: number })[] }>(
    `${at(contact)}/explain`,
  );
  return body.decisions.map((one) => ({
    queue: "",
    step: 0,
    chosen: null,
    ahead: 0,
    ...one,
    head_starts: one.head_starts ?? {},
    candidates: one.candidates ?? [],
    removed: one.removed ?? {},
  }));
}

export async function happeningsOf(contact: string): Promise<Happening[]> {
  const { body } = await get<{ rows: Happening[] }>(`${at(contact)}/timeline`);
  return body.rows;
}
