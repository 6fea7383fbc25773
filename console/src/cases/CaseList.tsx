import { ActionIcon, Button, Select, Tooltip } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Page } from "../api/cases";
import { useTexts, useWord } from "../i18n";
import { Empty } from "../ui/Empty";
import { ProblemBox } from "../ui/problems";
import { Scroll } from "../ui/Scroll";
import { timeOfDay } from "../ui/time";
import styles from "./Cases.module.css";

const REFRESH_MS = 15_000;

/** A ledger page by page, filtered by state, with the time at which it was true. */
export function CaseList<T extends { id: string }>({
  name,
  title,
  hint,
  none,
  states,
  stateGroup,
  fetchPage,
  head,
  row,
}: {
  name: string;
  title: string;
  hint: string;
  none: string;
  states: string[];
  stateGroup: string;
  fetchPage(filters: Record<string, string>): Promise<Page<T>>;
  head: ReactNode;
  row(one: T): ReactNode;
}) {
  const { t, language } = useTexts();
  const word = useWord();
  const [state, setState] = useState<string | null>(null);
  const query = useInfiniteQuery({
    queryKey: [name, state],
    queryFn: ({ pageParam }) => fetchPage({ state: state ?? "", after: pageParam }),
    initialPageParam: "",
    getNextPageParam: (last) => last.after,
    refetchInterval: REFRESH_MS,
  });
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div>
          <h1>{title}</h1>
          <p className="soft">{hint}</p>
        </div>
        <div className={styles.tools}>
          <Select
            aria-label={t("cases.state")}
            placeholder={`${t("cases.state")}: ${t("cases.any")}`}
            clearable
            data={states.map((value) => ({ value, label: word(stateGroup, value) }))}
            value={state}
            onChange={setState}
          />
          {query.dataUpdatedAt > 0 && (
            <span className="soft num">
              {t("cases.asOf", { time: timeOfDay(query.dataUpdatedAt, language) })}
            </span>
          )}
          <Tooltip label={t("cases.refresh")}>
            <ActionIcon
              aria-label={t("cases.refresh")}
              loading={query.isFetching && !query.isFetchingNextPage && query.isFetched}
              onClick={() => void query.refetch()}
            >
              <IconRefresh size={18} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </div>
      </header>
      {query.isError && <ProblemBox error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Empty>{t("app.loading")}</Empty>}
      {query.isSuccess && rows.length === 0 && <Empty>{none}</Empty>}
      {rows.length > 0 && (
        <Scroll className={styles.scroll} label={title}>
          <table className={styles.table}>
            <thead>{head}</thead>
            <tbody>{rows.map(row)}</tbody>
          </table>
        </Scroll>
      )}
      {query.hasNextPage && (
        <Button
          className={styles.more}
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("cases.more")}
        </Button>
      )}
    </div>
  );
}
