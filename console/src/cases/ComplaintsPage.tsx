import { useState } from "react";
import { type Complaint, complaintPage } from "../api/cases";
import { useTexts, useWord, wordsIn } from "../i18n";
import { serverNow, useServerSecond } from "../live/serverTime";
import { Tag } from "../ui/Tag";
import { span, when } from "../ui/time";
import { complaintTone } from "../ui/tones";
import { CaseList } from "./CaseList";
import styles from "./Cases.module.css";
import { ComplaintDrawer } from "./ComplaintDrawer";
import { useSite } from "./useSite";

const STATES = ["received", "valid", "invalid", "assigned", "resolved", "visited", "closed"];

export default function ComplaintsPage() {
  const { t, language } = useTexts();
  const word = useWord();
  const site = useSite();
  const [open, setOpen] = useState<string | null>(null);
  const causeOf = (code: string) =>
    wordsIn(site?.causes.find((cause) => cause.code === code)?.title, language) || code;
  return (
    <>
      <CaseList
        name="complaints"
        title={t("app.complaints")}
        hint={t("cases.complaintsHint")}
        none={t("cases.noComplaints")}
        states={STATES}
        stateGroup="complaintState"
        fetchPage={complaintPage}
        head={
          <tr>
            <th scope="col">{t("cases.cause")}</th>
            <th scope="col">{t("cases.state")}</th>
            <th scope="col">{t("cases.due")}</th>
            <th scope="col">{t("cases.severity")}</th>
            <th scope="col">{t("cases.customer")}</th>
            <th scope="col">{t("cases.owner")}</th>
            <th scope="col">{t("cases.created")}</th>
          </tr>
        }
        row={(one) => (
          <tr key={one.id}>
            <th scope="row">
              <button type="button" className={styles.link} onClick={() => setOpen(one.id)}>
                {causeOf(one.cause)}
              </button>
              <p className={styles.text}>{one.text}</p>
            </th>
            <td>
              <Tag tone={complaintTone[one.state] ?? "plain"}>{word("complaintState", one.state)}</Tag>
            </td>
            <td>
              <Due complaint={one} />
            </td>
            <td>{severityOf(one.severity, t("wrap.severe"), t("wrap.medium"), t("wrap.light"))}</td>
            <td>{one.customer ?? "–"}</td>
            <td>{one.owner ?? <span className="soft">{t("cases.nobody")}</span>}</td>
            <td className="num">{when(one.created_at, language, serverNow())}</td>
          </tr>
        )}
      />
      {open && <ComplaintDrawer id={open} causeOf={causeOf} close={() => setOpen(null)} />}
    </>
  );
}

function severityOf(severity: number, ...words: string[]): string {
  return words[severity - 1] ?? String(severity);
}

/** What is left of the promise, or by how much it was broken. */
export function Due({ complaint }: { complaint: Complaint }) {
  const { t, language } = useTexts();
  const now = useServerSecond();
  if (complaint.clock === "met") return <Tag tone="good">{t("panel.met")}</Tag>;
  if (complaint.clock === "paused") return <Tag>{t("panel.paused")}</Tag>;
  if (!complaint.due_at) return <>–</>;
  const left = (Date.parse(complaint.due_at) - now) / 1000;
  const broken = complaint.clock === "breached" || left <= 0;
  return (
    <Tag tone={broken ? "alarm" : left < 4 * 3600 ? "warn" : "plain"}>
      <span className="num">
        {broken
          ? t("panel.overdue", { time: span(Math.abs(left), language) })
          : t("panel.remaining", { time: span(left, language) })}
      </span>
    </Tag>
  );
}
