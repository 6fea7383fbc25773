import type { Panel, PanelComplaint, Site } from "../api/wire";
import { useNames } from "../desk/names";
import { useTexts, useWord } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { Tag } from "../ui/Tag";
import { span, windowOf } from "../ui/time";
import { callbackTone, complaintTone } from "../ui/tones";
import styles from "./Panel.module.css";
import { Rows } from "./Rows";
import { Section } from "./Section";

/** What was promised to this customer, with the time that is left. */
export function Promises({ panel, site }: { panel: Panel; site: Site }) {
  const { t, language } = useTexts();
  const word = useWord();
  const names = useNames(site);
  const now = useServerSecond();
  const { complaints, callbacks } = panel;
  return (
    <>
      {complaints && complaints.rows.length > 0 && (
        <Section title={t("panel.complaints")} told={complaints} tone="warn">
          <Rows rows={complaints.rows}>
            {(row) => (
              <li key={row.id}>
                <div className={styles.rowHead}>
                  <strong>{names.cause(row.cause)}</strong>
                  <Tag tone={complaintTone[row.state] ?? "plain"}>{word("complaintState", row.state)}</Tag>
                  <Remaining row={row} now={now} />
                </div>
                {row.text && <p className={styles.quote}>{row.text}</p>}
              </li>
            )}
          </Rows>
        </Section>
      )}
      {callbacks && callbacks.rows.length > 0 && (
        <Section title={t("panel.callbacks")} told={callbacks}>
          <Rows rows={callbacks.rows}>
            {(row) => (
              <li key={row.id}>
                <div className={styles.rowHead}>
                  <strong className="num">{windowOf(row.from, row.to, language, row.timezone)}</strong>
                  <Tag tone={callbackTone[row.state] ?? "plain"}>{word("callbackState", row.state)}</Tag>
                </div>
                <p className="soft">
                  <span className="num">{row.number}</span> {row.reason} ({row.timezone})
                </p>
              </li>
            )}
          </Rows>
        </Section>
      )}
    </>
  );
}

function Remaining({ row, now }: { row: PanelComplaint; now: number }) {
  const { t, language } = useTexts();
  if (row.clock === "met") return <Tag tone="good">{t("panel.met")}</Tag>;
  if (row.clock === "paused") return <Tag>{t("panel.paused")}</Tag>;
  if (!row.due_at) return null;
  const left = (Date.parse(row.due_at) - now) / 1000;
  return left > 0 && row.clock !== "breached" ? (
    <Tag tone={left < 4 * 3600 ? "warn" : "plain"}>
      {t("panel.remaining", { time: span(left, language) })}
    </Tag>
  ) : (
    <Tag tone="alarm">{t("panel.overdue", { time: span(-left, language) })}</Tag>
  );
}
