import type { Decision, Explanation } from "../api/history";
import { useTexts, wordsIn } from "../i18n";
import { clock } from "../ui/time";
import styles from "./Why.module.css";

/** One decision: who got the contact, out of whom, who could not have it, and what put it where it stood. */
export function DecisionBox({
  decision,
  reasons,
  queue,
  agentOf,
}: {
  decision: Decision;
  reasons: Explanation["reasons"];
  queue: string;
  agentOf(name: string): string;
}) {
  const { t, language } = useTexts();
  const { chosen, ahead, step, rank, head_starts, behind, held_for, tie_break, site } = decision;
  const words = (reason: string) => wordsIn(reasons[reason], language) || reason;
  const title = chosen
    ? t("why.chosen", { agent: agentOf(chosen) })
    : held_for
      ? t("why.held", { agent: agentOf(held_for) })
      : t("why.nobodyFree");
  const terms = [
    rank?.[0] === 0 && t("why.emergency"),
    rank && t("why.rank", { time: moment(rank[1], language) }),
    ...Object.entries(head_starts).map(([reason, seconds]) =>
      t("why.headStart", { reason: words(reason), seconds }),
    ),
    behind > 0 && chosen && t("why.behind", { agent: agentOf(chosen), seconds: behind }),
    step > 0 && t("why.step", { step }),
    chosen && tie_break && t("why.tie", { reason: words(tie_break) }),
  ].filter((one): one is string => Boolean(one));
  return (
    <div className={styles.decision} data-testid="decision">
      <p>
        <strong>{title}</strong> <span className="soft num">{t("why.decidedIn", { queue, ahead })}</span>
      </p>
      {terms.length > 0 && (
        <ul className={styles.terms}>
          {terms.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
      <Candidates decision={decision} agentOf={agentOf} />
      <Removed decision={decision} words={words} agentOf={agentOf} />
      <p className={`${styles.version} soft num`}>
        {t("why.version", { site: site.slice(0, 12), seq: decision.seq })}
      </p>
    </div>
  );
}

function Candidates({ decision, agentOf }: { decision: Decision; agentOf(name: string): string }) {
  const { t } = useTexts();
  const { candidates, chosen } = decision;
  if (candidates.length === 0) return null;
  return (
    <table className={styles.table}>
      <caption>{t("why.candidates")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("floor.agent")}</th>
          <th scope="col">{t("why.proficiency")}</th>
          <th scope="col">{t("why.language")}</th>
          <th scope="col">{t("why.used")}</th>
          <th scope="col">{t("why.idle")}</th>
        </tr>
      </thead>
      <tbody>
        {candidates.map((one) => (
          <tr key={one.agent} data-chosen={one.agent === chosen}>
            <th scope="row">{agentOf(one.agent)}</th>
            <td>{one.proficiency ?? "–"}</td>
            <td>{one.speaks === undefined ? "–" : one.speaks ? t("why.speaks") : t("why.otherLanguage")}</td>
            <td>{one.used ?? "–"}</td>
            <td>{one.idle_seconds === undefined ? "–" : clock(one.idle_seconds)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Removed({
  decision: { removed, kept_away },
  words,
  agentOf,
}: {
  decision: Decision;
  words(reason: string): string;
  agentOf(name: string): string;
}) {
  const { t } = useTexts();
  const out = Object.entries(removed);
  const away = Object.entries(kept_away);
  if (out.length + away.length === 0) return null;
  const count = out.length + away.reduce((sum, [, number]) => sum + number, 0);
  return (
    <details>
      <summary>
        {t("why.removed")} ({count})
      </summary>
      <ul>
        {out.map(([agent, why]) => (
          <li key={agent}>
            <span>{agentOf(agent)}</span>
            <span className="soft">{words(why)}</span>
          </li>
        ))}
        {away.map(([why, number]) => (
          <li key={why}>
            <span className="num">{t("why.others", { count: number })}</span>
            <span className="soft">{words(why)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

const moment = (seconds: number, language: string) =>
  new Date(seconds * 1000).toLocaleTimeString(language, { hour12: false });
