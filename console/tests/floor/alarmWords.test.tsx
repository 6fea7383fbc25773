import { renderHook } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import type { Alarm, Floor } from "../../src/api/wire";
import { useAlarmWords } from "../../src/floor/alarmWords";
import { speak, startTexts } from "../../src/i18n";
import { aFloor } from "../fakes";

beforeEach(() => {
  localStorage.setItem("callcenter.language", "en");
  startTexts();
});

const anAlarm = (id: string, change: Partial<Alarm> = {}): Alarm => ({
  id,
  kind: id.slice(0, id.indexOf(":")),
  detail: "in the words of the server",
  since: "2026-11-21T02:00:00Z",
  contact: null,
  agent: null,
  queue: null,
  acknowledged_by: null,
  ...change,
});

function worded(alarm: Alarm, floor: Floor = aFloor()): string | null {
  const { result } = renderHook(() => useAlarmWords(floor, null));
  return result.current(alarm);
}

/** Every kind the switchboard raises. */
const KINDS = [
  "emergency_waiting",
  "service_level",
  "clock_warning",
  "clock_breach",
  "help_asked",
  "gateway_silent",
  "connect_unconfirmed",
  "waiting_long",
  "recording_not_paused",
  "lease_expired",
  "callback_unreachable",
  "callback_missed",
  "quarantine",
];

test.each(KINDS)("%s is worded in both languages, without a gap and without the server's English", (kind) => {
  const alarm = anAlarm(`${kind}:x1`, {
    detail: kind === "help_asked" ? "agent1 asks for help." : "in English",
  });
  const here = { ...alarm, agent: "agent1", queue: "cards" };
  const english = worded(here);
  speak("zh-CN");
  const chinese = worded(here);
  for (const words of [english, chinese]) expect(words).not.toMatch(/^$|\{\{|in English|asks for help/);
  expect(chinese).not.toBe(english);
});

test("a kind of a later server is left to the server's own words", () => {
  expect(worded(anAlarm("weather:x1"))).toBeNull();
});

test("numbers are those the floor has now", () => {
  const level = anAlarm("service_level:cards", { queue: "cards" });
  expect(worded(level)).toContain("90%");
  const floor = aFloor({ gateways: { pbx: { last_event: null, unacked: 7 } } });
  expect(worded(anAlarm("gateway_silent:pbx"), floor)).toBe("pbx: 7 commands unacknowledged");
});

test("what an agent wrote when asking for help is shown as they wrote it", () => {
  const alarm = anAlarm("help_asked:c42", { agent: "agent1", contact: "c42", detail: "shouts at me" });
  expect(worded(alarm)).toBe("agent1, with c42: “shouts at me”");
});
