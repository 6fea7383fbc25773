import { useHotkeys } from "@mantine/hooks";
import type { Contact, Offer } from "../api/wire";
import type { Desk } from "../live/desk";
import { canHold, canMove, type StageTab } from "./ContactStage";
import type { Dialog } from "./DeskWork";
import { canMute, canSecure } from "./talk";
import type { DeskActions } from "./useDeskActions";

interface Keys {
  desk: Desk;
  offer: Offer | undefined;
  contact: Contact | undefined;
  live: boolean;
  actions: DeskActions;
  setTab(tab: StageTab): void;
  select(contact: string): void;
  setDialog(dialog: Dialog): void;
}

/** Letters for the whole desk (KeysDialog lists them). They rest while somebody types or a dialog is open. */
export function useDeskKeys({ desk, offer, contact, live, actions, setTab, select, setDialog }: Keys): void {
  const free = () => !document.querySelector('[role="dialog"],[role="menu"]');
  const when = (possible: boolean, run: () => void) => () => {
    if (possible && free()) run();
  };
  const ringing = offer ?? desk.offers.find((one) => one.contact.emergency) ?? desk.offers[0];
  const talking = contact?.state === "connected" || contact?.state === "held";
  // The field is only there once its tab has been drawn.
  const focus = (id: string) => window.setTimeout(() => document.getElementById(id)?.focus(), 50);
  const nth = (n: number) =>
    when(Boolean(desk.contacts[n - 1]), () => select(desk.contacts[n - 1]?.id ?? ""));

  useHotkeys([
    ["a", when(live && Boolean(ringing), () => ringing && actions.accept(ringing))],
    ["d", when(live && Boolean(ringing), () => ringing && actions.decline(ringing))],
    [
      "h",
      when(
        live && talking && contact !== undefined && canHold(contact),
        () => contact && actions.hold(contact),
      ),
    ],
    ["u", when(live && contact !== undefined && canMute(contact), () => contact && actions.mute(contact))],
    [
      "s",
      when(live && contact !== undefined && canSecure(contact), () => contact && actions.secure(contact)),
    ],
    [
      "e",
      when(live && Boolean(contact) && contact?.state !== "wrap_up", () => contact && actions.end(contact)),
    ],
    [
      "t",
      when(
        live && talking && contact !== undefined && canMove(contact),
        () => contact && actions.transfer(contact),
      ),
    ],
    ["n", when(live && Boolean(contact), () => contact && actions.note(contact))],
    ["p", when(live && Boolean(contact), () => contact && actions.help(contact))],
    [
      "w",
      when(contact !== undefined && !contact.asked_by, () => {
        setTab("wrap_up");
        focus("disposition");
      }),
    ],
    [
      "m",
      when(Boolean(contact) && contact?.channel !== "voice", () => {
        setTab("conversation");
        focus("composer");
      }),
    ],
    ["shift+?", when(true, () => setDialog({ kind: "keys" }))],
    ...([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [String(n), nth(n)]) as [string, () => void][]),
  ]);
}
