import { expect, test } from "vitest";
import type { Alarm } from "../../src/api/wire";
import { floorAfterPush } from "../../src/live/floor";
import { applyPatch, PatchFailed } from "../../src/live/patch";
import { aFloor } from "../fakes";

const alarm: Alarm = {
  id: "a1",
  kind: "emergency_waiting",
  detail: "c42 has waited 10 s",
  since: "2026-11-21T02:00:00Z",
  contact: "c42",
  agent: null,
  queue: "card-loss",
  acknowledged_by: null,
};

test("a patch moves the figures and leaves the rest as it was", () => {
  const floor = aFloor();
  const next = floorAfterPush(floor, {
    seq: 2,
    type: "floor.patch",
    patch: [
      { op: "replace", path: "/queues/cards/waiting", value: 5 },
      { op: "add", path: "/gateways/pbx", value: { last_event: null, unacked: 0 } },
    ],
  });
  expect(next.queues.cards?.waiting).toBe(5);
  expect(next.agents).toBe(floor.agents);
  expect(floor.queues.cards?.waiting).toBe(1);
});

test("an alarm comes, is acknowledged and is cleared", () => {
  let floor = floorAfterPush(aFloor(), { seq: 2, type: "alarm", alarm });
  floor = floorAfterPush(floor, {
    seq: 3,
    type: "alarm",
    alarm: { ...alarm, acknowledged_by: "supervisor1" },
  });
  expect(floor.alarms.a1?.acknowledged_by).toBe("supervisor1");
  expect(floorAfterPush(floor, { seq: 4, type: "alarm.cleared", alarm: "a1" }).alarms).toEqual({});
});

test.each([
  ["replace of nothing", [{ op: "replace", path: "/queues/none/waiting", value: 1 }]],
  ["removal of nothing", [{ op: "remove", path: "/contacts/c9" }]],
  ["a move from nowhere", [{ op: "move", from: "/contacts/c9", path: "/contacts/c8" }]],
  ["addition below nothing", [{ op: "add", path: "/queues/none/waiting", value: 1 }]],
  ["a test that does not hold", [{ op: "test", path: "/queues/cards/waiting", value: 7 }]],
  ["an operation nobody knows", [{ op: "guess", path: "/queues" }]],
])("%s is a failed patch", (_name, patch) => {
  const floor = aFloor();
  expect(() => applyPatch(floor, patch as never)).toThrow(PatchFailed);
  expect(floor).toEqual(aFloor());
});

test("a pointer with escapes finds its field", () => {
  expect(applyPatch({ "a/b": { "~": 1 } }, [{ op: "replace", path: "/a~1b/~0", value: 2 }])).toEqual({
    "a/b": { "~": 2 },
  });
});
