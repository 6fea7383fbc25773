import type { Agent, Alarm, Contact, DeskSnapshot, Floor, Message, Offer, Panel, Site } from "../api/wire";
import type { Operation } from "./patch";

/** The first frame: everything, as of `seq`. */
export interface Welcome<Snapshot> {
  type: "welcome";
  seq: number;
  snapshot: Snapshot;
  server_time: string;
  site?: Site;
}

/** The first frame after `?after=SEQ` when the server still has what was missed; it follows. */
export interface Resumed {
  type: "resumed";
  seq: number;
  server_time: string;
}

/** A push: numbered without gaps. */
export type Push = { seq: number; type: string } & Record<string, unknown>;

export type DeskPush = { seq: number } & (
  | ({ type: "offer.made" } & Offer)
  | { type: "offer.withdrawn"; offer: string; reason: string; detail?: string }
  | { type: "contact.changed"; contact: Contact }
  | { type: "message.received"; contact: string; message: Message }
  | { type: "panel.snapshot"; customer: string; panel: Panel }
  | { type: "panel.patch"; customer: string; patch: Operation[] }
  | { type: "agent.changed"; agent: Agent }
  | { type: "callback.due"; callback: string; number: string; reason: string; contact: string | null }
  | { type: "clock.warning"; complaint: string; level: number; due_at: string }
  | { type: "notice"; kind: string; text: string; who?: string; reason?: string }
);

export type FloorPush = { seq: number } & (
  | { type: "floor.patch"; patch: Operation[] }
  | { type: "alarm"; alarm: Alarm }
  | { type: "alarm.cleared"; alarm: string }
);

export type DeskWelcome = Welcome<DeskSnapshot>;
export type FloorWelcome = Welcome<Floor>;

export interface Answer {
  id: number;
  ok: boolean;
  result?: Record<string, unknown>;
  error?: { code: string; detail: string; errors?: { pointer: string; detail: string }[] };
}
