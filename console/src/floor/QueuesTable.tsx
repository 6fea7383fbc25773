import type { FloorQueue, Site } from "../api/wire";
import { useTexts, wordsIn } from "../i18n";
import { Scroll } from "../ui/Scroll";
import { Tag } from "../ui/Tag";
import { clock, percent } from "../ui/time";
import { ExpectedWait } from "./ExpectedWait";
import styles from "./Floor.module.css";

/** A service level as its colour; the number is always beside it. */
function levelTone(level: number | null): string | undefined {
  if (level === null) return undefined;
  return level >= 0.8 ? "good" : level >= 0.6 ? "warn" : "alarm";
}

export function QueuesTable({ queues, site }: { queues: Record<string, FloorQueue>; site: Site | null }) {
  const { t, language } = useTexts();
  const rows = Object.entries(queues).sort(
    ([, a], [, b]) => Number(b.emergency ?? false) - Number(a.emergency ?? false) || b.waiting - a.waiting,
  );
  const seconds = (value: number | null) => (value === null ? "–" : clock(value));
  return (
    <section className={styles.block} aria-label={t("floor.queues")}>
      <header className={styles.blockHead}>
        <h2>{t("floor.queues")}</h2>
      </header>
      <Scroll className={styles.scroll} label={t("floor.queues")}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("floor.queue")}</th>
              <th scope="col">{t("floor.waiting")}</th>
              <th scope="col">{t("floor.oldest")}</th>
              <th scope="col">{t("floor.ewt")}</th>
              <th scope="col">{t("floor.level")}</th>
              <th scope="col">{t("floor.asa")}</th>
              <th scope="col">{t("floor.offered")}</th>
              <th scope="col">{t("floor.answered")}</th>
              <th scope="col">{t("floor.abandoned")}</th>
              <th scope="col" className={styles.firstOfGroup}>
                {t("floor.available")}
              </th>
              <th scope="col">{t("floor.busy")}</th>
              <th scope="col">{t("floor.wrapUp")}</th>
              <th scope="col">{t("floor.away")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.length === 0 && (
              <tr>
                <td colSpan={13} className="soft">
                  {t("floor.noQueues")}
                </td>
              </tr>
            )}
            {rows.map(([name, queue]) => (
              <tr key={name} data-emergency={queue.emergency && queue.waiting > 0}>
                <th scope="row">
                  {wordsIn(queue.title ?? site?.queues[name]?.title, language) || name}{" "}
                  {queue.emergency && <Tag tone="alarm">{t("offer.emergency")}</Tag>}
                  {queue.starvation_bound != null && (
                    <small className={styles.bound}>
                      {t("floor.bound", { time: clock(queue.starvation_bound) })}
                    </small>
                  )}
                </th>
                <td data-strong={queue.waiting > 0}>{queue.waiting}</td>
                <td>{queue.waiting > 0 ? seconds(queue.oldest_wait) : "–"}</td>
                <td>
                  <ExpectedWait queue={queue} />
                </td>
                <td data-tone={levelTone(queue.service_level)}>{percent(queue.service_level, language)}</td>
                <td>{seconds(queue.asa)}</td>
                <td>{queue.offered}</td>
                <td>{queue.answered}</td>
                <td>{queue.abandoned}</td>
                <td className={styles.firstOfGroup}>{queue.agents.available}</td>
                <td>{queue.agents.busy}</td>
                <td>{queue.agents.wrap_up}</td>
                <td>{queue.agents.away}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
