import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { Contact, Offer } from "../api/wire";
import { useTexts, useWord } from "../i18n";
import type { Desk, Notice } from "../live/desk";
import { panelKey } from "../live/desk";
import { useDesk } from "../live/deskStore";
import { useServerSecond } from "../live/serverTime";
import { Tag } from "../ui/Tag";
import { clock, percent, secondsSince, when } from "../ui/time";
import { contactTone } from "../ui/tones";
import { ChannelIcon } from "./ChannelIcon";
import { CountdownRing } from "./CountdownRing";
import { useNames } from "./names";
import styles from "./Rail.module.css";

/** Everything on this desk in one list: what rings, what is mine, what I should know. */
export function Rail({
  desk,
  selected,
  unread,
  select,
}: {
  desk: Desk;
  selected: string | null;
  unread: ReadonlySet<string>;
  select(contact: string): void;
}) {
  const { t } = useTexts();
  return (
    <div className={styles.rail}>
      {desk.offers.length > 0 && (
        <section aria-label={t("offer.many")}>
          <h2 className={styles.title}>{t("offer.title")}</h2>
          {desk.offers.map((offer) => (
            <OfferRow key={offer.offer} offer={offer} desk={desk} selected={selected} select={select} />
          ))}
        </section>
      )}
      <section aria-label={t("desk.contacts")}>
        <h2 className={styles.title}>{t("desk.contacts")}</h2>
        {desk.contacts.length === 0 && <p className={styles.none}>{t("desk.noContacts")}</p>}
        {desk.contacts.map((contact, index) => (
          <ContactRow
            key={contact.id}
            contact={contact}
            nth={index + 1}
            desk={desk}
            selected={selected}
            unread={unread.has(contact.id)}
            select={select}
          />
        ))}
      </section>
      {desk.notices.length > 0 && (
        <section aria-label={t("desk.notices")}>
          <h2 className={styles.title}>{t("desk.notices")}</h2>
          {desk.notices.toReversed().map((notice) => (
            <NoticeRow key={notice.seq} notice={notice} />
          ))}
        </section>
      )}
      <p className={styles.foot}>{t("desk.handled", { count: desk.agent.handled })}</p>
    </div>
  );
}

function OfferRow({
  offer,
  desk,
  selected,
  select,
}: {
  offer: Offer;
  desk: Desk;
  selected: string | null;
  select(contact: string): void;
}) {
  const { t } = useTexts();
  const names = useNames(desk.site);
  const { contact } = offer;
  return (
    <button
      type="button"
      className={styles.row}
      data-emergency={contact.emergency}
      data-offer="true"
      aria-current={selected === contact.id}
      onClick={() => select(contact.id)}
    >
      <CountdownRing from={contact.since} until={offer.expires_at} size={36} />
      <span className={styles.main}>
        <span className={styles.name}>{names.who(contact, offer.panel)}</span>
        <span className={styles.sub}>
          {contact.emergency ? `${t("offer.emergency")} · ` : ""}
          {contact.asked_by ? `${t("consult.title")} · ` : ""}
          {names.intent(contact)}
        </span>
      </span>
      <ChannelIcon channel={contact.channel} />
    </button>
  );
}

function ContactRow({
  contact,
  nth,
  desk,
  selected,
  unread,
  select,
}: {
  contact: Contact;
  nth: number;
  desk: Desk;
  selected: string | null;
  unread: boolean;
  select(contact: string): void;
}) {
  const { t } = useTexts();
  const names = useNames(desk.site);
  const now = useServerSecond();
  const last = contact.messages?.at(-1)?.text;
  return (
    <button
      type="button"
      className={styles.row}
      data-emergency={contact.emergency}
      aria-current={selected === contact.id}
      onClick={() => select(contact.id)}
      data-testid="contact-row"
    >
      <ChannelIcon channel={contact.channel} size={18} />
      <span className={styles.main}>
        <span className={styles.name}>
          {names.who(contact, desk.panels[panelKey(contact)])}
          {unread && <span className={styles.unread} role="img" aria-label={t("contact.message")} />}
        </span>
        <span className={styles.sub}>
          {contact.asked_by ? `${t("consult.title")} · ` : ""}
          {last ?? names.intent(contact)}
        </span>
      </span>
      <span className={styles.side}>
        {desk.agent.parked?.includes(contact.id) ? (
          <Tag tone="plain">{t("desk.parked")}</Tag>
        ) : (
          <Tag tone={contactTone[contact.state]}>{t(`state.${contact.state}`)}</Tag>
        )}
        <span className="num soft">
          {clock(secondsSince(contact.connected_at ?? contact.since, now))} <kbd className="hint">{nth}</kbd>
        </span>
      </span>
    </button>
  );
}

const TOPICS = ["emergency", "secure_off", "not_muted", "still_muted"] as const;
const isTopic = (topic: string): topic is (typeof TOPICS)[number] =>
  (TOPICS as readonly string[]).includes(topic);

function NoticeRow({ notice }: { notice: Notice }) {
  const { t, language } = useTexts();
  const word = useWord();
  const dismiss = useDesk((store) => store.dismiss);
  const now = useServerSecond();
  const words = (): { title: string; text: string } => {
    switch (notice.kind) {
      case "callback":
        return { title: t("notice.callback", { number: notice.number }), text: notice.reason };
      case "clock": {
        const { complaint, level, dueAt } = notice;
        const time = when(dueAt, language, now);
        return {
          title:
            level >= 1
              ? t("notice.breach", { complaint, time })
              : t("notice.clock", { complaint, time, level: percent(level, language) }),
          text: "",
        };
      }
      case "withdrawn": {
        const text = [word("withdrawn", notice.reason), notice.detail].filter(Boolean).join(" ");
        return { title: t("withdrawn.title", { who: notice.who || t("offer.withheld") }), text };
      }
      case "consultation": {
        const known = word("consultOver", notice.reason);
        return { title: t("consultOver.title", { who: notice.who }), text: known };
      }
      case "notice":
        return { title: isTopic(notice.topic) ? t(`notice.${notice.topic}`) : notice.text, text: "" };
    }
  };
  const { title, text } = words();
  return (
    <div
      className={styles.notice}
      data-urgent={
        notice.kind === "callback" ||
        notice.kind === "clock" ||
        (notice.kind === "notice" && notice.topic === "emergency")
      }
    >
      <div>
        <strong>{title}</strong>
        {text && <p>{text}</p>}
      </div>
      <ActionIcon size={24} aria-label={t("desk.dismiss")} onClick={() => dismiss(notice.seq)}>
        <IconX size={14} />
      </ActionIcon>
    </div>
  );
}
