import type { Decision } from "../api/history";
import { useTexts } from "../i18n";
import { clock } from "../ui/time";
import styles from "./Decision.module.css";

/** One decision: who got the contact, out of whom, and who could not have it. */
export function DecisionBox({
  decision,
  queue,
  agentOf,
}: {
  decision: Decision;
  queue: string;
  agentOf(name: string): string;
}) {
  const { t } = useTexts();
  const { chosen, ahead, step, head_starts, candidates, removed } = decision;
  const starts = Object.entries(head_starts);
  const out = Object.entries(removed);
  return (
    <div className={styles.decision} data-testid="decision">
      <p>
        <strong>{chosen ? t("floor.chosen", { agent: agentOf(chosen) }) : t("floor.nobodyFree")}</strong>{" "}
        <span className="soft num">
          {t("floor.decidedIn", { queue, ahead })}
          {step > 0 && ` · ${t("floor.step", { step })}`}
        </span>
      </p>
      {starts.length > 0 && (
        <p className="soft">
          {starts.map(([reason, seconds]) => t("floor.headStartOf", { reason, seconds })).join(" · ")}
        </p>
      )}
      {candidates.length > 0 && (
        <>
          <h3>{t("floor.candidates")}</h3>
          <ul>
            {candidates.map((one) => (
              <li key={one.agent} data-chosen={one.agent === chosen}>
                <span>{agentOf(one.agent)}</span>
                <span className="soft num">
                  {[
                    one.proficiency !== undefined && t("floor.proficiency", { level: one.proficiency }),
                    one.speaks === false && t("floor.otherLanguage"),
                    one.idle_seconds !== undefined && t("floor.idleFor", { time: clock(one.idle_seconds) }),
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {out.length > 0 && (
        <details>
          <summary>
            {t("floor.removed")} ({out.length})
          </summary>
          <ul>
            {out.map(([agent, why]) => (
              <li key={agent}>
                <span>{agentOf(agent)}</span>
                <span className="soft">{why}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
