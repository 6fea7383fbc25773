import type { FlowFigures } from "../api/flows";
import { useTexts, useWord } from "../i18n";
import styles from "./Flows.module.css";
import { middleAndMost, share } from "./figures";

/** The figures of one flow, each with what it means, and how and why people left. */
export function FlowFacts({ figures }: { figures: FlowFigures }) {
  const { t, language } = useTexts();
  const questions = figures.questions_to_human;
  const facts: [string, string, string][] = [
    [
      t("flows.started"),
      figures.started.toLocaleString(language),
      t("flows.startedMeans", { inside: figures.inside }),
    ],
    [t("flows.byChoice"), share(figures.containment_by_choice, language), t("flows.byChoiceMeans")],
    [t("flows.containment"), share(figures.containment, language), t("flows.containmentMeans")],
    [t("flows.cameBack"), share(figures.came_back, language), t("flows.cameBackMeans")],
    [t("flows.dropOut"), share(figures.drop_out, language), t("flows.dropOutMeans")],
    [t("flows.notUnderstood"), share(figures.not_understood, language), t("flows.notUnderstoodMeans")],
    [t("flows.silence"), share(figures.silence, language), t("flows.silenceMeans")],
    [t("flows.checksFailed"), share(figures.checks_failed, language), t("flows.checksFailedMeans")],
    [t("flows.wayToHuman"), middleAndMost(figures.seconds_to_human, language), t("flows.wayMeans")],
    [
      t("flows.questions"),
      questions.count === 0 ? "–" : `${questions.p50} / ${questions.p95} / ${questions.longest}`,
      t("flows.questionsMeans"),
    ],
    [
      "CSM",
      figures.csm === null ? "–" : String(Math.round(figures.csm)),
      t("flows.csmMeans", { count: figures.graded }),
    ],
  ];
  return (
    <>
      <dl className={styles.facts}>
        {facts.map(([name, value, means]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <strong>{value}</strong>
              <small className="soft">{means}</small>
            </dd>
          </div>
        ))}
      </dl>
      <div className={styles.reasons}>
        <Counts title={t("flows.ends")} group="flowEnd" counts={figures.ends} />
        <Counts title={t("flows.whyHuman")} group="flowWhy" counts={figures.human_why} />
      </div>
    </>
  );
}

function Counts({ title, group, counts }: { title: string; group: string; counts: Record<string, number> }) {
  const { language } = useTexts();
  const word = useWord();
  const found = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  if (found.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {found.map(([name, count]) => (
          <li key={name}>
            {word(group, name)} <strong>{count.toLocaleString(language)}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
