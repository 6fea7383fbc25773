import { useEffect } from "react";
import { useRinging } from "../app/sound";
import { useTexts } from "../i18n";
import type { Desk } from "../live/desk";
import { useNames } from "./names";

const TITLE = "callcenter";

/**
 * Makes a ringing offer felt where the agent is not looking: the window's title blinks, and it rings if they want it
 * to. The answer is the sentence for screen readers.
 */
export function useOfferAttention(desk: Desk): string {
  const { t } = useTexts();
  const names = useNames(desk.site);
  const offer = desk.offers.find((one) => one.contact.emergency) ?? desk.offers[0];
  const emergency = offer?.contact.emergency ?? false;
  useRinging(Boolean(offer), emergency);
  const intent = offer ? names.intent(offer.contact) : "";
  useEffect(() => {
    if (!intent) return;
    const rings = `${emergency ? `‼ ${t("offer.emergency")} · ` : ""}${t("offer.blink", { intent })}`;
    let lit = true;
    document.title = rings;
    const timer = window.setInterval(() => {
      lit = !lit;
      document.title = lit ? rings : TITLE;
    }, 900);
    return () => {
      window.clearInterval(timer);
      document.title = TITLE;
    };
  }, [intent, emergency, t]);
  if (!offer) return "";
  const words = {
    channel: t(`channel.${offer.contact.channel}`),
    intent,
    who: names.who(offer.contact, offer.panel),
  };
  return emergency ? t("offer.announceEmergency", words) : t("offer.announce", words);
}
