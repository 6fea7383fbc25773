import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { whyNothing } from "../api/history";
import { useTexts } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { Empty } from "../ui/Empty";
import { ProblemBox } from "../ui/problems";
import { when } from "../ui/time";
import styles from "./Why.module.css";

const AGAIN = 3000;

/** Why an agent gets no contact just now; true for as long as it is looked at. */
export function WhyNothing({ agent, title, close }: { agent: string; title: string; close(): void }) {
  const { t } = useTexts();
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={title}
      closeButtonProps={{ "aria-label": t("error.close") }}
    >
      <Told agent={agent} />
    </Modal>
  );
}

function Told({ agent }: { agent: string }) {
  const { t, language } = useTexts();
  const now = useServerSecond();
  const query = useQuery({
    queryKey: ["why-nothing", agent],
    queryFn: () => whyNothing(agent),
    refetchInterval: AGAIN,
    gcTime: 0,
  });
  if (query.isPending) return <Empty>{t("app.loading")}</Empty>;
  if (query.isError) return <ProblemBox error={query.error} retry={() => void query.refetch()} />;
  const [lead, ...lines] = query.data.words[language] ?? [];
  return (
    <div data-testid="why-nothing">
      <p className={styles.lead}>{lead}</p>
      <ul className={styles.lines}>
        {lines.map((line, n) => (
          <li key={`${n}-${line}`} data-under={line.startsWith("  ")}>
            {line.trim()}
          </li>
        ))}
      </ul>
      <p className={`${styles.version} soft num`}>
        {t("why.asOf", { time: when(query.data.at, language, now), seq: query.data.seq })}
      </p>
    </div>
  );
}
