import type { Consultation, Contact, Panel, Site } from "../api/wire";
import { useTexts, wordsIn } from "../i18n";

/** The names of a contact's parts, in the reader's language. */
export function useNames(site: Site) {
  const { t, language } = useTexts();
  const queue = (name: string | null): string =>
    wordsIn(site.queues[name ?? ""]?.title, language) || name || "–";
  return {
    /** Whom a consultation is with, or for. */
    asked: ({ party, to }: Consultation): string => party ?? to.agent ?? to.number ?? queue(to.queue ?? null),
    intent: (contact: Contact): string =>
      wordsIn(contact.intent?.title ?? site.intents[contact.intent?.name ?? ""]?.title, language) ||
      contact.intent?.name ||
      t("offer.unknownIntent"),
    intentCode: (code: string | null): string =>
      wordsIn(site.intents[code ?? ""]?.title, language) || code || "–",
    queue,
    cause: (code: string): string =>
      wordsIn(site.causes.find((cause) => cause.code === code)?.title, language) || code,
    disposition: (code: string | null): string =>
      wordsIn(site.dispositions.find((one) => one.code === code)?.title, language) || code || "",
    who: (contact: Contact, panel?: Panel | null): string => {
      const certain = panel?.who?.match === "identified" ? panel.who.name : "";
      return certain || contact.name || contact.caller || t("offer.withheld");
    },
  };
}
