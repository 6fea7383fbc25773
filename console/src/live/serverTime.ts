// One clock for the whole screen: the server's, so that a countdown is right on a machine whose clock is wrong.

import { useSyncExternalStore } from "react";

let offset = 0;

/** The server's clock minus this machine's, in milliseconds. */
export function setServerOffset(ms: number): void {
  offset = Number.isFinite(ms) ? ms : 0;
}

/** Milliseconds since the epoch by the server's clock. */
export function serverNow(): number {
  return Date.now() + offset;
}

const listeners = new Set<() => void>();
let ticking: number | undefined;
let second = Math.floor(serverNow() / 1000) * 1000;

function tick(): void {
  second = Math.floor(serverNow() / 1000) * 1000;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= window.setInterval(tick, 500);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      window.clearInterval(ticking);
      ticking = undefined;
    }
  };
}

/** The server's time in whole seconds (ms since the epoch); draws its user again when it moves. */
export function useServerSecond(): number {
  return useSyncExternalStore(subscribe, () => second);
}
