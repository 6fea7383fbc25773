import type { Alarm, Floor, Site } from "../api/wire";
import { useTexts, wordsIn } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { clock, percent, secondsSince } from "../ui/time";
import { whoOf } from "./who";

/** What the alarm is about: its id is "KIND:SUBJECT". */
const subjectOf = (alarm: Alarm): string => alarm.id.slice(alarm.id.indexOf(":") + 1);

/**
 * An alarm's sentence in the reader's language, with the numbers as the floor has them now. Null: the console does not
 * know this kind, and only the server's own words say what it is.
 */
export function useAlarmWords(floor: Floor, site: Site | null): (alarm: Alarm) => string | null {
  const { t, language } = useTexts();
  const now = useServerSecond();
  return (alarm) => {
    const subject = subjectOf(alarm);
    const row = floor.contacts[alarm.contact ?? ""];
    const who = whoOf(alarm.contact ?? "–", row);
    const agent = floor.agents[alarm.agent ?? ""]?.name || alarm.agent || "–";
    const line = alarm.queue ?? row?.queue ?? "";
    const queue = wordsIn(floor.queues[line]?.title ?? site?.queues[line]?.title, language) || line || "–";
    switch (alarm.kind) {
      case "emergency_waiting": {
        const waits = row?.state === "queued" || row?.state === "offered";
        const time = clock(secondsSince(row?.queued_at ?? alarm.since, now));
        return waits
          ? t("floor.alarmText.emergency_waiting", { who, queue, time })
          : t("floor.alarmText.emergency_taken", { who, queue });
      }
      case "service_level": {
        const level = percent(floor.queues[line]?.service_level, language);
        return t("floor.alarmText.service_level", { queue, level });
      }
      case "help_asked": {
        // Without words of the agent's own the server puts a sentence there that says no more than the kind.
        const words = alarm.detail === `${alarm.agent} asks for help.` ? "" : alarm.detail;
        return words
          ? t("floor.alarmText.help_asked_about", { agent, who, words })
          : t("floor.alarmText.help_asked", { agent, who });
      }
      case "gateway_silent": {
        const count = floor.gateways[subject]?.unacked ?? 0;
        return count > 0
          ? t("floor.alarmText.gateway_unacked", { subject, count })
          : t("floor.alarmText.gateway_silent", { subject });
      }
      case "connect_unconfirmed":
        return t("floor.alarmText.connect_unconfirmed", { who, agent });
      case "recording_not_paused":
        return t("floor.alarmText.recording_not_paused", { who, agent });
      case "waiting_long":
        return t("floor.alarmText.waiting_long", { who, queue });
      case "repaired":
        return t("floor.alarmText.repaired", { found: alarm.detail });
      case "clock_warning":
      case "clock_breach":
      case "lease_expired":
      case "callback_unreachable":
      case "callback_missed":
      case "quarantine":
      case "odd_condition":
      case "source_down":
        return t(`floor.alarmText.${alarm.kind}`, { subject });
      default:
        return null;
    }
  };
}
