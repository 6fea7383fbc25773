import type { Happening } from "../api/history";
import { useTexts, useWord } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { when } from "../ui/time";

/** What of a step's detail a supervisor reads; the rest is for machines. */
const SHOWN = [
  "text",
  "note",
  "intent",
  "queue",
  "agent",
  "by",
  "to",
  "flow",
  "why",
  "reason",
  "asks",
  "number",
  "mode",
  "disposition",
];

const PHONE = "agent's phone: ";
const REASONS = [
  "no_answer",
  "busy",
  "rejected",
  "unreachable",
  "failed",
  "asked",
  "time",
  "ended",
  "back in line",
  "transferred",
  "not paused",
  "by itself",
] as const;
const isReason = (why: string): why is (typeof REASONS)[number] =>
  (REASONS as readonly string[]).includes(why);

/** One step of a contact's history. */
export function HappeningLine({
  happening: { at, what, detail },
  queueOf,
  intentOf,
  agentOf,
}: {
  happening: Happening;
  queueOf(name: string): string;
  intentOf(name: string): string;
  agentOf(name: string): string;
}) {
  const { t, language } = useTexts();
  const word = useWord();
  const reason = (why: string) => (isReason(why) ? t(`because.${why}`) : why);
  const because = (why: string) =>
    why.startsWith(PHONE) ? t("because.phone", { reason: reason(why.slice(PHONE.length)) }) : reason(why);
  const now = useServerSecond();
  const words = SHOWN.map((name) => {
    const value = detail[name];
    if (typeof value !== "string") return "";
    if (name === "queue") return queueOf(value);
    if (name === "intent") return intentOf(value);
    if (name === "why" || name === "reason") return because(value);
    return name === "agent" || name === "by" || name === "to" ? agentOf(value) : value;
  });
  return (
    <li>
      <span className="soft num">{when(at, language, now)}</span>
      <span>
        {word("happened", what)} <span className="soft">{words.filter(Boolean).join(" · ")}</span>
      </span>
    </li>
  );
}
