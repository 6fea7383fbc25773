// The whole console against a scripted server: what a person sees and what goes over the wire.

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, configure, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "../../src/app/App";
import { useMe } from "../../src/app/me";
import { speak, startTexts } from "../../src/i18n";
import { aContact, aDesk, aFloor, anOffer, aPanel, FakeSocket } from "../fakes";

// The pages come in their own chunks; here they are there from the start, however slow the machine.
import "../../src/desk/DeskPage";
import "../../src/floor/FloorPage";

configure({ asyncUtilTimeout: 10_000 });
let sockets: FakeSocket[];
const newest = () => {
  const socket = sockets.at(-1);
  if (!socket) throw new Error("nobody has connected");
  return socket;
};
const says = (frame: unknown) => act(() => newest().says(frame));
const welcome = (snapshot: unknown, more = {}) => ({
  type: "welcome",
  seq: 1,
  snapshot,
  server_time: new Date().toISOString(),
  ...more,
});
const soon = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

function open(role: "agent" | "supervisor" | null) {
  const answer = role
    ? new Response(JSON.stringify({ user: `${role}1`, role, csrf: "t" }))
    : new Response(JSON.stringify({ code: "unauthorized", detail: "" }), { status: 401 });
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => answer.clone()),
  );
  return render(
    <MantineProvider env="test">
      <Notifications />
      <QueryClientProvider client={new QueryClient()}>
        <MemoryRouter>
          <App />
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

beforeEach(() => {
  localStorage.clear();
  localStorage.setItem("callcenter.language", "en");
  startTexts();
  sockets = [];
  vi.stubGlobal(
    "WebSocket",
    class extends FakeSocket {
      constructor(url: string) {
        super(url);
        sockets.push(this);
      }
    },
  );
});

afterEach(() => {
  cleanup();
  useMe.setState({ me: undefined, ended: false, problem: null });
  vi.unstubAllGlobals();
});

test("given a wrong password then the log-in says so, in the language chosen on the spot", async () => {
  open(null);
  fireEvent.change(await screen.findByLabelText("Name"), { target: { value: "agent1" } });
  fireEvent.change(screen.getByLabelText("Password"), { target: { value: "nope" } });
  fireEvent.click(screen.getByRole("button", { name: "Log in" }));
  expect((await screen.findByRole("alert")).textContent).toBe("Name or password is not right.");
  act(() => speak("zh-CN"));
  expect(screen.getByRole("alert").textContent).toBe("用户名或密码不正确。");
  expect(document.documentElement.lang).toBe("zh-CN");
});

test("an emergency rings with everything needed to decide, and is accepted over the line", async () => {
  open("agent");
  await waitFor(() => expect(sockets.length).toBeGreaterThan(0));
  says(welcome(aDesk()));
  await screen.findByText("Ready for the next contact");
  says({ seq: 2, type: "offer.made", ...anOffer({ expires_at: soon(20) }) });
  expect(await screen.findByRole("heading", { name: "Lost card" })).toBeTruthy();
  expect(screen.getByText("Emergency: Call ringing: Lost card, 王芳")).toBeTruthy();
  expect(document.title).toContain("Lost card");
  fireEvent.click(screen.getByTestId("accept"));
  const sent = newest().sent.at(-1);
  expect(sent).toMatchObject({ type: "offer.accept", offer: "o42-1" });
  says({
    seq: 3,
    type: "contact.changed",
    contact: aContact({ state: "connected", agent: "agent1", connected_at: soon(0) }),
  });
  says({ id: sent?.id, ok: true });
  expect(await screen.findByTestId("contact")).toBeTruthy();
  expect(screen.queryByTestId("offer")).toBeNull();
});

test("given an offer that went to somebody else then the server's reason is shown", async () => {
  open("agent");
  await waitFor(() => expect(sockets.length).toBeGreaterThan(0));
  says(welcome(aDesk({ offers: [anOffer({ expires_at: soon(20) })], panels: { cus_x: aPanel() } })));
  await screen.findByTestId("offer");
  fireEvent.keyDown(document.documentElement, { key: "a", code: "KeyA" });
  await waitFor(() => expect(newest().sent.at(-1)).toMatchObject({ type: "offer.accept" }));
  says({ id: newest().sent.at(-1)?.id, ok: false, error: { code: "offer_gone", detail: "taken by agent2" } });
  expect(await screen.findByText("taken by agent2")).toBeTruthy();
  expect(screen.getByText("The offer is gone")).toBeTruthy();
});

test("an agent consults: every stage has its words and its ways on", async () => {
  open("agent");
  await waitFor(() => expect(sockets.length).toBeGreaterThan(0));
  const asked = (stage: "waiting" | "talking" | "joined") => ({
    contact: "c9",
    to: { queue: "card-loss" },
    party: stage === "waiting" ? null : "agent2",
    stage,
    since: soon(0),
  });
  const shows = (stage: "waiting" | "talking" | "joined", seq: number) => {
    const state = stage === "joined" ? "connected" : "held";
    const contact = aContact({ state, agent: "agent1", consultation: asked(stage) });
    says({ seq, type: "contact.changed", contact });
  };
  says(welcome(aDesk({ contacts: [aContact({ state: "connected", agent: "agent1" })] })));
  await screen.findByTestId("transfer");
  shows("waiting", 2);
  expect((await screen.findByTestId("consultation")).textContent).toContain("Waiting for Card loss");
  expect(screen.queryByTestId("transfer")).toBeNull();
  expect(screen.queryByTestId("hand-over")).toBeNull();
  shows("talking", 3);
  expect(screen.getByTestId("consultation").textContent).toContain("You are talking with agent2");
  fireEvent.click(screen.getByTestId("all-three"));
  const to = { agent: "agent2" };
  expect(newest().sent.at(-1)).toMatchObject({ type: "contact.conference", contact: "c42", to });
  says({ id: newest().sent.at(-1)?.id, ok: true });
  shows("joined", 4);
  expect(screen.getByTestId("consultation").textContent).toContain("Three of you");
  await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>("hand-over").disabled).toBe(false));
  fireEvent.click(screen.getByTestId("hand-over"));
  await waitFor(() => expect(newest().sent.at(-1)).toMatchObject({ type: "contact.transfer", to }));
  says({ id: newest().sent.at(-1)?.id, ok: true });
  const detail = { kind: "consultation", who: "agent2", reason: "left", text: "over" };
  says({ seq: 5, type: "notice", ...detail });
  expect(await screen.findByText("They have left. The customer is still yours.")).toBeTruthy();
});

