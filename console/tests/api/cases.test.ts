import { expect, test } from "vitest";
import { readCallback, readComplaint } from "../../src/api/cases";

test("a complaint's clock is read as a word beside its due time, and as an object", () => {
  const flat = readComplaint({ id: "p1", clock: "running", due_at: "2026-11-22T02:00:00Z" });
  const nested = readComplaint({ id: "p1", clock: { state: "running", due_at: "2026-11-22T02:00:00Z" } });
  expect(flat).toEqual(nested);
  expect(flat).toMatchObject({ clock: "running", due_at: "2026-11-22T02:00:00Z", severity: 2, owner: null });
});

test("a callback's window is read flat and as it was created", () => {
  const flat = readCallback({ id: "cb1", from: "a", to: "b", state: "scheduled" });
  expect(readCallback({ id: "cb1", window: { from: "a", to: "b" }, state: "scheduled" })).toEqual(flat);
});
