import type { Agent, Contact, DeskSnapshot, Floor, Offer, Panel } from "../src/api/wire";
import type { Ports, Socket } from "../src/live/line";

/** A socket whose server side is the test. */
export class FakeSocket implements Socket {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  closed = false;

  constructor(readonly url: string) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.closed = true;
  }

  /** The server says this. */
  says(frame: unknown): void {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }

  /** The server, or the network, ends it. */
  breaks(code = 1006): void {
    this.onclose?.({ code });
  }
}

/** Time, sockets and log-in as the test wants them. */
export class FakeWorld implements Ports {
  readonly sockets: FakeSocket[] = [];
  time = Date.parse("2026-11-21T02:00:00Z");
  login: "yes" | "no" | "unknown" = "yes";
  private timers: { at: number; run: () => void }[] = [];

  open = (url: string): Socket => {
    const socket = new FakeSocket(url);
    this.sockets.push(socket);
    return socket;
  };
  now = (): number => this.time;
  chance = (): number => 1;
  loggedIn = async (): Promise<"yes" | "no" | "unknown"> => this.login;
  later = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.time + ms, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };

  get socket(): FakeSocket {
    const newest = this.sockets.at(-1);
    if (!newest) throw new Error("nobody has connected");
    return newest;
  }

  /** Moves the clock; what falls due runs in order. */
  pass(ms: number): void {
    const until = this.time + ms;
    for (;;) {
      const next = this.timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = next.at;
      next.run();
    }
    this.time = until;
  }
}

export function anAgent(change: Partial<Agent> = {}): Agent {
  return {
    id: "agent1",
    name: "Li Na",
    presence: "available",
    reason: "",
    next_presence: null,
    reachability: "connected",
    state: "idle",
    since: "2026-11-21T01:50:00Z",
    skills: { card: 8 },
    languages: ["zh-CN", "en"],
    endpoint: "PJSIP/2001",
    contacts: [],
    used: 0,
    capacity: 100,
    handled: 3,
    ...change,
  };
}

export function aContact(change: Partial<Contact> = {}): Contact {
  return {
    id: "c42",
    channel: "voice",
    gateway: "pbx",
    leg: "call-9",
    state: "offered",
    since: "2026-11-21T02:00:00Z",
    arrived_at: "2026-11-21T01:59:50Z",
    caller: "+8613800000001",
    dialled: "+861069950000",
    name: "",
    language: "zh-CN",
    customer: "cus_x",
    candidates: [],
    intent: {
      name: "card_loss",
      title: { "zh-CN": "银行卡挂失", en: "Lost card" },
      confidence: 0.97,
      emergency: true,
      reasons: ["rule: my card was stolen"],
      alternatives: [["card_stolen", 0.02]],
      unsure: false,
    },
    emergency: true,
    queue: "card-loss",
    queued_at: "2026-11-21T01:59:55Z",
    waited: 5,
    agent: null,
    offer: "o42-1",
    connected_at: null,
    ended_at: null,
    end_reason: "",
    words: ["我的卡丢了"],
    messages: [],
    head_starts: [],
    wrap_up_until: null,
    disposition: null,
    callback: null,
    complaint: null,
    ...change,
  };
}

export function aPanel(change: Partial<Panel> = {}): Panel {
  const told = { source: "store", as_of: "2026-11-21T02:00:00Z" };
  return {
    customer: "cus_x",
    who: {
      ...told,
      id: "cus_x",
      name: "王芳",
      match: "identified",
      matched_by: "+8613800000001",
      identities: [{ kind: "phone", value: "+8613800000001" }],
    },
    notes: { ...told, rows: [] },
    ...change,
  };
}

export function anOffer(change: Partial<Offer> = {}): Offer {
  return {
    offer: "o42-1",
    expires_at: "2026-11-21T02:00:20Z",
    contact: aContact(),
    panel: aPanel(),
    panel_key: "cus_x",
    ...change,
  };
}

export function aDesk(change: Partial<DeskSnapshot> = {}): DeskSnapshot {
  return {
    agent: anAgent(),
    offers: [],
    contacts: [],
    panels: {},
    site: {
      version: "v1",
      name: { "zh-CN": "示范银行", en: "Demo Bank" },
      languages: ["zh-CN", "en"],
      queues: { "card-loss": { title: { "zh-CN": "挂失", en: "Card loss" }, emergency: true } },
      dispositions: [{ code: "resolved", title: { "zh-CN": "已解决", en: "Resolved" }, resolved: true }],
      causes: [{ code: "attitude", title: { "zh-CN": "态度", en: "Attitude" } }],
      fact_titles: {},
      away_reasons: [{ code: "lunch", title: { "zh-CN": "午餐", en: "Lunch" } }],
      intents: { card_loss: { title: { "zh-CN": "银行卡挂失", en: "Lost card" }, emergency: true } },
    },
    ...change,
  };
}

export function aFloor(change: Partial<Floor> = {}): Floor {
  return {
    queues: {
      cards: {
        waiting: 1,
        oldest_wait: 4,
        ewt: 20,
        ewt_low: 4,
        ewt_high: 55.2,
        ewt_predictor: "queue_length",
        ewt_told: 50,
        ewt_coverage: 0.92,
        ewt_error: 12.4,
        offered: 9,
        answered: 8,
        abandoned: 0,
        service_level: 0.9,
        asa: 6,
        agents: { available: 2, busy: 1, wrap_up: 0, away: 0 },
      },
    },
    agents: {},
    contacts: {},
    complaints: { open: 0, due_soon: 0, breached: 0 },
    gateways: {},
    alarms: {},
    ...change,
  };
}
