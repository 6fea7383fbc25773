import { Button } from "@mantine/core";
import { IconAlertTriangleFilled, IconCircleCheck } from "@tabler/icons-react";
import type { Alarm, Floor, Site } from "../api/wire";
import { useTexts, useWord } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { clock, secondsSince } from "../ui/time";
import { useDoing } from "../ui/useDoing";
import { useAlarmWords } from "./alarmWords";
import { askFloor } from "./ask";
import styles from "./Floor.module.css";

const GRAVE = new Set(["emergency_waiting", "clock_breach"]);

/** What needs a supervisor now: not yet seen first, then newest first. */
export function Alarms({ floor, site, live }: { floor: Floor; site: Site | null; live: boolean }) {
  const { t } = useTexts();
  const wordsOf = useAlarmWords(floor, site);
  const rows = Object.values(floor.alarms).sort(
    (a, b) =>
      Number(Boolean(a.acknowledged_by)) - Number(Boolean(b.acknowledged_by)) ||
      b.since.localeCompare(a.since),
  );
  return (
    <section className={styles.alarms} aria-label={t("floor.alarms")} aria-live="polite">
      {rows.length === 0 && (
        <p className={styles.noAlarm}>
          <IconCircleCheck size={18} stroke={1.8} aria-hidden="true" /> {t("floor.noAlarms")}
        </p>
      )}
      {rows.map((alarm) => (
        <AlarmRow key={alarm.id} alarm={alarm} words={wordsOf(alarm) ?? alarm.detail} live={live} />
      ))}
    </section>
  );
}

function AlarmRow({ alarm, words, live }: { alarm: Alarm; words: string; live: boolean }) {
  const { t } = useTexts();
  const word = useWord();
  const now = useServerSecond();
  const [doing, run] = useDoing();
  return (
    <div
      className={styles.alarm}
      data-grave={GRAVE.has(alarm.kind)}
      data-seen={Boolean(alarm.acknowledged_by)}
      data-testid="alarm"
    >
      <IconAlertTriangleFilled size={17} aria-hidden="true" />
      <p>
        <strong>{word("floor.kinds", alarm.kind)}</strong> {words}
      </p>
      <span className="num">{clock(secondsSince(alarm.since, now))}</span>
      {alarm.acknowledged_by ? (
        <span>{t("floor.acknowledgedBy", { who: alarm.acknowledged_by })}</span>
      ) : (
        <Button
          size="compact-sm"
          variant="white"
          color="dark"
          disabled={!live}
          loading={doing}
          onClick={() => void run(() => askFloor("alarm.acknowledge", { alarm: alarm.id }))}
        >
          {t("floor.acknowledge")}
        </Button>
      )}
    </div>
  );
}
