import { render, screen } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import type { FloorQueue } from "../../src/api/wire";
import { ExpectedWait } from "../../src/floor/ExpectedWait";
import { speak, startTexts } from "../../src/i18n";
import { aFloor } from "../fakes";

beforeEach(() => {
  localStorage.setItem("callcenter.language", "en");
  startTexts();
  speak("en");
});

function cards(): FloorQueue {
  const found = aFloor().queues["cards"];
  if (!found) throw new Error("the floor of the tests has a queue of cards");
  return found;
}

function shown(change: Partial<FloorQueue> = {}): string {
  const queue: FloorQueue = { ...cards(), ...change };
  const { container, unmount } = render(<ExpectedWait queue={queue} />);
  const text = container.textContent ?? "";
  unmount();
  return text;
}

test("a wait is said with its range and with how often such a range came true", () => {
  expect(shown()).toBe("about 20 s (4–56)92% of 50 within the told range");
  speak("zh-CN");
  expect(shown()).toBe("约20秒（4–56）50次预告中92%在范围内");
});

test("a long one is said in minutes, and the range is never narrower than what was told", () => {
  expect(shown({ ewt: 170, ewt_low: 119, ewt_high: 301, ewt_told: 0 })).toBe("about 3 min (1–6)");
});

test("what nobody can know is called unknown, and no wait is no wait", () => {
  expect(shown({ ewt: null, ewt_low: null, ewt_high: null, ewt_told: 0 })).toBe("unknown");
  expect(shown({ ewt: 0, ewt_low: 0, ewt_high: 0, ewt_predictor: "agent_free", ewt_told: 0 })).toBe("none");
});

test("the predictor and the mean error are told on asking", () => {
  render(<ExpectedWait queue={cards()} />);
  expect(screen.getByTitle("by the length of the line · mean error today 12 s")).toBeTruthy();
});
