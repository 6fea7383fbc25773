// The shapes of docs/wire.md. Times are RFC 3339 UTC strings; `null` means "not known".

/** Language tag to words. */
export type Words = Record<string, string>;

export type Role = "agent" | "supervisor" | "admin";
export type Channel = "voice" | "chat" | "sms" | "email";
export type Presence = "available" | "away" | "offline";
export type AgentState =
  | "offline"
  | "away"
  | "lost"
  | "not_responding"
  | "idle"
  | "offered"
  | "busy"
  | "wrap_up";
export type ContactState =
  | "arrived"
  | "self_service"
  | "queued"
  | "offered"
  | "connecting"
  | "connected"
  | "held"
  | "transferring"
  | "voicemail"
  | "wrap_up"
  | "completed"
  | "abandoned"
  | "transferred"
  | "failed";

/** Of a talk; `paused` while secrets are told. */
export type Recording = "on" | "paused";

/** What somebody who waits may take instead. */
export type Proposal = "callback" | "voicemail" | "message";

export interface Me {
  user: string;
  role: Role;
  csrf: string;
  display_name?: string;
}

export interface Intent {
  name: string;
  title?: Words;
  /** 0 to 1. */
  confidence: number;
  emergency: boolean;
  reasons: string[];
  alternatives: [string, number][];
  unsure: boolean;
}

export interface Message {
  id: string;
  from: "customer" | "agent" | "machine";
  text: string;
  at: string;
}

/** Somebody asked in by the agent of a call: a colleague, by a contact of its own, or a number. */
export interface Consultation {
  contact: string | null;
  to: { queue?: string; agent?: string; number?: string };
  /** Whom the gateway dialled: an agent, or the number. */
  party: string | null;
  stage: "waiting" | "dialling" | "talking" | "joined";
  since: string;
}

/** What the customer already did in self-service. */
export interface SelfServed {
  path: { at: string; flow: string; node: string; key: string; title: Words }[];
  /** Titles are empty where the site has no words for it. */
  facts: { name: string; value: string; title: Words; value_title: Words }[];
  identified_at: string | null;
  verified_at: string | null;
  /** Chosen by the customer. */
  language: string | null;
}

export interface Contact {
  id: string;
  channel: Channel;
  gateway: string;
  leg: string;
  state: ContactState;
  since: string;
  arrived_at: string;
  caller: string;
  dialled: string;
  name: string;
  language: string;
  customer: string | null;
  candidates: string[];
  intent: Intent | null;
  emergency: boolean;
  queue: string | null;
  queued_at: string | null;
  /** Seconds. */
  waited: number | null;
  agent: string | null;
  offer: string | null;
  connected_at: string | null;
  ended_at: string | null;
  end_reason: string;
  words: string[];
  messages?: Message[];
  head_starts: { reason: string; seconds: number }[];
  wrap_up_until: string | null;
  disposition: string | null;
  callback: string | null;
  /** What was promised to whom this contact calls back. `recording` is empty until their message can be fetched. */
  promised?: { kind: string; reason: string; contact: string | null; recording: string } | null;
  /** What is proposed to the customer right now, while they wait. */
  proposal?: Proposal[];
  /** What they have taken up of it. */
  chosen?: Proposal | "";
  /** They asked to be called back: since when the place in line is kept. */
  place_since?: string | null;
  /** The complaint that was opened from this contact. */
  complaint: string | null;
  /** Of the talk that goes on; null: nothing is being recorded. */
  recording?: Recording | null;
  /** Secure mode is on, until then at the latest. */
  secure_until?: string | null;
  /** The agent is not heard. */
  muted?: boolean;
  consultation?: Consultation | null;
  /** Set: this is a consultation about that contact, which `asked_by` asked for. */
  parent?: string | null;
  asked_by?: string | null;
  /** The wrap-up of an agent who has handed `parent` on. */
  part?: boolean;
  self_service?: SelfServed | null;
  /** It is no longer this agent's. */
  released?: boolean;
}

export interface Agent {
  id: string;
  name: string;
  presence: Presence;
  reason: string;
  next_presence: [Presence, string] | { presence: Presence; reason?: string } | null;
  reachability: "connected" | "grace" | "lost";
  state: AgentState;
  since: string;
  skills: Record<string, number>;
  languages: string[];
  endpoint: string;
  contacts: string[];
  role?: Role;
  /** Those of `contacts` that stand still while an emergency is served. */
  parked?: string[];
  used: number;
  capacity: number;
  handled: number;
}

export interface Coded {
  code: string;
  title: Words;
}

export interface Site {
  version: string;
  name: Words | string;
  languages: string[];
  queues: Record<string, { title: Words; emergency: boolean }>;
  dispositions: (Coded & { resolved: boolean })[];
  causes: Coded[];
  away_reasons: Coded[];
  intents: Record<string, { title: Words; emergency: boolean }>;
  /** How a fact is read; `values` are words for values that are codes. */
  fact_titles: Record<string, { title: Words; values: Record<string, Words> }>;
}

/** Where a section of the panel comes from, and when it was true. */
export interface Sourced {
  source: string;
  as_of: string;
}
type Rows<T> = Sourced & { rows: T[] };

