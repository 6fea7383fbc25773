import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import { serverNow } from "../live/serverTime";
import { HERE, utcToZoned } from "../ui/time";

/** A wrap-up being written. Kept per contact, and over a reload of the page, so that no word is lost. */
export interface Draft {
  disposition: string | null;
  note: string;
  complaint: boolean;
  cause: string | null;
  text: string;
  severity: "1" | "2" | "3";
  callback: boolean;
  /** Wall times in `zone`, as inputs give them. */
  from: string;
  to: string;
  zone: string;
  number: string;
  by: "me" | "queue";
  queue: string | null;
  reason: string;
}

/** Tomorrow from nine to eleven is what people mean most often. */
export function emptyDraft(number: string, queue: string | null): Draft {
  const tomorrow = utcToZoned(serverNow() + 86_400_000, HERE).slice(0, 10);
  return {
    disposition: null,
    note: "",
    complaint: false,
    cause: null,
    text: "",
    severity: "2",
    callback: false,
    from: `${tomorrow}T09:00`,
    to: `${tomorrow}T11:00`,
    zone: HERE,
    number,
    by: "me",
    queue,
    reason: "",
  };
}

interface Drafts {
  wrapUps: Record<string, Draft>;
  /** Unsent messages by contact. */
  messages: Record<string, string>;
  write(contact: string, draft: Draft): void;
  writeMessage(contact: string, text: string): void;
  forget(contact: string): void;
  forgetAll(): void;
}

const without = <T>(all: Record<string, T>, key: string): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([other]) => other !== key));

export const useDrafts = create<Drafts>()(
  persist(
    (set) => ({
      wrapUps: {},
      messages: {},
      write: (contact, draft) => set(({ wrapUps }) => ({ wrapUps: { ...wrapUps, [contact]: draft } })),
      writeMessage: (contact, text) =>
        set(({ messages }) => ({ messages: { ...messages, [contact]: text } })),
      forget: (contact) =>
        set(({ wrapUps, messages }) => ({
          wrapUps: without(wrapUps, contact),
          messages: without(messages, contact),
        })),
      forgetAll: () => set({ wrapUps: {}, messages: {} }),
    }),
    { name: "callcenter.drafts", storage: createJSONStorage(() => sessionStorage) },
  ),
);
