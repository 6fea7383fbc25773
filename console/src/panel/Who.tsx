import { Button } from "@mantine/core";
import type { Panel, PanelWho, Site } from "../api/wire";
import { LANGUAGES, useTexts, useWord, wordsIn } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { Tag } from "../ui/Tag";
import { when } from "../ui/time";
import styles from "./Panel.module.css";
import { Age } from "./Section";

const CLASSES = { vip: true, a: true, b: true, c: true } as const;

/** Who it is, and how certain that is. Nobody is ever guessed. */
export function Who({
  panel,
  site,
  look,
  live,
}: {
  panel: Panel;
  site: Site;
  look(candidate: string): void;
  live: boolean;
}) {
  const { t, language } = useTexts();
  const now = useServerSecond();
  const { who } = panel;
  if (!who) return null;
  if (who.match === "unknown") {
    return (
      <header className={styles.who}>
        <h2>
          {t("panel.unknown")} <Age told={who} />
        </h2>
        <p className={styles.doubt}>
          {who.matched_by ? t("panel.unknownText", { by: who.matched_by }) : t("panel.unknownPlain")}
        </p>
      </header>
    );
  }
  if (who.match === "ambiguous") {
    return (
      <header className={styles.who}>
        <h2>
          {t("panel.ambiguous")} <Age told={who} />
        </h2>
        <p className={styles.doubt}>
          {who.matched_by ? t("panel.ambiguousText", { by: who.matched_by }) : t("panel.ambiguousPlain")}
        </p>
        <div className={styles.candidates}>
          {who.candidates?.map((candidate) => (
            <Button
              key={candidate.id}
              variant="default"
              disabled={!live}
              onClick={() => look(candidate.id)}
              aria-label={t("panel.look", { name: candidate.name || candidate.id })}
            >
              {candidate.name || candidate.id}
            </Button>
          ))}
        </div>
      </header>
    );
  }
  const known = panel.value?.class?.toLowerCase();
  return (
    <header className={styles.who}>
      <h2>
        <span className={styles.fullName}>{who.name || who.id}</span>
        <Age told={who} />
      </h2>
      <p className={styles.tags}>
        {known && known in CLASSES && (
          <Tag tone={known === "vip" ? "calm" : known === "a" ? "accent" : "plain"}>
            {t(`panel.class.${known as keyof typeof CLASSES}`)}
          </Tag>
        )}
        {who.organisation && (
          <Tag>{typeof who.organisation === "string" ? who.organisation : t("panel.organisation")}</Tag>
        )}
        {who.language && <Tag>{LANGUAGES[who.language as keyof typeof LANGUAGES] ?? who.language}</Tag>}
        {panel.value?.contacts_30d !== undefined && (
          <span className="soft">{t("panel.contacts30", { count: panel.value.contacts_30d })}</span>
        )}
        {panel.value?.orders_total !== undefined && (
          <span className="soft">{t("panel.ordersTotal", { count: panel.value.orders_total })}</span>
        )}
      </p>
      <p className={styles.since}>
        {[
          who.since &&
            t("panel.customerSince", { date: when(who.since, language, now).replace(/,? ?\d\d:\d\d$/, "") }),
          who.owner && t("panel.owner", { owner: who.owner }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <Identity who={who} site={site} />
    </header>
  );
}

function Identity({ who, site }: { who: PanelWho; site: Site }) {
  const { t, language } = useTexts();
  const word = useWord();
  const facts = [...Object.entries(who.facts ?? {}), ...Object.entries(who.profile ?? {})].filter(
    ([, value]) => value !== null && value !== "" && typeof value !== "object",
  );
  return (
    <dl className={styles.pairs}>
      {who.identities?.map((identity) => (
        <div key={`${identity.kind}-${identity.value}`}>
          <dt>{word("panel.kinds", identity.kind)}</dt>
          <dd className="num">{identity.value}</dd>
        </div>
      ))}
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{wordsIn(site.fact_titles[name]?.title, language) || name.replaceAll("_", " ")}</dt>
          <dd>{wordsIn(site.fact_titles[name]?.values[String(value)], language) || String(value)}</dd>
        </div>
      ))}
      {Object.keys(who.consent ?? {}).length > 0 && (
        <div>
          <dt>{t("panel.consent")}</dt>
          <dd>
            {Object.entries(who.consent ?? {})
              .map(([name, given]) =>
                t("panel.consentOne", {
                  what: word("panel.consents", name),
                  given: given ? t("panel.yes") : t("panel.no"),
                }),
              )
              .join(t("panel.and"))}
          </dd>
        </div>
      )}
    </dl>
  );
}
