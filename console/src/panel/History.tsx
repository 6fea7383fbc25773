import type { Me, Panel, Site } from "../api/wire";
import { useMe } from "../app/me";
import { ChannelIcon } from "../desk/ChannelIcon";
import { useNames } from "../desk/names";
import { useReasons } from "../desk/reasons";
import { useTexts, useWord, wordsIn } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { Tag } from "../ui/Tag";
import { when } from "../ui/time";
import { ReceiptButton } from "../why/ReceiptButton";
import styles from "./Panel.module.css";
import { Rows } from "./Rows";
import { Section } from "./Section";

/** What this customer did with us before, and what might be said to them now. */
export function History({ panel, site }: { panel: Panel; site: Site }) {
  const { t, language } = useTexts();
  const word = useWord();
  const names = useNames(site);
  const inWords = useReasons(site);
  const now = useServerSecond();
  const me = useMe((store) => store.me);
  const { live, timeline, orders, service_requests: requests, notes, suggestions, satisfaction } = panel;
  return (
    <>
      {live && live.rows.length > 1 && (
        <Section title={t("panel.live")} told={live}>
          <Rows rows={live.rows}>
            {(row) => (
              <li key={row.contact} className={styles.event}>
                <ChannelIcon channel={row.channel} />
                <span className={styles.grow}>{names.intentCode(row.intent)}</span>
                <Tag>{t(`state.${row.state}`)}</Tag>
              </li>
            )}
          </Rows>
        </Section>
      )}
      {suggestions && suggestions.rows.length > 0 && (
        <Section title={t("panel.suggestions")} told={suggestions}>
          <Rows rows={suggestions.rows}>
            {(row) => (
              <li key={row.id}>
                {wordsIn(row.text, language)}
                {row.why && <p className="soft">{t("panel.why", { why: inWords(row.why) })}</p>}
              </li>
            )}
          </Rows>
        </Section>
      )}
      {notes && (
        <Section title={t("panel.notes")} told={notes}>
          {notes.rows.length === 0 && <p className="soft">{t("panel.noNotes")}</p>}
          <Rows rows={notes.rows}>
            {(row) => (
              <li key={row.id}>
                <p className={styles.note}>{row.text}</p>
                <p className="soft num">
                  {row.by} · {when(row.at, language, now)}
                </p>
              </li>
            )}
          </Rows>
        </Section>
      )}
      {timeline && (
        <Section title={t("panel.timeline")} told={timeline}>
          {timeline.rows.length === 0 && <p className="soft">{t("panel.noTimeline")}</p>}
          <Rows rows={timeline.rows}>
            {(row) => (
              <li key={row.id} className={styles.event}>
                <ChannelIcon channel={row.channel} />
                <span className={styles.grow}>
                  {names.intentCode(row.intent)}
                  <span className="soft">
                    {" "}
                    {[names.disposition(row.disposition) || word("state", row.state), row.agent]
                      .filter(Boolean)
                      .join(" · ")}
                  </span>
                </span>
                {site.intents[row.intent ?? ""]?.emergency && mayOpen(row.agent, me) && (
                  <ReceiptButton contact={row.id} />
                )}
                <time className="soft num">{when(row.arrived_at, language, now)}</time>
              </li>
            )}
          </Rows>
        </Section>
      )}
      {orders && orders.rows.length > 0 && (
        <Section title={t("panel.orders")} told={orders}>
          <Rows rows={orders.rows}>
            {(row) => (
              <li key={row.id} className={styles.event}>
                <span className={styles.grow}>
                  {row.product} <span className="soft">{row.status}</span>
                </span>
                <span className="num">{money(row.amount, row.currency, language)}</span>
                <time className="soft num">{when(row.at, language, now)}</time>
              </li>
            )}
          </Rows>
        </Section>
      )}
      {requests && requests.rows.length > 0 && (
        <Section title={t("panel.serviceRequests")} told={requests}>
          <Rows rows={requests.rows}>
            {(row) => (
              <li key={row.id}>
                <div className={styles.event}>
                  <span className={styles.grow}>
                    {row.kind.replaceAll("_", " ")} <span className="soft">{row.status}</span>
                  </span>
                  <time className="soft num">{when(row.at, language, now)}</time>
                </div>
                {row.text && <p className="soft">{row.text}</p>}
              </li>
            )}
          </Rows>
        </Section>
      )}
      {satisfaction && satisfaction.rows.length > 0 && (
        <Section title={t("panel.satisfaction")} told={satisfaction}>
          <Rows rows={satisfaction.rows}>
            {(row) => (
              <li key={`${row.contact} ${row.at}`} className={styles.event}>
                <span className="num">{row.grade > 0 ? `+${row.grade}` : row.grade}</span>
                <span className={styles.grow}>{names.intentCode(row.intent)}</span>
                <time className="soft num">{when(row.at, language, now)}</time>
              </li>
            )}
          </Rows>
        </Section>
      )}
    </>
  );
}

/** Agents may see receipts of their own contacts. */
function mayOpen(agent: string | null | undefined, me: Me | null | undefined): boolean {
  return me !== null && me !== undefined && (me.role !== "agent" || me.user === agent);
}

function money(amount: number | string | null, currency: string | null, language: string): string {
  if (amount === null || amount === "") return "";
  const value = Number(amount);
  if (!currency || !/^[A-Z]{3}$/.test(currency) || Number.isNaN(value))
    return [amount, currency].join(" ").trim();
  return new Intl.NumberFormat(language, { style: "currency", currency, maximumFractionDigits: 2 }).format(
    value,
  );
}
