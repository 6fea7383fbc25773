import { describe, expect, test } from "vitest";
import {
  clock,
  secondsSince,
  span,
  sureness,
  utcToZoned,
  when,
  windowOf,
  zonedToUtc,
} from "../../src/ui/time";

test.each([
  [7, "0:07"],
  [754, "12:34"],
  [3723, "1:02:03"],
  [-4, "0:00"],
])("%d seconds read %s", (seconds, shown) => expect(clock(seconds)).toBe(shown));

test.each([
  [40, "40 sec"],
  [725, "12 min"],
  [15120, "4 hr 12 min"],
  [86400 * 3, "3 days"],
  [0, "0 sec"],
])("a span of %d seconds reads %s", (seconds, shown) => expect(span(seconds, "en")).toBe(shown));

test("a guess is never called certain", () => {
  expect(sureness(0.9998, "en")).toBe("99%");
  expect(sureness(1, "en")).toBe("100%");
  expect(sureness(0.54, "en")).toBe("54%");
});

test("a time that is not known is no time at all", () => {
  expect(secondsSince(null, Date.now())).toBe(0);
  expect(when("nonsense", "en", Date.now())).toBe("–");
});

test("today's times are shown without their day, in the zone asked for", () => {
  const now = Date.parse("2026-11-21T02:00:00Z");
  expect(when("2026-11-21T01:30:00Z", "en", now, "Asia/Shanghai")).toBe("09:30");
  expect(when("2026-11-19T01:30:00Z", "en", now, "Asia/Shanghai")).toContain("Nov 19");
});

test("a window says its day once, in the customer's zone", () => {
  const words = windowOf("2026-11-23T01:15:00Z", "2026-11-23T03:15:00Z", "en", "Asia/Shanghai");
  expect(words.match(/Nov 23/g)).toHaveLength(1);
  expect(words).toContain("09:15");
  expect(words).toContain("11:15");
  expect(windowOf("", "", "en", "")).toBe("–");
});

describe("wall time to instant", () => {
  test.each([
    ["2026-11-21T14:30", "Asia/Shanghai", "2026-11-21T06:30:00Z"],
    ["2026-07-01T09:00", "Europe/Berlin", "2026-07-01T07:00:00Z"],
    ["2026-12-01T09:00", "Europe/Berlin", "2026-12-01T08:00:00Z"],
    // The clocks go back on 25 October at 03:00: the first of the two half past twos.
    ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00Z"],
    // They went forward on 29 March at 02:00: there was no half past two.
    ["2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30:00Z"],
    ["2026-03-08T12:00", "America/New_York", "2026-03-08T16:00:00Z"],
  ])("%s in %s is %s", (wall, zone, utc) => expect(zonedToUtc(wall, zone)).toBe(utc));

  test("there and back again", () => {
    const ms = Date.parse("2026-11-21T06:30:00Z");
    expect(utcToZoned(ms, "Asia/Shanghai")).toBe("2026-11-21T14:30");
  });

  test("what is no time is null", () => expect(zonedToUtc("", "UTC")).toBeNull());
});
