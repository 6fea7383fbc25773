import { Button, Tooltip } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTexts } from "../i18n";
import { deskLine } from "../live/deskStore";
import { floorLine } from "../live/floorStore";
import type { Status } from "../live/line";
import { useServerSecond } from "../live/serverTime";
import { Dot, type Tone } from "../ui/Tag";
import { timeOfDay } from "../ui/time";
import styles from "./LineState.module.css";

const tones: Record<Status["phase"], Tone> = {
  connecting: "warn",
  live: "good",
  stale: "alarm",
  ended: "plain",
};

/** Whether what is shown can be believed, always in sight. */
export function LineState({ status }: { status: Status }) {
  const { t } = useTexts();
  const words = {
    connecting: t("live.connecting"),
    live: t("live.live"),
    stale: status.phase === "stale" && status.retryAt === null ? t("live.reconnecting") : t("live.stale"),
    ended: t("live.stale"),
  };
  return (
    <Tooltip label={status.phase === "live" ? t("live.liveSince") : t("live.staleText")}>
      <span className={styles.state} role="status" data-testid="line-state">
        <Dot tone={tones[status.phase]} />
        <span className={styles.word}>{words[status.phase]}</span>
      </span>
    </Tooltip>
  );
}

/** Says since when the screen is stale, what that means, and when the next try is. */
export function StaleBanner({ status, agent }: { status: Status; agent: boolean }) {
  const { t, language } = useTexts();
  useServerSecond();
  useEffect(() => {
    const line = () => (agent ? deskLine() : floorLine());
    const retry = () => line()?.retryNow();
    const probe = () => line()?.probe();
    window.addEventListener("online", retry);
    window.addEventListener("offline", probe);
    return () => {
      window.removeEventListener("online", retry);
      window.removeEventListener("offline", probe);
    };
  }, [agent]);
  if (status.phase !== "stale") return null;
  const { attempt, retryAt } = status;
  const seconds = retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
  return (
    <section className={styles.banner} aria-label={t("live.stale")} data-testid="stale">
      <IconPlugConnectedX size={20} stroke={1.8} aria-hidden="true" />
      <div className={styles.text}>
        <strong role="alert">{t("live.staleSince", { time: timeOfDay(status.since, language) })}</strong>{" "}
        <span>{t("live.staleText")}</span>
      </div>
      <span className="num">
        {retryAt === null ? t("live.retrying", { attempt }) : t("live.retryIn", { attempt, seconds })}
      </span>
      <Button
        size="compact-sm"
        variant="white"
        color="dark"
        disabled={retryAt === null}
        onClick={() => (agent ? deskLine() : floorLine())?.retryNow()}
      >
        {t("live.retryNow")}
      </Button>
    </section>
  );
}
