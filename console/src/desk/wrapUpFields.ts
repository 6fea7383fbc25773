import { zonedToUtc } from "../ui/time";
import type { Draft } from "./drafts";

/** Fields that keep the wrap-up from being finished, each with the key of its sentence. */
export type Faults = Partial<
  Record<
    "disposition" | "cause" | "text" | "window" | "number" | "queue",
    "needDisposition" | "needCause" | "needText" | "badWindow" | "needNumber" | "needQueue"
  >
>;

export function faultsOf(draft: Draft, nowMs: number): Faults {
  const faults: Faults = {};
  if (!draft.disposition) faults.disposition = "needDisposition";
  if (draft.complaint && !draft.cause) faults.cause = "needCause";
  if (draft.complaint && !draft.text.trim()) faults.text = "needText";
  if (draft.callback) {
    const from = zonedToUtc(draft.from, draft.zone);
    const to = zonedToUtc(draft.to, draft.zone);
    if (!from || !to || to <= from || Date.parse(to) <= nowMs) faults.window = "badWindow";
    if (!/^\+[1-9]\d{6,14}$/.test(draft.number.replace(/[\s-]/g, ""))) faults.number = "needNumber";
    if (draft.by === "queue" && !draft.queue) faults.queue = "needQueue";
  }
  return faults;
}

/** The fields of `contact.wrap_up` (docs/wire.md). `me` is the agent's id. */
export function wrapUpFields(contact: string, draft: Draft, me: string): Record<string, unknown> {
  const fields: Record<string, unknown> = { contact, disposition: draft.disposition };
  if (draft.note.trim()) fields.note = draft.note.trim();
  if (draft.complaint) {
    fields.complaint = { cause: draft.cause, text: draft.text.trim(), severity: Number(draft.severity) };
  }
  if (draft.callback) {
    fields.callback = {
      from: zonedToUtc(draft.from, draft.zone),
      to: zonedToUtc(draft.to, draft.zone),
      timezone: draft.zone,
      number: draft.number.replace(/[\s-]/g, ""),
      ...(draft.by === "me" ? { agent: me } : { queue: draft.queue }),
      ...(draft.reason.trim() ? { reason: draft.reason.trim() } : {}),
    };
  }
  return fields;
}
