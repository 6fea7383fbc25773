import { Button, Group, Modal, NumberInput, SegmentedControl, Select, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import type { Floor, Presence, Site } from "../api/wire";
import styles from "../desk/dialogs.module.css";
import { useTexts, wordsIn } from "../i18n";
import { showDone } from "../ui/problems";
import { useDoing } from "../ui/useDoing";
import { WhyNothing } from "../why/WhyNothing";
import { askFloor } from "./ask";

export type FloorDialog =
  | { kind: "force"; agent: string }
  | { kind: "why"; agent: string }
  | { kind: "assign"; contact: string }
  | { kind: "requeue"; contact: string };

/** What a supervisor does to an agent or a contact. */
export function FloorDialogs({
  dialog,
  floor,
  site,
  close,
}: {
  dialog: FloorDialog;
  floor: Floor;
  site: Site | null;
  close(): void;
}) {
  if (dialog.kind === "why") return <Why agent={dialog.agent} floor={floor} close={close} />;
  if (dialog.kind === "force") return <Force agent={dialog.agent} floor={floor} close={close} />;
  if (dialog.kind === "assign") return <Assign contact={dialog.contact} floor={floor} close={close} />;
  return <Requeue contact={dialog.contact} floor={floor} site={site} close={close} />;
}

function Frame({
  title,
  ready,
  send,
  done,
  close,
  children,
}: {
  title: string;
  ready: boolean;
  send(): Promise<unknown>;
  done: string;
  close(): void;
  children: ReactNode;
}) {
  const { t } = useTexts();
  const [doing, run] = useDoing();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await run(send)) {
      showDone(done);
      close();
    }
  };
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ "aria-label": t("error.close") }}>
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        {children}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t("floor.cancel")}
          </Button>
          <Button type="submit" loading={doing} disabled={!ready}>
            {t("floor.go")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function Why({ agent, floor, close }: { agent: string; floor: Floor; close(): void }) {
  const { t } = useTexts();
  const name = floor.agents[agent]?.name || agent;
  return <WhyNothing agent={agent} title={t("why.nothingOf", { name })} close={close} />;
}

function Force({ agent, floor, close }: { agent: string; floor: Floor; close(): void }) {
  const { t } = useTexts();
  const name = floor.agents[agent]?.name || agent;
  const [presence, setPresence] = useState<Presence>("available");
  const [reason, setReason] = useState("");
  return (
    <Frame
      title={t("floor.forceTitle", { name })}
      ready={reason.trim() !== ""}
      send={() => askFloor("agent.force_presence", { agent, presence, reason: reason.trim() })}
      done={t("floor.forceDone", { name })}
      close={close}
    >
      <SegmentedControl
        fullWidth
        aria-label={t("presence.label")}
        value={presence}
        onChange={(next) => setPresence(next as Presence)}
        data={(["available", "away", "offline"] as const).map((value) => ({
          value,
          label: t(`presence.${value}`),
        }))}
      />
      <TextInput
        label={t("floor.forceReason")}
        required
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Frame>
  );
}

function Assign({ contact, floor, close }: { contact: string; floor: Floor; close(): void }) {
  const { t } = useTexts();
  const [agent, setAgent] = useState<string | null>(null);
  const options = Object.entries(floor.agents)
    .filter(([, row]) => row.state !== "offline" && row.state !== "lost")
    .map(([value, row]) => ({ value, label: `${row.name || value} · ${t(`agentState.${row.state}`)}` }));
  return (
    <Frame
      title={t("floor.assignTitle", { contact })}
      ready={agent !== null}
      send={() => askFloor("contact.assign", { contact, agent })}
      done={t("floor.done")}
      close={close}
    >
      <Select
        label={t("floor.agent")}
        data={options}
        value={agent}
        onChange={setAgent}
        searchable
        limit={60}
        data-autofocus
      />
    </Frame>
  );
}

function Requeue({
  contact,
  floor,
  site,
  close,
}: {
  contact: string;
  floor: Floor;
  site: Site | null;
  close(): void;
}) {
  const { t, language } = useTexts();
  const [queue, setQueue] = useState<string | null>(null);
  const [priority, setPriority] = useState<number | string>("");
  const options = Object.entries(floor.queues).map(([value, row]) => ({
    value,
    label: wordsIn(row.title ?? site?.queues[value]?.title, language) || value,
  }));
  const fields = typeof priority === "number" ? { contact, queue, priority } : { contact, queue };
  return (
    <Frame
      title={t("floor.requeueTitle", { contact })}
      ready={queue !== null}
      send={() => askFloor("contact.requeue", fields)}
      done={t("floor.done")}
      close={close}
    >
      <Select
        label={t("floor.queue")}
        data={options}
        value={queue}
        onChange={setQueue}
        searchable
        data-autofocus
      />
      <NumberInput label={t("floor.headStart")} min={0} max={3600} value={priority} onChange={setPriority} />
    </Frame>
  );
}
