import { NativeSelect, useComputedColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type FlowReport, flowReport, pictureOf } from "../api/flows";
import { useTexts, useWord, wordsIn } from "../i18n";
import { Empty } from "../ui/Empty";
import { ProblemBox } from "../ui/problems";
import { Scroll } from "../ui/Scroll";
import { FlowFacts } from "./FlowFacts";
import styles from "./Flows.module.css";
import { NodesTable } from "./NodesTable";

/** One flow: its picture with the figures on it, the figures with their formulas, and a row for each node. */
export function FlowDetail({ flow, from }: { flow: string; from: string }) {
  const { t, language } = useTexts();
  const scheme = useComputedColorScheme("light");
  const [version, setVersion] = useState("");
  const query = useQuery({
    queryKey: ["flow", flow, from, version],
    queryFn: () => flowReport(flow, from, version || null),
  });
  if (query.error) return <ProblemBox error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Empty>{t("app.loading")}</Empty>;
  const report = query.data;
  const title = wordsIn(report.title, language) || flow;
  const address = pictureOf(flow, { from, version: version || null, language, scheme });
  return (
    <section className={styles.detail} aria-label={title}>
      <header className={styles.head}>
        <h2>{title}</h2>
        <div className={styles.tools}>
          <VersionChoice report={report} version={version} choose={setVersion} />
          <a href={address} target="_blank" rel="noreferrer">
            {t("flows.open")}
          </a>
        </div>
      </header>
      <Scroll className={styles.picture} label={t("flows.picture", { title })}>
        <img src={address} alt={t("flows.pictureAlt", { title })} />
      </Scroll>
      <FlowFacts figures={report.figures} />
      <NodesTable rows={report.rows} />
    </section>
  );
}

function VersionChoice({
  report,
  version,
  choose,
}: {
  report: FlowReport;
  version: string;
  choose(version: string): void;
}) {
  const { t, language } = useTexts();
  const word = useWord();
  return (
    <NativeSelect
      aria-label={t("flows.version")}
      size="xs"
      value={version}
      onChange={(event) => choose(event.currentTarget.value)}
      data={[
        { value: "", label: t("flows.allVersions") },
        ...report.versions.map((one) => ({
          value: one.version,
          label: [
            one.version || "–",
            one.in_force ? word("flows", "inForce") : "",
            one.started.toLocaleString(language),
          ]
            .filter(Boolean)
            .join(" · "),
          disabled: !one.version,
        })),
      ]}
    />
  );
}