test("an agent mutes and begins secure mode; the desk shows what the server says, not what was clicked", async () => {
  open("agent");
  await waitFor(() => expect(sockets.length).toBeGreaterThan(0));
  const talk = { state: "connected", agent: "agent1", recording: "on" } as const;
  says(welcome(aDesk({ contacts: [aContact(talk)] })));
  fireEvent.click(await screen.findByTestId("mute"));
  expect(newest().sent.at(-1)).toMatchObject({ type: "contact.mute", contact: "c42", on: true });
  says({ id: newest().sent.at(-1)?.id, ok: true });
  await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>("secure").disabled).toBe(false));
  fireEvent.keyDown(document.documentElement, { key: "s", code: "KeyS" });
  await waitFor(() =>
    expect(newest().sent.at(-1)).toMatchObject({ type: "contact.secure", contact: "c42", on: true }),
  );
  says({ id: newest().sent.at(-1)?.id, ok: true });
  expect(screen.queryByTestId("secure-band")).toBeNull();
  const secure = { ...talk, recording: "paused", secure_until: soon(300), muted: true } as const;
  says({ seq: 2, type: "contact.changed", contact: aContact(secure) });
  expect((await screen.findByTestId("secure-band")).textContent).toContain("The recording is paused");
  expect(screen.getByTestId("contact").textContent).toContain("Muted");
  says({ seq: 3, type: "notice", kind: "secure_off", contact: "c42", text: "in English" });
  expect(await screen.findByText(/Secure mode has ended by itself/)).toBeTruthy();
});

