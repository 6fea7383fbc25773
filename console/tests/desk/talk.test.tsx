import { MantineProvider } from "@mantine/core";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TalkButtons } from "../../src/desk/TalkButtons";
import { SecureBand, TalkTags } from "../../src/desk/TalkState";
import { canMute, canSecure } from "../../src/desk/talk";
import { speak, startTexts } from "../../src/i18n";
import { aContact } from "../fakes";

beforeEach(() => {
  localStorage.setItem("callcenter.language", "en");
  startTexts();
});
afterEach(cleanup);

const talk = (change = {}) => aContact({ state: "connected", agent: "agent1", ...change });
const until = new Date(Date.now() + 272_000).toISOString();

function buttons(contact = talk(), live = true) {
  const actions = { mute: vi.fn(), secure: vi.fn(), doing: false };
  render(
    <MantineProvider env="test">
      <TalkButtons contact={contact} live={live} actions={actions} />
    </MantineProvider>,
  );
  return actions;
}

test("mute and secure mode are of talks; who gives advice may only mute", () => {
  expect([canMute(talk()), canSecure(talk())]).toEqual([true, true]);
  expect([canMute(talk({ state: "held" })), canSecure(talk({ state: "held" }))]).toEqual([true, true]);
  expect([canMute(talk({ asked_by: "agent2" })), canSecure(talk({ asked_by: "agent2" }))]).toEqual([
    true,
    false,
  ]);
  for (const other of [{ state: "connecting" }, { state: "wrap_up" }, { channel: "chat" }])
    expect([canMute(talk(other)), canSecure(talk(other))]).toEqual([false, false]);
});

test("each button says what it does next, and does it", () => {
  const actions = buttons(talk({ muted: true, secure_until: until, recording: "paused" }));
  expect(screen.getByTestId("mute").textContent).toContain("Unmute");
  expect(screen.getByTestId("secure").getAttribute("aria-pressed")).toBe("true");
  expect(screen.getByTestId("secure").textContent).toContain("End secure mode");
  fireEvent.click(screen.getByTestId("mute"));
  fireEvent.click(screen.getByTestId("secure"));
  expect([actions.mute.mock.calls.length, actions.secure.mock.calls.length]).toEqual([1, 1]);
});

test("nothing can be switched while the line is stale, while the phone rings, or in a chat", () => {
  buttons(talk(), false);
  expect(screen.getByTestId<HTMLButtonElement>("secure").disabled).toBe(true);
  cleanup();
  buttons(talk({ state: "connecting" }));
  expect(screen.getByTestId<HTMLButtonElement>("mute").disabled).toBe(true);
  cleanup();
  buttons(talk({ channel: "chat" }));
  expect(screen.queryByTestId("mute")).toBeNull();
});

test.each([
  ["en", { recording: "on" }, "Recording"],
  ["en", { recording: "paused", secure_until: until }, "Recording paused"],
  ["zh-CN", { recording: "on", muted: true }, "录音中 已静音"],
  ["zh-CN", { recording: null, secure_until: until }, "安全模式"],
  ["zh-CN", { recording: null, secure_until: null, muted: false }, ""],
] as const)("in %s, %o reads %s", (language, change, words) => {
  speak(language);
  const { container } = render(<TalkTags contact={talk(change)} />);
  expect(container.textContent?.trim().replace(/ +/g, " ")).toBe(words);
});

test("secure mode says what it means and when it ends by itself", () => {
  speak("zh-CN");
  render(<SecureBand contact={talk({ recording: "paused", secure_until: until })} />);
  const words = screen.getByTestId("secure-band").textContent ?? "";
  expect(words).toContain("录音已暂停，班长无法监听");
  expect(words).toMatch(/4:3[0-2] 后自动退出/);
  cleanup();
  render(<SecureBand contact={talk()} />);
  expect(screen.queryByTestId("secure-band")).toBeNull();
});