export interface PanelWho extends Sourced {
  id: string | null;
  name: string;
  organisation?: boolean | string;
  language?: string;
  since?: string | null;
  match: "identified" | "unknown" | "ambiguous";
  matched_by?: string;
  candidates?: { id: string; name: string }[];
  identities?: { kind: string; value: string }[];
  owner?: string | null;
  consent?: Record<string, boolean>;
  facts?: Record<string, unknown>;
  profile?: Record<string, unknown>;
}

export interface PanelComplaint {
  id: string;
  cause: string;
  state: string;
  text: string;
  due_at: string | null;
  clock: string;
  remaining_seconds: number | null;
}

export interface PanelCallback {
  id: string;
  number: string;
  from: string;
  to: string;
  timezone: string;
  state: string;
  reason: string;
}

/** The customer, all round. A section that is not there yet has not been told. */
export interface Panel {
  customer: string | null;
  who?: PanelWho;
  value?: Sourced & { class: string | null; contacts_30d?: number; orders_total?: number };
  live?: Rows<{
    contact: string;
    channel: Channel;
    intent: string | null;
    queue: string | null;
    state: ContactState;
    words: string[];
  }>;
  timeline?: Rows<{
    id: string;
    channel: Channel;
    intent: string | null;
    arrived_at: string;
    state: string;
    agent: string | null;
    disposition: string | null;
  }>;
  orders?: Rows<{
    id: string;
    product: string;
    status: string;
    amount: number | string | null;
    currency: string | null;
    at: string;
  }>;
  service_requests?: Rows<{ id: string; kind: string; status: string; at: string; text: string }>;
  complaints?: Rows<PanelComplaint>;
  callbacks?: Rows<PanelCallback>;
  notes?: Rows<{ id: string; text: string; by: string; at: string }>;
  satisfaction?: Rows<{ grade: number; contact: string; agent: string | null; intent: string; at: string }>;
  suggestions?: Rows<{ id: string; text: Words; why: string }>;
  guidance?: Sourced & { intent: string | null; text: Words | null };
  warnings?: Rows<{ kind: string; text: Words }>;
}

export interface Offer {
  offer: string;
  expires_at: string;
  contact: Contact;
  /** null: still on its way, a `panel.snapshot` follows. */
  panel: Panel | null;
  panel_key: string;
  /** Of the emergency ladder, from 1: nobody was free, and this person is asked out of turn. */
  rung?: number | null;
  /** Their telephone rings with it: picking up accepts. */
  rings?: boolean;
}

export interface DeskSnapshot {
  agent: Agent;
  offers: Offer[];
  contacts: Contact[];
  panels: Record<string, Panel>;
  site: Site;
}

export interface FloorQueue {
  title?: Words;
  emergency?: boolean;
  waiting: number;
  /** Seconds. */
  oldest_wait: number | null;
  /** Seconds that who comes now will wait; null: unknown. Nine of ten waits end between the bounds. */
  /** Seconds: whoever comes later than this after somebody in the queue is served after them. */
  starvation_bound?: number | null;
  ewt: number | null;
  ewt_low?: number | null;
  ewt_high?: number | null;
  ewt_predictor?: "queue_length" | "last_to_enter_service" | "agent_free" | null;
  /** Of today's told waits: how many were judged, the share (0 to 1) that came true, the mean error in seconds. */
  ewt_told?: number;
  ewt_coverage?: number | null;
  ewt_error?: number | null;
  offered: number;
  answered: number;
  abandoned: number;
  /** 0 to 1. */
  service_level: number | null;
  /** Seconds. */
  asa: number | null;
  agents: { available: number; busy: number; wrap_up: number; away: number };
}

export interface FloorAgent {
  name: string;
  presence: Presence;
  reachability: string;
  state: AgentState;
  since: string;
  contacts: string[];
  skills?: Record<string, number>;
  handled?: number;
}

export interface FloorContact {
  channel: Channel;
  gateway: string;
  call?: string;
  conversation?: string;
  customer: string | null;
  intent: string | null;
  emergency: boolean;
  state: ContactState;
  queue: string | null;
  agent: string | null;
  /** At whom it rings. */
  offered_to?: string | null;
  caller?: string;
  name?: string;
  since: string;
  queued_at?: string | null;
  language?: string;
  arrived_at?: string;
  words?: string[];
  recording?: Recording | null;
  secure_until?: string | null;
  muted?: boolean;
  consultation?: Consultation | null;
  parent?: string | null;
  asked_by?: string | null;
  proposal?: Proposal[];
  chosen?: Proposal | "";
  place_since?: string | null;
}

export interface Alarm {
  id: string;
  kind: string;
  detail: string;
  since: string;
  contact: string | null;
  agent: string | null;
  queue: string | null;
  acknowledged_by: string | null;
}

export interface Floor {
  queues: Record<string, FloorQueue>;
  agents: Record<string, FloorAgent>;
  contacts: Record<string, FloorContact>;
  complaints: { open: number; due_soon: number; breached: number };
  gateways: Record<string, { last_event: string | null; unacked: number }>;
  alarms: Record<string, Alarm>;
}
