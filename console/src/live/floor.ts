// What the supervisors' floor shows, as a pure function of what the server said.

import type { Floor } from "../api/wire";
import type { FloorPush } from "./frames";
import { applyPatch } from "./patch";

/** The floor after one push. May throw `PatchFailed`. A type it does not know changes nothing. */
export function floorAfterPush(floor: Floor, push: FloorPush): Floor {
  switch (push.type) {
    case "floor.patch":
      return applyPatch(floor, push.patch);
    case "alarm":
      return { ...floor, alarms: { ...floor.alarms, [push.alarm.id]: push.alarm } };
    case "alarm.cleared": {
      const { [push.alarm]: _cleared, ...alarms } = floor.alarms;
      return { ...floor, alarms };
    }
    default:
      return floor;
  }
}
