import { whoAmI } from "../api/http";
import type { Ports, Socket } from "./line";

function socketUrl(path: string): string {
  const url = new URL(path, window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** The browser's own clock, chance and sockets. */
export const browserPorts: Ports = {
  open: (path) => new WebSocket(socketUrl(path)) as unknown as Socket,
  now: () => Date.now(),
  chance: () => Math.random(),
  later: (ms, run) => {
    const timer = window.setTimeout(run, ms);
    return () => window.clearTimeout(timer);
  },
  loggedIn: async () => {
    try {
      return (await whoAmI()) ? "yes" : "no";
    } catch {
      return "unknown";
    }
  },
};
