import { describe, expect, test } from "vitest";
import { type Draft, emptyDraft } from "../../src/desk/drafts";
import { faultsOf, wrapUpFields } from "../../src/desk/wrapUpFields";

const NOW = Date.parse("2026-11-21T02:00:00Z");
const draft = (change: Partial<Draft> = {}): Draft => ({
  ...emptyDraft("+86 138-0000-0001", "cards"),
  disposition: "resolved",
  ...change,
});

describe("what keeps a wrap-up open", () => {
  test("a result is enough", () => expect(faultsOf(draft(), NOW)).toEqual({}));

  test("without a result it cannot be finished", () =>
    expect(faultsOf(draft({ disposition: null }), NOW)).toEqual({ disposition: "needDisposition" }));

  test("a complaint needs its cause and its text", () =>
    expect(faultsOf(draft({ complaint: true, text: "  " }), NOW)).toEqual({
      cause: "needCause",
      text: "needText",
    }));

  test.each([
    ["ends before it begins", "2026-11-22T11:00", "2026-11-22T09:00"],
    ["lies in the past", "2026-11-20T09:00", "2026-11-20T11:00"],
    ["has no end", "2026-11-22T09:00", ""],
  ])("a callback whose window %s is refused", (_why, from, to) =>
    expect(faultsOf(draft({ callback: true, zone: "UTC", from, to }), NOW)).toEqual({ window: "badWindow" }),
  );

  test("a callback needs a number with its country code, and a queue when a queue keeps it", () =>
    expect(
      faultsOf(
        draft({
          callback: true,
          zone: "UTC",
          from: "2026-11-22T09:00",
          to: "2026-11-22T11:00",
          number: "13800000001",
          by: "queue",
          queue: null,
        }),
        NOW,
      ),
    ).toEqual({ number: "needNumber", queue: "needQueue" }));
});

test("what is not ticked is not sent", () => {
  expect(wrapUpFields("c42", draft({ note: " ok ", text: "left over" }), "agent1")).toEqual({
    contact: "c42",
    disposition: "resolved",
    note: "ok",
  });
});

test("the window is sent as instants, read in the customer's zone", () => {
  const fields = wrapUpFields(
    "c42",
    draft({
      complaint: true,
      cause: "attitude",
      text: "rude",
      severity: "1",
      callback: true,
      zone: "Asia/Shanghai",
      from: "2026-11-22T09:00",
      to: "2026-11-22T11:00",
      reason: "limit",
    }),
    "agent1",
  );
  expect(fields).toEqual({
    contact: "c42",
    disposition: "resolved",
    complaint: { cause: "attitude", text: "rude", severity: 1 },
    callback: {
      from: "2026-11-22T01:00:00Z",
      to: "2026-11-22T03:00:00Z",
      timezone: "Asia/Shanghai",
      number: "+8613800000001",
      agent: "agent1",
      reason: "limit",
    },
  });
});
