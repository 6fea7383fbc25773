import { Button } from "@mantine/core";
import { lazy, Suspense, useEffect, useState } from "react";
import type { Panel, Site } from "../api/wire";
import { ask } from "../desk/ask";
import { useTexts, wordsIn } from "../i18n";
import { Empty } from "../ui/Empty";
import { Tag } from "../ui/Tag";
import { useDoing } from "../ui/useDoing";
import { History } from "./History";
import styles from "./Panel.module.css";
import { Promises } from "./Promises";
import { Section } from "./Section";
import { Who } from "./Who";

const Guidance = lazy(() => import("./Guidance"));

/** The customer, all round. Several people may match: then each can be looked at, and none is taken for certain. */
export function PanelView({
  panel,
  expected,
  panels,
  site,
  live,
}: {
  panel: Panel | undefined;
  expected: boolean;
  panels: Record<string, Panel>;
  site: Site;
  live: boolean;
}) {
  const { t } = useTexts();
  const [candidate, setCandidate] = useState<string | null>(null);
  const [, run] = useDoing();
  useEffect(() => {
    if (!candidate) return;
    void run(() => ask("panel.watch", { customer: candidate }));
    return () => void ask("panel.unwatch", { customer: candidate }).catch(() => {});
  }, [candidate, run]);

  if (!panel) return <Empty>{expected ? t("panel.waiting") : t("panel.none")}</Empty>;
  const looked = candidate ? panels[candidate] : null;
  const name = panel.who?.candidates?.find((one) => one.id === candidate)?.name ?? candidate ?? "";
  return (
    <div className={styles.panel} data-testid="panel">
      {candidate && (
        <div className={styles.looking} role="status">
          <p>{t("panel.looking", { name })}</p>
          <Button size="compact-sm" variant="default" onClick={() => setCandidate(null)}>
            {t("panel.backToCandidates")}
          </Button>
        </div>
      )}
      {candidate && !looked ? (
        <Empty>{t("panel.waiting")}</Empty>
      ) : (
        <Parts panel={looked ?? panel} site={site} look={setCandidate} live={live} />
      )}
    </div>
  );
}

function Parts({
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
  const guidance = wordsIn(panel.guidance?.text, language);
  const warnings = panel.warnings?.rows ?? [];
  return (
    <>
      {warnings.length > 0 && (
        <ul className={styles.warnings} aria-label={t("panel.warnings")}>
          {warnings.map((warning) => (
            <li key={`${warning.kind}-${wordsIn(warning.text, "en")}`}>
              <Tag tone={warning.kind === "abusive" ? "alarm" : warning.kind === "vip" ? "calm" : "warn"}>
                {wordsIn(warning.text, language)}
              </Tag>
            </li>
          ))}
        </ul>
      )}
      <Who panel={panel} site={site} look={look} live={live} />
      {panel.guidance && (
        <Section title={t("panel.guidance")} told={panel.guidance}>
          {guidance ? (
            <Suspense fallback={<p className="soft">{t("app.loading")}</p>}>
              <Guidance text={guidance} />
            </Suspense>
          ) : (
            <p className="soft">{t("panel.noGuidance")}</p>
          )}
        </Section>
      )}
      <Promises panel={panel} site={site} />
      <History panel={panel} site={site} />
    </>
  );
}
