import type { AgentState, ContactState } from "../api/wire";
import type { Tone } from "./Tag";

export const agentTone: Record<AgentState, Tone> = {
  offline: "plain",
  away: "warn",
  lost: "alarm",
  not_responding: "alarm",
  idle: "good",
  offered: "accent",
  busy: "calm",
  wrap_up: "accent",
};

export const contactTone: Record<ContactState, Tone> = {
  arrived: "plain",
  self_service: "plain",
  queued: "warn",
  offered: "accent",
  connecting: "accent",
  connected: "good",
  held: "warn",
  transferring: "calm",
  voicemail: "calm",
  wrap_up: "calm",
  completed: "plain",
  abandoned: "warn",
  transferred: "plain",
  failed: "alarm",
};

export const complaintTone: Record<string, Tone> = {
  received: "warn",
  valid: "accent",
  invalid: "plain",
  assigned: "calm",
  resolved: "good",
  visited: "good",
  closed: "plain",
};

export const callbackTone: Record<string, Tone> = {
  scheduled: "accent",
  due: "warn",
  retry: "warn",
  kept: "good",
  declined: "plain",
  unreachable: "alarm",
  cancelled: "plain",
};

export const clockTone: Record<string, Tone> = {
  running: "accent",
  paused: "plain",
  met: "good",
  breached: "alarm",
};
