import { ActionIcon, Button, Tabs, Tooltip } from "@mantine/core";
import {
  IconArrowsRightLeft,
  IconHandStop,
  IconHelpCircle,
  IconNote,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
} from "@tabler/icons-react";
import { useState } from "react";
import type { Contact, Panel } from "../api/wire";
import { useTexts } from "../i18n";
import type { Desk } from "../live/desk";
import { useServerSecond } from "../live/serverTime";
import { Tag } from "../ui/Tag";
import { clock, secondsSince, sureness } from "../ui/time";
import { contactTone } from "../ui/tones";
import { WhyDialog } from "../why/Decisions";
import { ReceiptButton } from "../why/ReceiptButton";
import { ChannelIcon } from "./ChannelIcon";
import { type ConsultActions, ConsultBand } from "./ConsultBand";
import styles from "./ContactStage.module.css";
import { Conversation } from "./Conversation";
import { Instead } from "./Instead";
import { useNames } from "./names";
import { SelfService } from "./SelfService";
import { type TalkActions, TalkButtons } from "./TalkButtons";
import { SecureBand, TalkTags } from "./TalkState";
import { WhatWasPromised } from "./WhatWasPromised";
import { WrapUp } from "./WrapUp";

/** Music is for a customer of one's own; while somebody is consulted the band has the ways on. */
export function canHold({ channel, asked_by, consultation }: Contact): boolean {
  return channel === "voice" && !asked_by && (!consultation || consultation.stage === "joined");
}

export function canMove({ asked_by, consultation }: Contact): boolean {
  return !asked_by && !consultation;
}

export type StageTab = "conversation" | "wrap_up";
export interface ContactActions extends ConsultActions, TalkActions {
  hold(contact: Contact): void;
  end(contact: Contact): void;
  transfer(contact: Contact): void;
  note(contact: Contact): void;
  help(contact: Contact): void;
}

