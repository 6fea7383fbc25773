import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { explanationOf } from "../api/history";
import { useTexts } from "../i18n";
import { Empty } from "../ui/Empty";
import { ProblemBox } from "../ui/problems";
import { DecisionBox } from "./DecisionBox";

/** Every decision about a contact, read again whenever `version` changes. */
export function Decisions({
  contact,
  version,
  queueOf,
  agentOf,
}: {
  contact: string;
  version: string;
  queueOf(name: string): string;
  agentOf(name: string): string;
}) {
  const { t } = useTexts();
  const query = useQuery({ queryKey: ["explain", contact, version], queryFn: () => explanationOf(contact) });
  if (query.isPending) return <Empty>{t("app.loading")}</Empty>;
  if (query.isError) return <ProblemBox error={query.error} retry={() => void query.refetch()} />;
  const { decisions, reasons } = query.data;
  if (decisions.length === 0) return <p className="soft">{t("why.noDecisions")}</p>;
  return decisions.map((one, n) => (
    <DecisionBox
      key={`${one.seq}-${n}`}
      decision={one}
      reasons={reasons}
      queue={queueOf(one.queue)}
      agentOf={agentOf}
    />
  ));
}

/** The same for whoever serves the contact. */
export function WhyDialog({
  contact,
  version,
  queueOf,
  close,
}: {
  contact: string;
  version: string;
  queueOf(name: string): string;
  close(): void;
}) {
  const { t } = useTexts();
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={t("why.title")}
      closeButtonProps={{ "aria-label": t("error.close") }}
    >
      <Decisions contact={contact} version={version} queueOf={queueOf} agentOf={(name) => name} />
    </Modal>
  );
}
