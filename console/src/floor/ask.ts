import { floorLine } from "../live/floorStore";
import { Refused } from "../live/line";

/** A wish of the supervisor's, sent over the live line; rejects with `Refused`. */
export function askFloor(type: string, fields: Record<string, unknown>): Promise<Record<string, unknown>> {
  const line = floorLine();
  return line ? line.ask(type, fields) : Promise.reject(new Refused("disconnected", ""));
}
