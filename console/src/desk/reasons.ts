import type { Site } from "../api/wire";
import { useTexts, wordsIn } from "../i18n";
import { percent } from "../ui/time";

type Say = (found: string[]) => string;

/** Reasons as the server writes them, one line of English each, in the reader's language; one that we do not know stays. */
export function useReasons(site: Site): (reason: string) => string {
  const { t, language } = useTexts();
  const intent = (code = "") => wordsIn(site.intents[code]?.title, language) || code;
  const share = (number = "0") => percent(Number(number), language);
  const fact = (name = "") => wordsIn(site.fact_titles[name]?.title, language) || name.replaceAll("_", " ");
  const value = (name = "", code = "") =>
    wordsIn(site.fact_titles[name]?.values[code], language) || code.replaceAll("_", " ");
  const known: [RegExp, Say][] = [
    [
      /^the model: emergency ([\d.]+) \(threshold ([\d.]+)\)(.*)$/,
      ([, sure, from, rest]) => t("reason.alarm", { sure: share(sure), from: share(from) }) + (rest ?? ""),
    ],
    [
      /^the model: (\w+) ([\d.]+)$/,
      ([, name, sure]) => t("reason.model", { intent: intent(name), sure: share(sure) }),
    ],
    [
      /^likeliest (\w+) ([\d.]+), threshold ([\d.]+)$/,
      ([, name, sure, from]) =>
        t("reason.likeliest", { intent: intent(name), sure: share(sure), from: share(from) }),
    ],
    [/^asks for a person: "(.*)"$/, ([, words]) => t("reason.person", { words })],
    [/^also (\w+): "(.*)"$/, ([, name, words]) => t("reason.also", { intent: intent(name), words })],
    [/^intent (\w+)$/, ([, name]) => t("reason.intent", { intent: intent(name) })],
    [
      /^customer class (vip|a|b|c)$/,
      ([, name]) => t("reason.class", { name: t(`panel.class.${name as "vip" | "a" | "b" | "c"}`) }),
    ],
    [/^declared priority (.+)$/, ([, level]) => t("reason.declared", { level })],
    [/^called within the last 24 hours$/, () => t("reason.again")],
    [/^rang back: the old place$/, () => t("reason.rangBack")],
    [/^age of the promise$/, () => t("reason.promise")],
    [/^a supervisor's wish$/, () => t("reason.supervisor")],
    [/^a step of the queue$/, () => t("reason.step")],
    [/^(\w+) = (\w+)$/, ([, name, code]) => t("reason.fact", { fact: fact(name), value: value(name, code) })],
  ];
  return (reason) => {
    for (const [form, say] of known) {
      const found = form.exec(reason);
      if (found) return say(found);
    }
    return reason;
  };
}
