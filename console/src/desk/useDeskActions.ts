import { useState } from "react";
import type { Contact, Offer } from "../api/wire";
import { useDesk } from "../live/deskStore";
import { useDoing } from "../ui/useDoing";
import { ask } from "./ask";
import type { ContactActions } from "./ContactStage";
import type { Dialog } from "./DeskWork";
import type { OfferActions } from "./OfferCard";

/** Whoever is being consulted, as `to` of a frame. */
function consulted(contact: Contact): Record<string, string> {
  const asked = contact.consultation;
  return asked?.contact ? { agent: asked.party ?? "" } : { number: asked?.party ?? "" };
}

export type DeskActions = OfferActions & ContactActions;

/** What the buttons and the keys of the desk do. */
export function useDeskActions(
  open: (dialog: Dialog) => void,
  select: (contact: string) => void,
): DeskActions {
  const [doing, run] = useDoing();
  const [answering, setAnswering] = useState<string | null>(null);
  const answer = async (offer: Offer, type: string) => {
    if (answering) return;
    setAnswering(offer.offer);
    const done = await run(() => ask(type, { offer: offer.offer }));
    if (done && type === "offer.decline") useDesk.getState().declined(offer.offer);
    setAnswering(null);
  };
  return {
    doing,
    answering,
    accept: (offer) => {
      select(offer.contact.id);
      void answer(offer, "offer.accept");
    },
    decline: (offer) => void answer(offer, "offer.decline"),
    hold: (contact: Contact) =>
      void run(() =>
        ask(contact.state === "held" ? "contact.resume" : "contact.hold", { contact: contact.id }),
      ),
    mute: (contact) => void run(() => ask("contact.mute", { contact: contact.id, on: !contact.muted })),
    secure: (contact) =>
      void run(() => ask("contact.secure", { contact: contact.id, on: !contact.secure_until })),
    end: (contact) => void run(() => ask("contact.end", { contact: contact.id })),
    handOver: (contact) =>
      void run(() => ask("contact.transfer", { contact: contact.id, to: consulted(contact) })),
    allThree: (contact) =>
      void run(() => ask("contact.conference", { contact: contact.id, to: consulted(contact) })),
    backToCustomer: (contact) => void run(() => ask("contact.resume", { contact: contact.id })),
    transfer: (contact) => open({ kind: "transfer", contact }),
    note: (contact) => open({ kind: "note", contact }),
    help: (contact) => open({ kind: "help", contact }),
  };
}
