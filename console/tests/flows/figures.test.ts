import { describe, expect, test } from "vitest";
import { begins, middleAndMost, seconds, share } from "../../src/flows/figures";

describe("figures about flows", () => {
  test("a report begins at a full hour, so that the same question is asked all through it", () => {
    expect(begins("7", Date.parse("2026-11-21T10:42:31.250Z"))).toBe("2026-11-14T10:00:00Z");
    expect(begins("1", Date.parse("2026-11-21T10:00:00Z"))).toBe(
      begins("1", Date.parse("2026-11-21T10:59:59Z")),
    );
  });

  test("a share keeps a decimal only where it would be lost", () => {
    expect([null, 0, 0.042, 0.372, 0.996, 1].map((one) => share(one, "en"))).toEqual([
      "–",
      "0%",
      "4.2%",
      "37%",
      "99.6%",
      "100%",
    ]);
  });

  test("seconds are told with their unit in the language", () => {
    expect(seconds(4.24, "en")).toBe("4.2s");
    expect(seconds(31.6, "en")).toBe("32s");
    expect(seconds(31.6, "zh-CN")).toContain("秒");
  });

  test("nothing counted is a dash, not a zero", () => {
    const none = { count: 0, mean: null, p50: null, p95: null, longest: null };
    expect(middleAndMost(none, "en")).toBe("–");
    expect(middleAndMost({ count: 2, mean: 5, p50: 4, p95: 6, longest: 6 }, "en")).toBe("4.0s / 6.0s");
  });
});
