import { Button } from "@mantine/core";
import {
  IconAlertTriangleFilled,
  IconPhoneCheck,
  IconPhoneRinging,
  IconUsersGroup,
  IconX,
} from "@tabler/icons-react";
import type { Offer, Site } from "../api/wire";
import { useTexts, wordsIn } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { Tag } from "../ui/Tag";
import { clock, percent, secondsSince, sureness } from "../ui/time";
import { ChannelIcon } from "./ChannelIcon";
import { CountdownRing } from "./CountdownRing";
import { Instead } from "./Instead";
import { useNames } from "./names";
import styles from "./OfferCard.module.css";
import { useReasons } from "./reasons";
import { SelfService } from "./SelfService";
import { WhatWasPromised } from "./WhatWasPromised";

export interface OfferActions {
  accept(offer: Offer): void;
  decline(offer: Offer): void;
  /** The offer that is just being answered. */
  answering: string | null;
}

/** Everything needed to decide in a glance: how urgent, who, what for, how sure, how long. */
export function OfferCard({
  offer,
  site,
  live,
  actions,
}: {
  offer: Offer;
  site: Site;
  live: boolean;
  actions: OfferActions;
}) {
  const { t, language } = useTexts();
  const names = useNames(site);
  const inWords = useReasons(site);
  const now = useServerSecond();
  const { contact, panel } = offer;
  const who = names.who(contact, panel);
  const busy = actions.answering === offer.offer;
  const likely = contact.intent?.alternatives.filter(([, share]) => share >= 0.01) ?? [];
  const match = panel?.who?.match;
  return (
    <section
      className={styles.card}
      data-emergency={contact.emergency}
      aria-label={t("offer.title")}
      data-testid="offer"
    >
      <header className={styles.head}>
        <div className={styles.what}>
          {contact.emergency && (
            <p className={styles.emergency}>
              <IconAlertTriangleFilled size={17} aria-hidden="true" /> {t("offer.emergency")}
              {offer.rung ? ` · ${t("offer.outOfTurn")}` : ""}
            </p>
          )}
          {contact.asked_by && (
            <p className={styles.advice} data-testid="advice">
              <IconUsersGroup size={17} aria-hidden="true" />{" "}
              {t("consult.offered", { who: contact.asked_by })}
            </p>
          )}
          <h2 className={styles.intent}>{names.intent(contact)}</h2>
          <p className={styles.who}>
            <ChannelIcon channel={contact.channel} size={17} />
            <strong>{who}</strong>
            {who !== contact.caller && <span className="num">{contact.caller || t("offer.withheld")}</span>}
          </p>
        </div>
        <CountdownRing from={contact.since} until={offer.expires_at} size={72} />
      </header>
      <div className={styles.body}>
        {offer.rings && (
          <p className={styles.rings} data-testid="rings">
            <IconPhoneRinging size={18} aria-hidden="true" /> {t("offer.rings")}
          </p>
        )}
        <div className={styles.buttons}>
          <Button
            size="md"
            color={contact.emergency ? "alarm" : "sea"}
            leftSection={<IconPhoneCheck size={19} stroke={1.8} />}
            rightSection={<kbd className="hint">A</kbd>}
            disabled={!live}
            loading={busy}
            onClick={() => actions.accept(offer)}
            data-testid="accept"
          >
            {t("offer.accept")}
          </Button>
          <Button
            size="md"
            variant="default"
            leftSection={<IconX size={18} stroke={1.8} />}
            rightSection={<kbd className="hint">D</kbd>}
            disabled={!live || busy}
            onClick={() => actions.decline(offer)}
            data-testid="decline"
          >
            {t("offer.decline")}
          </Button>
        </div>
        {(match === "unknown" || match === "ambiguous") && (
          <p className={styles.match}>
            <Tag tone="warn">{match === "unknown" ? t("panel.unknown") : t("panel.ambiguous")}</Tag>
          </p>
        )}
        <dl className={styles.facts}>
          <dt>{t("offer.waited")}</dt>
          <dd className="num">
            {clock(contact.queued_at ? secondsSince(contact.queued_at, now) : (contact.waited ?? 0))}
          </dd>
          <dt>{t("offer.queue")}</dt>
          <dd>{names.queue(contact.queue)}</dd>
          {contact.callback && (
            <>
              <dt>{t("offer.callback")}</dt>
              <dd>
                {contact.place_since && <Instead contact={contact} />} <WhatWasPromised contact={contact} />
              </dd>
            </>
          )}
          {contact.intent && (
            <>
              <dt>{t("offer.intent")}</dt>
              <dd>
                {names.intent(contact)} ·{" "}
                <span className="num">
                  {t("offer.sure", { percent: sureness(contact.intent.confidence, language) })}
                </span>{" "}
                {contact.intent.unsure && <Tag tone="warn">{t("offer.unsure")}</Tag>}
              </dd>
              {contact.intent.reasons.length > 0 && (
                <>
                  <dt>{t("offer.because")}</dt>
                  <dd>{contact.intent.reasons.map(inWords).join(" · ")}</dd>
                </>
              )}
              {likely.length > 0 && (
                <>
                  <dt>{t("offer.or")}</dt>
                  <dd>
                    {likely
                      .slice(0, 3)
                      .map(([code, share]) => `${names.intentCode(code)} ${percent(share, language)}`)
                      .join(", ")}
                  </dd>
                </>
              )}
            </>
          )}
          {contact.words.length > 0 && (
            <>
              <dt>{t("offer.heard")}</dt>
              <dd className={styles.words}>
                {contact.words.slice(-3).map((line, index) => (
                  <q key={`${index}-${line}`}>{line}</q>
                ))}
              </dd>
            </>
          )}
          {contact.head_starts.length > 0 && (
            <>
              <dt>{t("offer.headStart")}</dt>
              <dd>
                {contact.head_starts
                  .map((start) =>
                    t("offer.ahead", { why: inWords(start.reason), time: clock(start.seconds) }),
                  )
                  .join(", ")}
              </dd>
            </>
          )}
        </dl>
        <div className={styles.already}>
          <SelfService contact={contact} />
        </div>
        {panel?.warnings && panel.warnings.rows.length > 0 && (
          <p className={styles.warnings}>
            {panel.warnings.rows.map((warning) => (
              <Tag key={warning.kind} tone={warning.kind === "abusive" ? "alarm" : "warn"}>
                {wordsIn(warning.text, language)}
              </Tag>
            ))}
          </p>
        )}
      </div>
    </section>
  );
}
