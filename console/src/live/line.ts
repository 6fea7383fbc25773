// The live line to the server: connects, counts, notices gaps and silence, comes back with ?after=SEQ. It knows
// nothing of what the frames mean, and everything that differs between two runs (time, chance, sockets) is handed in.

import { backoff } from "./backoff";
import type { Answer, Push, Resumed, Welcome } from "./frames";

/** As much of a browser's WebSocket as is needed; tests hand in their own. */
export interface Socket {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

export interface Ports {
  open(url: string): Socket;
  /** Milliseconds since the epoch on this machine's clock. */
  now(): number;
  /** Runs once after so many milliseconds; the answer cancels it. */
  later(ms: number, run: () => void): () => void;
  /** 0 to 1. */
  chance(): number;
  /** Asked when the server refused the line without a word. */
  loggedIn(): Promise<"yes" | "no" | "unknown">;
}

export interface Listener<Snapshot> {
  onWelcome(frame: Welcome<Snapshot>): void;
  /** May throw: then a new snapshot is fetched. */
  onPush(push: Push): void;
  onStatus(status: Status): void;
  /** The server's clock minus ours, in milliseconds. */
  onClock(offset: number): void;
}

export type Status =
  | { phase: "connecting" }
  | { phase: "live" }
  /** What is shown was true at `since` (ms). `retryAt` is the next try; null: one is under way. */
  | { phase: "stale"; since: number; attempt: number; retryAt: number | null }
  | { phase: "ended" };

/** A wish the server refused, or that never got its answer (`code` "disconnected" or "no_answer"). */
export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly detail: string,
  ) {
    super(detail);
  }
}

interface Pending {
  resolve(result: Record<string, unknown>): void;
  reject(error: Refused): void;
  cancel(): void;
}

export const LOGGED_OUT = 4001;
const QUIET_MS = 10_000;
const SILENT_MS = 5_000;
const ANSWER_MS = 10_000;
const STEADY_MS = 5_000;

export class Line<Snapshot> {
  private socket: Socket | null = null;
  /** Sequence of the newest frame taken; null: only a whole snapshot will do. */
  private seq: number | null = null;
  private greeted = false;
  private attempt = 0;
  private lastId = 0;
  /** When the server was last heard (ms). */
  private heard: number | null = null;
  private status: Status = { phase: "connecting" };
  private readonly pending = new Map<number, Pending>();
  private cancelRetry = () => {};
  private cancelWatch = () => {};
  private cancelSteady = () => {};

  constructor(
    private readonly url: string,
    private readonly ports: Ports,
    private readonly listener: Listener<Snapshot>,
  ) {}

  start(): void {
    this.setStatus({ phase: "connecting" });
    this.connect();
  }

  /** Ends for good; nothing is called afterwards. */
  stop(): void {
    this.drop();
    this.cancelRetry();
    this.setStatus({ phase: "ended" });
  }

  /** Does not wait for the next try: the network is back, or somebody pressed the button. */
  retryNow(): void {
    if (this.status.phase !== "stale" || this.socket) return;
    this.cancelRetry();
    this.connect();
  }

  /** Asks the server for a sign of life now; without one the line counts as broken. */
  probe(): void {
    if (this.status.phase !== "live") return;
    this.cancelWatch();
    this.ping();
  }

  /** Sends a wish and waits for its answer. Rejects with `Refused`; a wish is never sent twice. */
  ask(type: string, fields: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const { socket } = this;
    if (!socket || this.status.phase !== "live") {
      return Promise.reject(new Refused("disconnected", "not connected: nothing was sent"));
    }
    this.lastId += 1;
    const id = this.lastId;
    return new Promise((resolve, reject) => {
      const cancel = this.ports.later(ANSWER_MS, () => {
        this.pending.delete(id);
        reject(new Refused("no_answer", `no answer within ${ANSWER_MS / 1000} s: it may have happened`));
      });
      this.pending.set(id, { resolve, reject, cancel });
      socket.send(JSON.stringify({ id, type, ...fields }));
    });
  }

  private connect(): void {
    const url = this.seq === null ? this.url : `${this.url}?after=${this.seq}`;
    if (this.status.phase === "stale") this.setStatus({ ...this.status, retryAt: null });
    const socket = this.ports.open(url);
    this.socket = socket;
    this.greeted = false;
    socket.onmessage = (event) => this.take(event.data);
    socket.onclose = (event) => this.closed(event.code);
    // A handshake that hangs is as bad as a line that went silent.
    this.cancelWatch = this.ports.later(QUIET_MS + SILENT_MS, () => this.broken());
  }

