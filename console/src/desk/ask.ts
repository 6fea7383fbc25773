import { deskLine } from "../live/deskStore";
import { Refused } from "../live/line";

/** A wish of the agent's, sent over the live line; rejects with `Refused`. */
export function ask(type: string, fields: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const line = deskLine();
  return line ? line.ask(type, fields) : Promise.reject(new Refused("disconnected", ""));
}
