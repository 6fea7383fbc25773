import { Button } from "@mantine/core";
import { IconAlertTriangleFilled, IconCircleCheck } from "@tabler/icons-react";
import type { Alarm } from "../api/wire";
import { useTexts, useWord } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { clock, secondsSince } from "../ui/time";
import { useDoing } from "../ui/useDoing";
import { askFloor } from "./ask";
import styles from "./Floor.module.css";

const GRAVE = new Set(["emergency_waiting", "clock_breach"]);

/** What needs a supervisor now: not yet seen first, then newest first. */
export function Alarms({ alarms, live }: { alarms: Record<string, Alarm>; live: boolean }) {
  const { t } = useTexts();
  const rows = Object.values(alarms).sort(
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
        <AlarmRow key={alarm.id} alarm={alarm} live={live} />
      ))}
    </section>
  );
}

function AlarmRow({ alarm, live }: { alarm: Alarm; live: boolean }) {
  const { t } = useTexts();
  const word = useWord();
  const now = useServerSecond();
  const [doing, run] = useDoing();
  const kind = alarm.kind.replaceAll(".", "_");
  return (
    <div
      className={styles.alarm}
      data-grave={alarm.kind.includes("emergency") || GRAVE.has(kind)}
      data-seen={Boolean(alarm.acknowledged_by)}
      data-testid="alarm"
    >
      <IconAlertTriangleFilled size={17} aria-hidden="true" />
      <p>
        <strong>{word("floor.kinds", kind)}</strong> {alarm.detail}
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
