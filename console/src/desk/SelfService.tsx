import type { Contact } from "../api/wire";
import { LANGUAGES, useTexts, wordsIn } from "../i18n";
import { Tag } from "../ui/Tag";
import { when } from "../ui/time";
import styles from "./SelfService.module.css";

/** What the customer already did and told in self-service, so that nobody asks twice. */
export function SelfService({ contact }: { contact: Contact }) {
  const { t, language } = useTexts();
  const done = contact.self_service;
  if (!done) return null;
  const names: Record<string, string> = LANGUAGES;
  const steps = done.path.map((step) => wordsIn(step.title, language) || step.key || step.flow);
  return (
    <section className={styles.done} aria-label={t("self.title")} data-testid="self-service">
      <h3>{t("self.title")}</h3>
      <p className={styles.path}>
        {steps.map((step, index) => (
          <span key={`${index}-${step}`}>{step}</span>
        ))}
      </p>
      <p className={styles.proofs}>
        <Proof at={done.identified_at} yes={t("self.identified")} no={t("self.notIdentified")} />
        <Proof at={done.verified_at} yes={t("self.verified")} no={t("self.notVerified")} />
        {done.language && (
          <span className="soft">
            {t("self.language", { language: names[done.language] ?? done.language })}
          </span>
        )}
      </p>
      {done.facts.length > 0 && (
        <dl className={styles.facts}>
          {done.facts.map(({ name, value, title, value_title }) => (
            <div key={name}>
              <dt>{wordsIn(title, language) || name.replaceAll("_", " ")}</dt>
              <dd>{wordsIn(value_title, language) || value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function Proof({ at, yes, no }: { at: string | null; yes: string; no: string }) {
  const { language } = useTexts();
  return at ? (
    <Tag tone="good">
      {yes} <span className="num">{when(at, language, Date.parse(at))}</span>
    </Tag>
  ) : (
    <Tag>{no}</Tag>
  );
}
