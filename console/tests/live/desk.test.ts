import { describe, expect, test } from "vitest";
import { afterPush, type Desk, fromSnapshot, withoutOffer } from "../../src/live/desk";
import type { DeskPush } from "../../src/live/frames";
import { PatchFailed } from "../../src/live/patch";
import { aContact, aDesk, anAgent, anOffer, aPanel } from "../fakes";

const ringing = () => fromSnapshot(aDesk({ offers: [anOffer()], panels: { cus_x: aPanel() } }));
const talking = (change = {}) =>
  fromSnapshot(
    aDesk({
      contacts: [aContact({ state: "connected", agent: "agent1", ...change })],
      panels: { cus_x: aPanel() },
    }),
  );
const play = (desk: Desk, ...pushes: DeskPush[]) => pushes.reduce(afterPush, desk);

describe("offers", () => {
  test("an offer comes with its panel, and the same offer told twice is shown once", () => {
    const push: DeskPush = { seq: 1, type: "offer.made", ...anOffer() };
    const desk = play(fromSnapshot(aDesk()), push, push);
    expect(desk.offers.map((offer) => offer.offer)).toEqual(["o42-1"]);
    expect(desk.panels.cus_x?.who?.name).toBe("王芳");
  });

  test("an offer rings before its panel is at hand, and the panel follows", () => {
    const rung: DeskPush = { seq: 1, type: "offer.made", ...anOffer(), panel: null };
    const early = play(fromSnapshot(aDesk()), rung);
    expect(early.offers.map((offer) => offer.offer)).toEqual(["o42-1"]);
    expect(early.panels).toEqual({});
    const later = play(early, { seq: 2, type: "panel.snapshot", customer: "cus_x", panel: aPanel() });
    expect(later.panels.cus_x?.who?.name).toBe("王芳");
  });

  test("a withdrawn offer leaves with a notice that says why, and its panel is forgotten", () => {
    const desk = play(ringing(), {
      seq: 9,
      type: "offer.withdrawn",
      offer: "o42-1",
      reason: "customer_gone",
    });
    expect(desk.offers).toEqual([]);
    expect(desk.panels).toEqual({});
    expect(desk.notices).toMatchObject([{ kind: "withdrawn", reason: "customer_gone", who: "王芳" }]);
  });

  test("a withdrawal of an offer we no longer show changes nothing", () => {
    const desk = fromSnapshot(aDesk());
    expect(play(desk, { seq: 9, type: "offer.withdrawn", offer: "o7", reason: "taken" })).toBe(desk);
  });

  test("an accepted offer becomes a contact and keeps its panel", () => {
    const desk = play(ringing(), {
      seq: 2,
      type: "contact.changed",
      contact: aContact({ state: "connecting", agent: "agent1" }),
    });
    expect(desk.offers).toEqual([]);
    expect(desk.contacts.map((contact) => contact.state)).toEqual(["connecting"]);
    expect(Object.keys(desk.panels)).toEqual(["cus_x"]);
  });
});

describe("contacts", () => {
  test.each(["completed", "abandoned", "transferred", "failed", "queued"] as const)(
    "a contact that became %s leaves the desk and its panel is forgotten",
    (state) => {
      const desk = play(talking(), {
        seq: 2,
        type: "contact.changed",
        contact: aContact({ state, agent: null }),
      });
      expect(desk.contacts).toEqual([]);
      expect(desk.panels).toEqual({});
    },
  );

  test("a contact that went to another agent leaves the desk", () => {
    const contact = aContact({ state: "connected", agent: "agent2" });
    expect(play(talking(), { seq: 2, type: "contact.changed", contact }).contacts).toEqual([]);
  });

  test("a change without the thread keeps the thread", () => {
    const message = { id: "m1", from: "customer", text: "hello", at: "2026-11-21T02:00:01Z" } as const;
    const { messages: _none, ...held } = aContact({ state: "held", agent: "agent1" });
    const desk = play(
      talking(),
      { seq: 2, type: "message.received", contact: "c42", message },
      { seq: 3, type: "message.received", contact: "c42", message },
      { seq: 4, type: "contact.changed", contact: held },
    );
    expect(desk.contacts[0]).toMatchObject({ state: "held", messages: [message] });
    expect(desk.contacts[0]?.messages).toHaveLength(1);
  });
});

