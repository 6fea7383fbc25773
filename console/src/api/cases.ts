// Complaints and callbacks as REST gives them, made regular for the screens.

import { get, type Reply } from "./http";

export interface Page<T> {
  rows: T[];
  /** The cursor of the next page; null on the last. */
  after: string | null;
}

export interface TrailLine {
  at: string;
  by: string;
  what: string;
  detail: string;
}

export interface Complaint {
  id: string;
  cause: string;
  text: string;
  channel: string;
  customer: string | null;
  contact: string | null;
  severity: number;
  state: string;
  owner: string | null;
  outcome: string;
  created_at: string | null;
  due_at: string | null;
  /** running, paused, met or breached. */
  clock: string;
  trail: TrailLine[];
}

export interface Callback {
  id: string;
  number: string;
  from: string;
  to: string;
  timezone: string;
  reason: string;
  kind: string;
  customer: string | null;
  agent: string | null;
  queue: string | null;
  contact: string | null;
  state: string;
  tries: number;
  outcome: string;
}

type Raw = Record<string, unknown>;
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const maybe = (value: unknown): string | null => (typeof value === "string" && value ? value : null);
const count = (value: unknown, otherwise: number): number => (typeof value === "number" ? value : otherwise);
const part = (value: unknown): Raw => (value && typeof value === "object" ? (value as Raw) : {});

/** A detail as one line: a text as it is, an object as its fields. */
function inWords(detail: unknown): string {
  if (detail === null || detail === undefined) return "";
  if (typeof detail !== "object") return String(detail);
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== "")
    .map(
      ([name, value]) =>
        `${name.replaceAll("_", " ")}: ${typeof value === "object" ? JSON.stringify(value) : value}`,
    )
    .join(", ");
}

/** The clock comes as a word beside `due_at`, or as an object that holds both. */
export function readComplaint(raw: Raw): Complaint {
  const clock = part(raw.clock);
  const trail = Array.isArray(raw.trail) ? raw.trail.map(part) : [];
  return {
    id: text(raw.id),
    cause: text(raw.cause),
    text: text(raw.text),
    channel: text(raw.channel),
    customer: maybe(raw.customer),
    contact: maybe(raw.contact),
    severity: count(raw.severity, 2),
    state: text(raw.state),
    owner: maybe(raw.owner),
    outcome: text(raw.outcome),
    created_at: maybe(raw.created_at),
    due_at: maybe(raw.due_at) ?? maybe(clock.due_at),
    clock: text(raw.clock) || text(clock.state),
    trail: trail.map((line) => ({
      at: text(line.at),
      by: text(line.by),
      what: text(line.what),
      detail: inWords(line.detail),
    })),
  };
}

/** The window comes flat, or as `window: {from, to}` as it was created. */
export function readCallback(raw: Raw): Callback {
  const window = part(raw.window);
  return {
    id: text(raw.id),
    number: text(raw.number),
    from: text(raw.from) || text(window.from),
    to: text(raw.to) || text(window.to),
    timezone: text(raw.timezone),
    reason: text(raw.reason),
    kind: text(raw.kind),
    customer: maybe(raw.customer),
    agent: maybe(raw.agent),
    queue: maybe(raw.queue),
    contact: maybe(raw.contact),
    state: text(raw.state),
    tries: count(raw.tries, 0),
    outcome: text(raw.outcome),
  };
}

async function page<T>(
  path: string,
  filters: Record<string, string>,
  read: (raw: Raw) => T,
): Promise<Page<T>> {
  const wanted = Object.entries(filters).filter(([, value]) => value);
  const query = new URLSearchParams([...wanted, ["limit", "50"]]);
  const { body } = await get<Page<Raw>>(`${path}?${query}`);
  return { rows: body.rows.map(read), after: body.after };
}

export const complaintPage = (filters: Record<string, string>) => page("/complaints", filters, readComplaint);
export const callbackPage = (filters: Record<string, string>) => page("/callbacks", filters, readCallback);

async function one<T>(path: string, read: (raw: Raw) => T): Promise<Reply<T>> {
  const { body, etag } = await get<Raw>(path);
  return { body: read(body), etag };
}

export const oneComplaint = (id: string) => one(`/complaints/${encodeURIComponent(id)}`, readComplaint);
export const oneCallback = (id: string) => one(`/callbacks/${encodeURIComponent(id)}`, readCallback);
