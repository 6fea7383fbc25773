import { Autocomplete, Button, Group, Modal, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { get } from "../api/http";
import type { Contact, Site } from "../api/wire";
import { useTexts, wordsIn } from "../i18n";
import { ProblemBox, showDone } from "../ui/problems";
import { useDoing } from "../ui/useDoing";
import { ask } from "./ask";
import styles from "./dialogs.module.css";

type Mode = "transfer" | "consult" | "conference";
type Kind = "queue" | "agent" | "number";

/** Hands the contact over, or brings in somebody else: a queue, an agent, a number. */
export function TransferDialog({ contact, site, close }: { contact: Contact; site: Site; close(): void }) {
  const { t, language } = useTexts();
  const [mode, setMode] = useState<Mode>("transfer");
  const [kind, setKind] = useState<Kind>("queue");
  const [target, setTarget] = useState("");
  const [doing, run] = useDoing();
  const agents = useQuery({
    queryKey: ["agents"],
    queryFn: async () => (await get<{ rows: { id: string; name?: string }[] }>("/agents")).body.rows,
    enabled: kind === "agent",
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const to = { [kind]: target.trim() };
    if (await run(() => ask(`contact.${mode}`, { contact: contact.id, to }))) {
      showDone(t("transfer.done"));
      close();
    }
  };
  const spoken = contact.channel === "voice";
  const kindChosen = (next: string) => {
    setKind(next as Kind);
    setTarget("");
  };
  return (
    <Modal
      opened
      onClose={close}
      title={t("transfer.title")}
      closeButtonProps={{ "aria-label": t("error.close") }}
    >
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        <SegmentedControl
          fullWidth
          aria-label={t("transfer.mode")}
          value={mode}
          onChange={(next) => setMode(next as Mode)}
          disabled={!spoken}
          data={(["transfer", "consult", "conference"] as const).map((value) => ({
            value,
            label: t(`transfer.${value}`),
          }))}
        />
        <p className={styles.hint}>{t(`transfer.${mode}Hint`)}</p>
        <SegmentedControl
          fullWidth
          aria-label={t("transfer.to")}
          value={kind}
          onChange={kindChosen}
          data={(spoken ? (["queue", "agent", "number"] as const) : (["queue", "agent"] as const)).map(
            (value) => ({
              value,
              label: t(`transfer.${value}`),
            }),
          )}
        />
        {kind === "queue" && (
          <Select
            label={t("transfer.queue")}
            data={Object.entries(site.queues).map(([name, queue]) => ({
              value: name,
              label: wordsIn(queue.title, language) || name,
            }))}
            value={target || null}
            onChange={(next) => setTarget(next ?? "")}
            searchable
          />
        )}
        {kind === "agent" && (
          <>
            <Autocomplete
              label={t("transfer.agent")}
              description={t("transfer.agentHint")}
              data={(agents.data ?? []).map((agent) => agent.id)}
              renderOption={({ option }) => {
                const name = agents.data?.find((agent) => agent.id === option.value)?.name;
                return name ? `${option.value} · ${name}` : option.value;
              }}
              value={target}
              onChange={setTarget}
            />
            {agents.isError && <ProblemBox error={agents.error} />}
          </>
        )}
        {kind === "number" && (
          <TextInput
            type="tel"
            label={t("transfer.number")}
            description={t("transfer.numberHint")}
            value={target}
            onChange={(event) => setTarget(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t("contact.cancel")}
          </Button>
          <Button type="submit" loading={doing} disabled={!target.trim()}>
            {t(`transfer.${mode}`)}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