/** One open contact: who and what, its controls, what was said, and its wrap-up. */
export function ContactStage({
  contact,
  panel,
  desk,
  live,
  tab,
  setTab,
  actions,
}: {
  contact: Contact;
  panel: Panel | undefined;
  desk: Desk;
  live: boolean;
  tab: StageTab;
  setTab(tab: StageTab): void;
  actions: ContactActions;
}) {
  const { t } = useTexts();
  return (
    <section className={styles.stage} aria-label={t("desk.work")} data-testid="contact">
      <Header contact={contact} panel={panel} desk={desk} />
      <Controls contact={contact} live={live} actions={actions} />
      {contact.state === "connecting" && (
        <p className={styles.band}>
          <strong>{t("contact.connecting")}</strong>{" "}
          {contact.channel === "voice" && t("contact.connectingText")}
        </p>
      )}
      {contact.asked_by && (
        <p className={styles.band} data-testid="advice">
          <strong>{t("consult.advice", { who: contact.asked_by })}</strong> {t("consult.adviceText")}
        </p>
      )}
      <SecureBand contact={contact} />
      <ConsultBand contact={contact} site={desk.site} live={live} actions={actions} />
      {contact.state === "held" && !contact.consultation && (
        <p className={styles.band}>{t("contact.held")}</p>
      )}
      <SelfService contact={contact} />
      <Tabs
        value={tab}
        onChange={(next) => setTab(next as StageTab)}
        className={styles.tabs}
        keepMounted={false}
        classNames={{ panel: styles.panel, list: styles.list }}
      >
        <Tabs.List>
          <Tabs.Tab value="conversation">{t("contact.conversation")}</Tabs.Tab>
          {!contact.asked_by && (
            <Tabs.Tab value="wrap_up" rightSection={<kbd className="hint">W</kbd>}>
              {t("contact.wrapUp")}
            </Tabs.Tab>
          )}
        </Tabs.List>
        <Tabs.Panel value="conversation">
          <Conversation contact={contact} live={live} />
        </Tabs.Panel>
        <Tabs.Panel value="wrap_up">
          <WrapUp key={contact.id} contact={contact} agent={desk.agent} site={desk.site} live={live} />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}

function Header({ contact, panel, desk }: { contact: Contact; panel: Panel | undefined; desk: Desk }) {
  const { t, language } = useTexts();
  const names = useNames(desk.site);
  const now = useServerSecond();
  const who = names.who(contact, panel);
  const { intent } = contact;
  const [asking, setAsking] = useState(false);
  return (
    <header className={styles.head} data-emergency={contact.emergency}>
      <div className={styles.who}>
        <h2>
          <ChannelIcon channel={contact.channel} size={20} />
          <span className="clip">{who}</span>
        </h2>
        <p className={styles.line}>
          {contact.emergency && <Tag tone="solid">{t("offer.emergency")}</Tag>}
          <span>{names.intent(contact)}</span>
          {intent && (
            <span className="num soft">
              {t("offer.sure", { percent: sureness(intent.confidence, language) })}
            </span>
          )}
          {intent?.unsure && <Tag tone="warn">{t("offer.unsure")}</Tag>}
          <span className="soft">{names.queue(contact.queue)}</span>
          {who !== contact.caller && (
            <span className="num soft">{contact.caller || t("offer.withheld")}</span>
          )}
          <WhatWasPromised contact={contact} />
          <Instead contact={contact} />
          <TalkTags contact={contact} />
          {contact.complaint && <Tag tone="warn">{t("contact.complaintOpen")}</Tag>}
        </p>
      </div>
      <div className={styles.time}>
        <span className={styles.ask}>
          <Tooltip label={t("why.title")}>
            <ActionIcon
              variant="subtle"
              size={26}
              aria-label={t("why.title")}
              onClick={() => setAsking(true)}
            >
              <IconHelpCircle size={17} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
          {contact.emergency && <ReceiptButton contact={contact.id} />}
          <Tag tone={contactTone[contact.state]}>{t(`state.${contact.state}`)}</Tag>
        </span>
        <span className={`num ${styles.clock}`} role="timer" aria-label={t("contact.talking")}>
          {clock(secondsSince(contact.connected_at ?? contact.since, now))}
        </span>
      </div>
      {asking && (
        <WhyDialog
          contact={contact.id}
          version={`${contact.state} ${contact.since}`}
          queueOf={names.queue}
          close={() => setAsking(false)}
        />
      )}
    </header>
  );
}

function Controls({ contact, live, actions }: { contact: Contact; live: boolean; actions: ContactActions }) {
  const { t } = useTexts();
  const talking = contact.state === "connected" || contact.state === "held";
  const off = !live || actions.doing;
  const held = contact.state === "held";
  const icon = { size: 17, stroke: 1.8 };
  const advice = Boolean(contact.asked_by);
  return (
    <div className={styles.controls}>
      {canHold(contact) && (
        <Button
          variant="default"
          disabled={off || !talking}
          leftSection={held ? <IconPlayerPlay {...icon} /> : <IconPlayerPause {...icon} />}
          rightSection={<kbd className="hint">H</kbd>}
          onClick={() => actions.hold(contact)}
        >
          {held ? t("contact.resume") : t("contact.hold")}
        </Button>
      )}
      <TalkButtons contact={contact} live={live} actions={actions} />
      {canMove(contact) && (
        <Button
          variant="default"
          disabled={off || !talking}
          leftSection={<IconArrowsRightLeft {...icon} />}
          rightSection={<kbd className="hint">T</kbd>}
          onClick={() => actions.transfer(contact)}
          data-testid="transfer"
        >
          {t("contact.transfer")}
        </Button>
      )}
      <Button
        variant="default"
        disabled={off}
        leftSection={<IconNote {...icon} />}
        rightSection={<kbd className="hint">N</kbd>}
        onClick={() => actions.note(contact)}
      >
        {t("contact.note")}
      </Button>
      <Button
        variant="default"
        disabled={off}
        leftSection={<IconHandStop {...icon} />}
        rightSection={<kbd className="hint">P</kbd>}
        onClick={() => actions.help(contact)}
      >
        {t("contact.help")}
      </Button>
      <Button
        className={styles.end}
        color="dark"
        variant="filled"
        disabled={off || contact.state === "wrap_up"}
        leftSection={<IconPhoneOff {...icon} />}
        rightSection={<kbd className="hint">E</kbd>}
        onClick={() => actions.end(contact)}
        data-testid="end"
      >
        {t(advice ? "consult.leave" : "contact.end")}
      </Button>
    </div>
  );
}