test("what was offered here and rings at somebody else by now is off this desk", () => {
  const elsewhere = aContact({ state: "offered", offer: "o42-2", agent: null, released: true });
  const desk = play(ringing(), { seq: 2, type: "contact.changed", contact: elsewhere });
  expect(desk.offers).toEqual([]);
  expect(desk.contacts).toEqual([]);
});

test("what was declined here leaves without a word, whether the server's withdrawal came before or comes after", () => {
  const gone: DeskPush = { seq: 9, type: "offer.withdrawn", offer: "o42-1", reason: "declined" };
  for (const desk of [
    withoutOffer(play(ringing(), gone), "o42-1"),
    play(withoutOffer(ringing(), "o42-1"), gone),
  ]) {
    expect(desk.offers).toEqual([]);
    expect(desk.notices).toEqual([]);
    expect(desk.panels).toEqual({});
  }
});

test("a contact that was handed on leaves the desk, and its panel is forgotten", () => {
  const desk = play(talking(), {
    seq: 2,
    type: "contact.changed",
    contact: aContact({ state: "connected", agent: "agent1", released: true }),
  });
  expect(desk.contacts).toEqual([]);
  expect(desk.panels).toEqual({});
});

describe("panels", () => {
  test("a patch changes only what it names", () => {
    const desk = talking();
    const next = play(desk, {
      seq: 2,
      type: "panel.patch",
      customer: "cus_x",
      patch: [
        { op: "add", path: "/notes/rows/-", value: { id: "n1", text: "called twice", by: "agent1", at: "" } },
      ],
    });
    expect(next.panels.cus_x?.notes?.rows).toHaveLength(1);
    expect(next.panels.cus_x?.who).toBe(desk.panels.cus_x?.who);
    expect(desk.panels.cus_x?.notes?.rows).toEqual([]);
  });

  test("a patch that does not fit raises, so that a snapshot is fetched", () => {
    const patch = [{ op: "replace", path: "/value/class", value: "vip" } as const];
    const push: DeskPush = { seq: 2, type: "panel.patch", customer: "cus_x", patch };
    expect(() => play(talking(), push)).toThrow(PatchFailed);
  });

  test("a patch for a panel nobody looks at changes nothing", () => {
    const desk = talking();
    const patch = [{ op: "replace", path: "/value/class", value: "vip" } as const];
    expect(play(desk, { seq: 2, type: "panel.patch", customer: "cus_other", patch })).toBe(desk);
  });
});

test("the agent's own row is replaced", () => {
  const agent = anAgent({ state: "not_responding" });
  expect(play(fromSnapshot(aDesk()), { seq: 2, type: "agent.changed", agent }).agent.state).toBe(
    "not_responding",
  );
});

test("what is due is kept as notices, newest last", () => {
  const desk = play(
    fromSnapshot(aDesk()),
    { seq: 2, type: "callback.due", callback: "cb1", number: "+86138", reason: "limit", contact: "c9" },
    { seq: 3, type: "clock.warning", complaint: "p1", level: 0.9, due_at: "2026-11-21T03:00:00Z" },
    { seq: 4, type: "notice", kind: "site", text: "a new site was loaded" },
  );
  expect(desk.notices.map((notice) => notice.kind)).toEqual(["callback", "clock", "notice"]);
});

test("a push of a later server that we do not know changes nothing", () => {
  const desk = fromSnapshot(aDesk());
  expect(afterPush(desk, { seq: 2, type: "weather.changed" } as unknown as DeskPush)).toBe(desk);
});