test("a colleague sees who asks about whom, and can only leave", async () => {
  open("agent");
  await waitFor(() => expect(sockets.length).toBeGreaterThan(0));
  const advice = { parent: "c1", asked_by: "agent2" };
  const offer = anOffer({ expires_at: soon(20), contact: aContact({ id: "c9", ...advice }) });
  says(welcome(aDesk({ offers: [offer], panels: { cus_x: aPanel() } })));
  expect((await screen.findByTestId("advice")).textContent).toContain("agent2 asks for your advice");
  const taken = aContact({ id: "c9", state: "connected", agent: "agent1", ...advice });
  says({ seq: 2, type: "contact.changed", contact: taken });
  expect((await screen.findByTestId("contact")).textContent).toContain("agent2 asked for your advice");
  expect(screen.getByTestId("end").textContent).toContain("Leave");
  expect(screen.queryByTestId("transfer")).toBeNull();
  expect(screen.queryByRole("tab", { name: /Wrap-up/ })).toBeNull();
});

test("given a broken line then the desk says stale, disables what cannot be done, and comes back where it was", async () => {
  open("agent");
  await waitFor(() => expect(sockets.length).toBeGreaterThan(0));
  says(
    welcome(
      aDesk({ contacts: [aContact({ state: "connected", agent: "agent1" })], panels: { cus_x: aPanel() } }),
    ),
  );
  const end = await screen.findByTestId<HTMLButtonElement>("end");
  expect(end.disabled).toBe(false);
  act(() => newest().breaks(1012));
  expect(screen.getByTestId("stale").textContent).toContain("Stale since");
  expect(end.disabled).toBe(true);
  fireEvent.click(screen.getByRole("button", { name: "Try now" }));
  expect(newest().url).toContain("?after=1");
  says({ type: "resumed", seq: 1, server_time: soon(0) });
  expect(screen.queryByTestId("stale")).toBeNull();
  expect(end.disabled).toBe(false);
});

test("given the log-in ended on the server then the log-in page says so", async () => {
  open("agent");
  await waitFor(() => expect(sockets.length).toBeGreaterThan(0));
  says(welcome(aDesk()));
  act(() => newest().breaks(4001));
  expect(await screen.findByText("Your log-in has ended. Please log in again.")).toBeTruthy();
});

test("a supervisor sees a patch at once and acknowledges an alarm", async () => {
  open("supervisor");
  await waitFor(() => expect(sockets.length).toBeGreaterThan(0));
  says(welcome(aFloor(), { site: aDesk().site }));
  await screen.findByTestId("floor");
  says({ seq: 2, type: "floor.patch", patch: [{ op: "replace", path: "/queues/cards/waiting", value: 77 }] });
  expect(screen.getByText("77")).toBeTruthy();
  const alarm = {
    id: "a1",
    kind: "help_asked",
    detail: "agent3: loud customer",
    since: soon(0),
    contact: null,
    agent: null,
    queue: null,
    acknowledged_by: null,
  };
  says({ seq: 3, type: "alarm", alarm });
  fireEvent.click(screen.getByRole("button", { name: "Acknowledge" }));
  expect(newest().sent.at(-1)).toMatchObject({ type: "alarm.acknowledge", alarm: "a1" });
});

test("whose telephone rings with the offer is told to pick up", async () => {
  open("agent");
  await waitFor(() => expect(sockets.length).toBeGreaterThan(0));
  says(welcome(aDesk()));
  await screen.findByText("Ready for the next contact");
  says({ seq: 2, type: "offer.made", ...anOffer({ expires_at: soon(12), rings: true }) });
  expect((await screen.findByTestId("rings")).textContent).toContain("pick up");
});

test("what the ladder rings at a supervisor shows on their floor, and who accepts goes on at the desk", async () => {
  open("supervisor");
  await waitFor(() => expect(sockets.length).toBe(2));
  const desk = sockets.find((one) => one.url.includes("/agent/"));
  const floor = sockets.find((one) => one.url.includes("/supervisor/"));
  act(() => floor?.says(welcome(aFloor())));
  act(() => desk?.says(welcome(aDesk())));
  await screen.findByTestId("floor");
  act(() => desk?.says({ seq: 2, type: "offer.made", ...anOffer({ expires_at: soon(12), rung: 4 }) }));
  expect((await screen.findByTestId("asked")).textContent).toContain("nobody is free");
  fireEvent.keyDown(document.documentElement, { key: "a", code: "KeyA" });
  await waitFor(() => expect(desk?.sent.at(-1)).toMatchObject({ type: "offer.accept", offer: "o42-1" }));
  await waitFor(() => expect(screen.queryByTestId("asked")).toBeNull());
  expect(screen.queryByTestId("floor")).toBeNull();
});
