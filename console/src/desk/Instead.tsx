import type { Contact } from "../api/wire";
import { useTexts } from "../i18n";
import { Tag } from "../ui/Tag";
import { timeOfDay } from "../ui/time";

/** What the customer is asked just now, or has chosen, instead of holding the line. */
export function Instead({ contact }: { contact: Pick<Contact, "proposal" | "chosen" | "place_since"> }) {
  const { t, language } = useTexts();
  const { proposal = [], chosen, place_since } = contact;
  if (place_since) {
    return (
      <Tag tone="accent">
        {t("instead.keepsPlace", { time: timeOfDay(Date.parse(place_since), language) })}
      </Tag>
    );
  }
  if (chosen) {
    return <Tag tone="calm">{t(`instead.${chosen}`)}</Tag>;
  }
  if (proposal.length > 0) {
    const what = proposal.map((one) => t(`instead.${one}`)).join(", ");
    return <Tag tone="plain">{t("instead.asked", { what })}</Tag>;
  }
  return null;
}
