import { Link } from "react-router";
import type { AgentState, Floor } from "../api/wire";
import { useTexts } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { Dot, Tag } from "../ui/Tag";
import { secondsSince, span } from "../ui/time";
import { agentTone } from "../ui/tones";
import styles from "./Floor.module.css";

const STATES: AgentState[] = [
  "idle",
  "offered",
  "busy",
  "wrap_up",
  "not_responding",
  "away",
  "lost",
  "offline",
];

/** The three things beside the queues: who is here, what was promised, what carries the calls. */
export function Tiles({ floor }: { floor: Floor }) {
  const { t, language } = useTexts();
  const now = useServerSecond();
  const agents = Object.values(floor.agents);
  const { open, due_soon, breached } = floor.complaints;
  return (
    <div className={styles.tiles}>
      <section className={styles.tile} aria-label={t("floor.agentStates")}>
        <h2>{t("floor.agentsNow")}</h2>
        <ul className={styles.counts}>
          {STATES.map((state) => ({ state, count: agents.filter((agent) => agent.state === state).length }))
            .filter(({ state, count }) => count > 0 || state === "idle" || state === "busy")
            .map(({ state, count }) => (
              <li key={state}>
                <strong className="num">{count}</strong>
                <span>
                  <Dot tone={agentTone[state]} /> {t(`agentState.${state}`)}
                </span>
              </li>
            ))}
        </ul>
      </section>
      <section className={styles.tile} aria-label={t("app.complaints")}>
        <h2>
          <Link to="/complaints">{t("app.complaints")}</Link>
        </h2>
        <ul className={styles.counts}>
          <li>
            <strong className="num">{open}</strong> <span>{t("floor.complaintsOpen")}</span>
          </li>
          <li>
            <strong className="num" data-tone={due_soon > 0 ? "warn" : undefined}>
              {due_soon}
            </strong>{" "}
            <span>{t("floor.complaintsSoon")}</span>
          </li>
          <li>
            <strong className="num" data-tone={breached > 0 ? "alarm" : undefined}>
              {breached}
            </strong>{" "}
            <span>{t("floor.complaintsBreached")}</span>
          </li>
        </ul>
      </section>
      <section className={styles.tile} aria-label={t("floor.gateways")}>
        <h2>{t("floor.gateways")}</h2>
        {Object.keys(floor.gateways).length === 0 && <p className="soft">{t("floor.noGateways")}</p>}
        <ul className={styles.gateways}>
          {Object.entries(floor.gateways).map(([name, gateway]) => (
            <li key={name}>
              <strong>{name}</strong>
              <span className="soft num">
                {gateway.last_event
                  ? t("floor.lastHeard", { age: span(secondsSince(gateway.last_event, now), language) })
                  : t("floor.neverHeard")}
              </span>
              {gateway.unacked > 0 && <Tag tone="warn">{t("floor.unacked", { count: gateway.unacked })}</Tag>}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
