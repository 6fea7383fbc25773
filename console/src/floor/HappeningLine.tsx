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
  const { language } = useTexts();
  const word = useWord();
  const now = useServerSecond();
  const words = SHOWN.map((name) => {
    const value = detail[name];
    if (typeof value !== "string") return "";
    if (name === "queue") return queueOf(value);
    if (name === "intent") return intentOf(value);
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
