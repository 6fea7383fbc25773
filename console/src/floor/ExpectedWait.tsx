import type { FloorQueue } from "../api/wire";
import { useTexts } from "../i18n";
import { percent } from "../ui/time";
import styles from "./Floor.module.css";

/** Above this many seconds a wait is said in minutes. */
const IN_SECONDS = 100;

/** The wait that who comes now is told, its range, and how often such a range came true today. */
export function ExpectedWait({ queue }: { queue: FloorQueue }) {
  const { t, language } = useTexts();
  const told = queue.ewt_told ?? 0;
  const honesty = told > 0 && t("floor.ewtTrue", { share: percent(queue.ewt_coverage, language), told });
  const error = queue.ewt_error ?? null;
  const how = [
    queue.ewt_predictor && t(`floor.ewtBy.${queue.ewt_predictor}`),
    error !== null && t("floor.ewtError", { seconds: Math.round(error) }),
  ].filter((words) => words);
  return (
    <span className={styles.told} title={how.join(" · ") || undefined}>
      <span>{useWait(queue)}</span>
      {honesty && <small>{honesty}</small>}
    </span>
  );
}

function useWait({ ewt, ewt_low: low, ewt_high: high }: FloorQueue): string {
  const { t } = useTexts();
  if (ewt === null) return t("floor.ewtUnknown");
  if (ewt === 0) return t("floor.ewtNone");
  const [from, to] = [low ?? ewt, high ?? ewt];
  if (to <= IN_SECONDS)
    return t("floor.ewtSeconds", { about: Math.round(ewt), low: Math.floor(from), high: Math.ceil(to) });
  const [least, most] = [Math.floor(from / 60), Math.ceil(to / 60)];
  return t("floor.ewtMinutes", { about: Math.max(1, Math.round(ewt / 60)), low: least, high: most });
}
