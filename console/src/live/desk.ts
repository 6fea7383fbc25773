// What an agent's desk shows, as a pure function of what the server said.

import type { Agent, Contact, ContactState, DeskSnapshot, Offer, Panel, Site } from "../api/wire";
import type { DeskPush } from "./frames";
import { applyPatch } from "./patch";

/** A line on the desk that stays until it is read. */
export type Notice = { seq: number } & (
  | { kind: "callback"; number: string; reason: string; contact: string | null }
  | { kind: "clock"; complaint: string; level: number; dueAt: string }
  | { kind: "withdrawn"; offer: string; reason: string; detail: string; who: string }
  | { kind: "consultation"; who: string; reason: string }
  | { kind: "notice"; topic: string; text: string }
);

export interface Desk {
  agent: Agent;
  offers: Offer[];
  contacts: Contact[];
  /** By customer, or by "contact:ID" while nobody is known. */
  panels: Record<string, Panel>;
  site: Site;
  notices: Notice[];
}

const MINE: ReadonlySet<ContactState> = new Set(["connecting", "connected", "held", "wrap_up"]);
const KEPT_NOTICES = 12;

/** Under which name the panel of this contact is kept. */
export function panelKey(contact: Contact): string {
  return contact.customer ?? `contact:${contact.id}`;
}

export function fromSnapshot(snapshot: DeskSnapshot, notices: Notice[] = []): Desk {
  return { ...snapshot, notices };
}

/** The desk after one push. May throw `PatchFailed`. A type it does not know changes nothing. */
export function afterPush(desk: Desk, push: DeskPush): Desk {
  switch (push.type) {
    case "offer.made":
      return offerMade(desk, push);
    case "offer.withdrawn":
      return offerWithdrawn(desk, push);
    case "contact.changed":
      return withContact(desk, push.contact);
    case "message.received":
      return withMessage(desk, push);
    case "panel.snapshot":
      return { ...desk, panels: { ...desk.panels, [push.customer]: push.panel } };
    case "panel.patch":
      return panelPatched(desk, push);
    case "agent.changed":
      return { ...desk, agent: push.agent };
    case "callback.due":
    case "clock.warning":
    case "notice":
      return noticed(desk, push);
    default:
      return desk;
  }
}

function offerMade(desk: Desk, push: Extract<DeskPush, { type: "offer.made" }>): Desk {
  const { offer, expires_at, contact, panel, panel_key, rung, rings } = push;
  const made = { offer, expires_at, contact, panel, panel_key, rung, rings };
  const others = desk.offers.filter((other) => other.offer !== offer);
  // The phone does not wait for the panel: where it is not at hand yet, it follows by itself.
  const panels = panel ? { ...desk.panels, [panel_key]: panel } : desk.panels;
  return { ...desk, offers: [...others, made], panels };
}

function offerWithdrawn(desk: Desk, push: Extract<DeskPush, { type: "offer.withdrawn" }>): Desk {
  const gone = desk.offers.find((offer) => offer.offer === push.offer);
  if (!gone) return desk;
  const notice: Notice = {
    seq: push.seq,
    kind: "withdrawn",
    offer: push.offer,
    reason: push.reason,
    detail: push.detail ?? "",
    who: gone.panel?.who?.name || gone.contact.name || gone.contact.caller,
  };
  const offers = desk.offers.filter((offer) => offer !== gone);
  return pruned({ ...desk, offers, notices: [...desk.notices, notice].slice(-KEPT_NOTICES) });
}

/** The agent has declined it here: it is off the desk, and there is nothing to say about it. */
export function withoutOffer(desk: Desk, declined: string): Desk {
  const offers = desk.offers.filter((offer) => offer.offer !== declined);
  const notices = desk.notices.filter(
    (notice) => !(notice.kind === "withdrawn" && notice.offer === declined),
  );
  return pruned({ ...desk, offers, notices });
}

function withContact(desk: Desk, contact: Contact): Desk {
  // What we were offered may ring at somebody else by now.
  const rings = (offer: Offer) => contact.state === "offered" && contact.offer === offer.offer;
  const offers = desk.offers
    .filter((offer) => offer.contact.id !== contact.id || rings(offer))
    .map((offer) => (offer.contact.id === contact.id ? { ...offer, contact } : offer));
  const mine = MINE.has(contact.state) && contact.agent === desk.agent.id && !contact.released;
  const known = desk.contacts.find((other) => other.id === contact.id);
  // A change need not repeat the whole thread; what was shown stays.
  const shown = { ...contact, messages: contact.messages ?? known?.messages ?? [] };
  const contacts = !mine
    ? desk.contacts.filter((other) => other.id !== contact.id)
    : known
      ? desk.contacts.map((other) => (other.id === contact.id ? shown : other))
      : [...desk.contacts, shown];
  return pruned({ ...desk, offers, contacts });
}

function withMessage(desk: Desk, push: Extract<DeskPush, { type: "message.received" }>): Desk {
  const contacts = desk.contacts.map((contact) => {
    const messages = contact.messages ?? [];
    const here = contact.id === push.contact && !messages.some((message) => message.id === push.message.id);
    return here ? { ...contact, messages: [...messages, push.message] } : contact;
  });
  return { ...desk, contacts };
}

function panelPatched(desk: Desk, push: Extract<DeskPush, { type: "panel.patch" }>): Desk {
  const panel = desk.panels[push.customer];
  // A patch may still be on its way for a panel nobody looks at any more.
  if (!panel) return desk;
  return { ...desk, panels: { ...desk.panels, [push.customer]: applyPatch(panel, push.patch) } };
}

function noticed(
  desk: Desk,
  push: Extract<DeskPush, { type: "callback.due" | "clock.warning" | "notice" }>,
): Desk {
  const { seq } = push;
  const notice: Notice =
    push.type === "callback.due"
      ? { seq, kind: "callback", number: push.number, reason: push.reason, contact: push.contact }
      : push.type === "clock.warning"
        ? { seq, kind: "clock", complaint: push.complaint, level: push.level, dueAt: push.due_at }
        : push.kind === "consultation"
          ? { seq, kind: "consultation", who: push.who ?? "", reason: push.reason ?? "" }
          : { seq, kind: "notice", topic: push.kind, text: push.text };
  return { ...desk, notices: [...desk.notices, notice].slice(-KEPT_NOTICES) };
}

/** Lets go of panels that nothing on the desk refers to: personal data is not kept longer than it is shown. */
function pruned(desk: Desk): Desk {
  const keep = new Set<string>();
  for (const offer of desk.offers) keep.add(offer.panel_key).add(panelKey(offer.contact));
  for (const contact of desk.contacts) {
    keep.add(panelKey(contact)).add(`contact:${contact.id}`);
    for (const candidate of contact.candidates) keep.add(candidate);
  }
  const panels = Object.fromEntries(Object.entries(desk.panels).filter(([key]) => keep.has(key)));
  return { ...desk, panels };
}
