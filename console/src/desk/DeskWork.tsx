import { ActionIcon, Button, SegmentedControl, Tooltip } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { Contact } from "../api/wire";
import { useTexts } from "../i18n";
import { type Desk, panelKey } from "../live/desk";
import { useDesk } from "../live/deskStore";
import { PanelView } from "../panel/PanelView";
import { useDoing } from "../ui/useDoing";
import { ask } from "./ask";
import { ContactStage, type StageTab } from "./ContactStage";
import styles from "./DeskWork.module.css";
import { KeysDialog } from "./KeysDialog";
import { OfferCard } from "./OfferCard";
import { Quiet } from "./Quiet";
import { Rail } from "./Rail";
import { TextDialog } from "./TextDialog";
import { TransferDialog } from "./TransferDialog";
import { useDeskActions } from "./useDeskActions";
import { useDeskKeys } from "./useDeskKeys";
import { useOfferAttention } from "./useOfferAttention";
import { useUnread } from "./useUnread";

export type Dialog = { kind: "transfer" | "note" | "help"; contact: Contact } | { kind: "keys" } | null;
type Side = "list" | "work" | "panel";

/** What is on the stage: the chosen one while it is there, else an emergency, else what is open, else what rings. */
function onStage(desk: Desk, chosen: string | null): string | null {
  const ids = [
    ...desk.offers.map((offer) => offer.contact.id),
    ...desk.contacts.map((contact) => contact.id),
  ];
  if (chosen && ids.includes(chosen)) return chosen;
  const emergency = desk.offers.find((offer) => offer.contact.emergency);
  return (emergency?.contact ?? desk.contacts[0] ?? desk.offers[0]?.contact)?.id ?? null;
}

export function DeskWork({ desk }: { desk: Desk }) {
  const { t } = useTexts();
  const live = useDesk((store) => store.status.phase === "live");
  const [chosen, setChosen] = useState<string | null>(null);
  const [tabs, setTabs] = useState<Record<string, StageTab>>({});
  const [side, setSide] = useState<Side>("work");
  const [dialog, setDialog] = useState<Dialog>(null);
  const announcement = useOfferAttention(desk);

  const selected = onStage(desk, chosen);
  const offer = desk.offers.find((one) => one.contact.id === selected);
  const contact = desk.contacts.find((one) => one.id === selected);
  const unread = useUnread(desk.contacts, selected);
  const select = (id: string) => {
    setChosen(id);
    setSide("work");
  };
  // The stage stays where the agent is working, even when something else begins to ring.
  useEffect(() => {
    if (selected && selected !== chosen) setChosen(selected);
  }, [selected, chosen]);

  const tab: StageTab = contact
    ? (tabs[`${contact.id}.${contact.state === "wrap_up"}`] ??
      (contact.state === "wrap_up" ? "wrap_up" : "conversation"))
    : "conversation";
  const setTab = (next: StageTab) => {
    if (contact) setTabs((old) => ({ ...old, [`${contact.id}.${contact.state === "wrap_up"}`]: next }));
  };
  const actions = useDeskActions(setDialog, select);
  useDeskKeys({ desk, offer, contact, live, actions, setTab, select, setDialog });

  const key = offer?.panel_key ?? (contact ? panelKey(contact) : null);
  const panel = key ? (desk.panels[key] ?? offer?.panel ?? undefined) : undefined;
  useWantedPanel(contact?.customer ?? null, Boolean(panel), live);

  return (
    <div className={styles.page}>
      <h1 className="unseen">{t("app.desk")}</h1>
      <p className="unseen" aria-live="assertive">
        {announcement}
      </p>
      {desk.agent.state === "not_responding" && <Missed live={live} />}
      <div className={styles.columns} data-side={side} data-stale={!live}>
        <aside className={styles.rail} aria-label={t("desk.list")}>
          <Rail desk={desk} selected={selected} unread={unread} select={select} />
          <Tooltip label={`${t("app.help")} (?)`}>
            <ActionIcon
              className={styles.keys}
              aria-label={t("app.help")}
              onClick={() => setDialog({ kind: "keys" })}
            >
              <IconKeyboard size={18} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        </aside>
        <div className={styles.stage}>
          {offer ? (
            <OfferCard
              offer={{ ...offer, panel: panel ?? null }}
              site={desk.site}
              live={live}
              actions={actions}
            />
          ) : contact ? (
            <ContactStage
              contact={contact}
              panel={panel}
              desk={desk}
              live={live}
              tab={tab}
              setTab={setTab}
              actions={actions}
            />
          ) : (
            <div className={styles.quiet}>
              <Quiet desk={desk} live={live} />
            </div>
          )}
        </div>
        <aside className={styles.panel} aria-label={t("panel.title")}>
          <PanelView
            key={key}
            panel={panel}
            expected={selected !== null}
            panels={desk.panels}
            site={desk.site}
            live={live}
          />
        </aside>
      </div>
      <nav className={styles.sides} aria-label={t("desk.views")}>
        <SegmentedControl
          fullWidth
          aria-label={t("desk.views")}
          value={side}
          onChange={(next) => setSide(next as Side)}
          data={[
            { value: "list", label: `${t("desk.list")} ${desk.offers.length + desk.contacts.length || ""}` },
            { value: "work", label: t("desk.work") },
            { value: "panel", label: t("desk.panel") },
          ]}
        />
      </nav>
      <Dialogs dialog={dialog} desk={desk} close={() => setDialog(null)} />
    </div>
  );
}

/** Asks for a panel that should be there and is not, for example after a transfer. */
function useWantedPanel(customer: string | null, there: boolean, live: boolean): void {
  const [, run] = useDoing();
  useEffect(() => {
    if (!customer || there || !live) return;
    const timer = window.setTimeout(() => void run(() => ask("panel.watch", { customer })), 800);
    return () => window.clearTimeout(timer);
  }, [customer, there, live, run]);
}

function Missed({ live }: { live: boolean }) {
  const { t } = useTexts();
  const [doing, run] = useDoing();
  return (
    <div className={styles.missed} role="alert">
      <div>
        <strong>{t("missed.title")}</strong> {t("missed.text")}
      </div>
      <Button
        color="dark"
        disabled={!live}
        loading={doing}
        onClick={() => void run(() => ask("presence.set", { presence: "available" }))}
        data-testid="back"
      >
        {t("missed.back")}
      </Button>
    </div>
  );
}

function Dialogs({ dialog, desk, close }: { dialog: Dialog; desk: Desk; close(): void }) {
  const { t } = useTexts();
  if (!dialog) return null;
  if (dialog.kind === "keys") return <KeysDialog close={close} />;
  const { contact } = dialog;
  if (dialog.kind === "transfer") return <TransferDialog contact={contact} site={desk.site} close={close} />;
  if (dialog.kind === "note") {
    return (
      <TextDialog
        title={t("contact.note")}
        label={t("contact.notePlaceholder")}
        submit={t("contact.noteSave")}
        done={t("contact.noteSaved")}
        send={(text) => ask("contact.take_note", { contact: contact.id, text })}
        close={close}
      />
    );
  }
  return (
    <TextDialog
      title={t("contact.helpTitle")}
      label={t("contact.helpText")}
      submit={t("contact.helpSend")}
      done={t("contact.helpSent")}
      optional
      send={(text) => ask("help.ask", text ? { contact: contact.id, text } : { contact: contact.id })}
      close={close}
    />
  );
}