  private take(data: unknown): void {
    this.heard = this.ports.now();
    const frame = parsed(data);
    if (!frame) {
      this.fresh();
      return;
    }
    this.watch();
    if (frame.type === "welcome") this.welcomed(frame as unknown as Welcome<Snapshot>);
    else if (frame.type === "resumed") this.resumed(frame as unknown as Resumed);
    else if (typeof frame.id === "number") this.answered(frame as unknown as Answer);
    else if (typeof frame.seq === "number") this.pushed(frame as Push);
  }

  private welcomed(frame: Welcome<Snapshot>): void {
    this.seq = frame.seq;
    this.listener.onWelcome(frame);
    this.up(frame.server_time);
  }

  private resumed(frame: Resumed): void {
    if (frame.seq === this.seq) this.up(frame.server_time);
    else this.fresh();
  }

  private up(serverTime: string): void {
    this.greeted = true;
    this.listener.onClock(Date.parse(serverTime) - this.ports.now());
    this.cancelSteady();
    // Only a line that holds starts counting its tries anew; one that breaks at once must not hammer the server.
    this.cancelSteady = this.ports.later(STEADY_MS, () => {
      this.attempt = 0;
    });
    this.setStatus({ phase: "live" });
  }

  private pushed(push: Push): void {
    const { seq } = this;
    if (seq !== null && push.seq <= seq) return;
    if (!this.greeted || seq === null || push.seq !== seq + 1 || !this.applied(push)) this.fresh();
    else this.seq = push.seq;
  }

  private applied(push: Push): boolean {
    try {
      this.listener.onPush(push);
      return true;
    } catch (error) {
      console.error("a push could not be applied; asking for a new snapshot", error);
      return false;
    }
  }

  private answered(answer: Answer): void {
    const time = answer.result?.server_time;
    if (typeof time === "string") this.listener.onClock(Date.parse(time) - this.ports.now());
    const pending = this.pending.get(answer.id);
    if (!pending) return;
    this.pending.delete(answer.id);
    pending.cancel();
    if (answer.ok) pending.resolve(answer.result ?? {});
    else pending.reject(refusal(answer));
  }

  /** The browser answers the server's pings unseen; this is how we see that the server is there. */
  private watch(): void {
    this.cancelWatch();
    this.cancelWatch = this.ports.later(QUIET_MS, () => this.ping());
  }

  private ping(): void {
    this.lastId += 1;
    this.socket?.send(JSON.stringify({ id: this.lastId, type: "ping" }));
    this.cancelWatch = this.ports.later(SILENT_MS, () => this.broken());
  }

  private closed(code: number): void {
    const refused = !this.greeted;
    this.drop();
    if (code === LOGGED_OUT) {
      this.end();
      return;
    }
    this.wait();
    if (refused) void this.checkLogIn();
  }

  private async checkLogIn(): Promise<void> {
    if ((await this.ports.loggedIn()) === "no" && this.status.phase !== "ended") this.end();
  }

  private end(): void {
    this.drop();
    this.cancelRetry();
    this.setStatus({ phase: "ended" });
  }

  /** What we hold can no longer be trusted: begin with a whole snapshot. */
  private fresh(): void {
    this.seq = null;
    this.broken();
  }

  private broken(): void {
    this.drop();
    this.wait();
  }

  private wait(): void {
    const delay = backoff(this.attempt, this.ports.chance());
    this.attempt += 1;
    const since = this.heard ?? this.ports.now();
    this.setStatus({ phase: "stale", since, attempt: this.attempt, retryAt: this.ports.now() + delay });
    this.cancelRetry = this.ports.later(delay, () => this.connect());
  }

  /** Lets go of the socket without waiting for its close: a half-open one takes minutes to say so. */
  private drop(): void {
    this.cancelWatch();
    this.cancelSteady();
    const { socket } = this;
    this.socket = null;
    if (socket) {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close(1000);
    }
    for (const pending of this.pending.values()) {
      pending.cancel();
      pending.reject(
        new Refused("disconnected", "the connection broke before the answer: it may have happened"),
      );
    }
    this.pending.clear();
  }

  private setStatus(status: Status): void {
    this.status = status;
    this.listener.onStatus(status);
  }
}

function parsed(data: unknown): Record<string, unknown> | null {
  try {
    const frame: unknown = JSON.parse(String(data));
    return frame && typeof frame === "object" ? (frame as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** The refusal with every fault it names, each where the server found it. */
function refusal({ error }: Answer): Refused {
  const faults = (error?.errors ?? []).map((fault) => `${fault.pointer}: ${fault.detail}`);
  return new Refused(error?.code ?? "fault", [error?.detail ?? "", ...faults].join("\n").trim());
}
