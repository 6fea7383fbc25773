import { ActionIcon, SegmentedControl, Tooltip } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { type FlowRow, flowRows } from "../api/flows";
import { useTexts, wordsIn } from "../i18n";
import { serverNow } from "../live/serverTime";
import { Empty } from "../ui/Empty";
import { ProblemBox } from "../ui/problems";
import { Scroll } from "../ui/Scroll";
import { FlowDetail } from "./FlowDetail";
import styles from "./Flows.module.css";
import { begins, middleAndMost, PERIODS, share } from "./figures";

/** What becomes of the people who come into each flow; one of them is shown whole below. */
export default function FlowsPage() {
  const { t } = useTexts();
  const { flow } = useParams();
  const [days, setDays] = useState<string>("7");
  const from = begins(days, serverNow());
  const query = useQuery({
    queryKey: ["flows", from],
    queryFn: () => flowRows(from),
    placeholderData: (kept) => kept,
  });
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div>
          <h1>{t("app.flows")}</h1>
          <p className="soft">{t("flows.hint")}</p>
        </div>
        <div className={styles.tools}>
          <SegmentedControl
            aria-label={t("flows.period")}
            size="xs"
            value={days}
            onChange={setDays}
            data={PERIODS.map((value) => ({ value, label: t(`flows.days${value}`) }))}
          />
          <Tooltip label={t("cases.refresh")}>
            <ActionIcon
              aria-label={t("cases.refresh")}
              onClick={() => void query.refetch()}
              loading={query.isFetching}
            >
              <IconRefresh size={18} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </div>
      </header>
      {query.error ? (
        <ProblemBox error={query.error} retry={() => void query.refetch()} />
      ) : query.data ? (
        <FlowsTable rows={query.data.filter((row) => row.version === null)} chosen={flow} />
      ) : (
        <Empty>{t("app.loading")}</Empty>
      )}
      {flow && <FlowDetail key={flow} flow={flow} from={from} />}
    </div>
  );
}

export function FlowsTable({ rows, chosen }: { rows: FlowRow[]; chosen?: string | undefined }) {
  const { t, language } = useTexts();
  if (rows.length === 0) return <Empty>{t("flows.none")}</Empty>;
  const busiest = [...rows].sort((a, b) => b.started - a.started || a.flow.localeCompare(b.flow));
  return (
    <Scroll className={styles.scroll} label={t("app.flows")}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("flows.flow")}</th>
            <th scope="col">{t("flows.started")}</th>
            <th scope="col">{t("flows.byChoice")}</th>
            <th scope="col">{t("flows.containment")}</th>
            <th scope="col">{t("flows.dropOut")}</th>
            <th scope="col">{t("flows.toHuman")}</th>
            <th scope="col">{t("flows.notUnderstood")}</th>
            <th scope="col">{t("flows.wayToHuman")}</th>
            <th scope="col">{t("flows.cameBack")}</th>
            <th scope="col">CSM</th>
          </tr>
        </thead>
        <tbody>
          {busiest.map((row) => (
            <tr key={row.flow} data-chosen={row.flow === chosen}>
              <th scope="row">
                <Link
                  to={`/flows/${encodeURIComponent(row.flow)}`}
                  aria-current={row.flow === chosen ? "true" : undefined}
                >
                  {wordsIn(row.title, language) || row.flow}
                </Link>
                <small className="soft">{row.flow}</small>
              </th>
              <td>{row.started.toLocaleString(language)}</td>
              <td>{share(row.containment_by_choice, language)}</td>
              <td>{share(row.containment, language)}</td>
              <td>{share(row.drop_out, language)}</td>
              <td>{share(row.to_human, language)}</td>
              <td>{share(row.not_understood, language)}</td>
              <td>{middleAndMost(row.seconds_to_human, language)}</td>
              <td>{share(row.came_back, language)}</td>
              <td>{row.csm === null ? "–" : Math.round(row.csm)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
