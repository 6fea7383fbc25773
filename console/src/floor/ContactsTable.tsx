import { ActionIcon, Checkbox, Menu, Select, TextInput } from "@mantine/core";
import { IconDots, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { ContactState, Floor, FloorContact, Site } from "../api/wire";
import { ChannelIcon } from "../desk/ChannelIcon";
import { Instead } from "../desk/Instead";
import { TalkTags } from "../desk/TalkState";
import { useTexts, wordsIn } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { Pages } from "../ui/Pages";
import { Scroll } from "../ui/Scroll";
import { Tag } from "../ui/Tag";
import { clock, secondsSince } from "../ui/time";
import { contactTone } from "../ui/tones";
import styles from "./Floor.module.css";
import type { FloorDialog } from "./FloorDialogs";
import { MonitorItems } from "./MonitorItems";
import { matches, usePage } from "./paged";
import { whoOf } from "./who";

const STATES: ContactState[] = [
  "queued",
  "offered",
  "connecting",
  "connected",
  "held",
  "transferring",
  "voicemail",
  "wrap_up",
  "self_service",
  "arrived",
];

/** Every live contact: emergencies first, then who waits longest. */
export function ContactsTable({
  floor,
  site,
  live,
  open,
  look,
}: {
  floor: Floor;
  site: Site | null;
  live: boolean;
  open(dialog: FloorDialog): void;
  look(contact: string): void;
}) {
  const { t, language } = useTexts();
  const [filter, setFilter] = useState("");
  const [state, setState] = useState<string | null>(null);
  const [queue, setQueue] = useState<string | null>(null);
  const [urgent, setUrgent] = useState(false);
  const all = Object.entries(floor.contacts);
  const intentOf = (contact: FloorContact) =>
    wordsIn(site?.intents[contact.intent ?? ""]?.title, language) ||
    contact.intent ||
    t("offer.unknownIntent");
  const queueOf = (name: string | null) =>
    wordsIn(floor.queues[name ?? ""]?.title ?? site?.queues[name ?? ""]?.title, language) || name || "–";
  const agentOf = (name: string | null) => floor.agents[name ?? ""]?.name || name || "–";
  const rows = all
    .filter(([, contact]) => (!state || contact.state === state) && (!queue || contact.queue === queue))
    .filter(([, contact]) => !urgent || contact.emergency)
    .filter(([id, contact]) =>
      matches(filter, [
        id,
        contact.customer,
        whoOf(id, contact),
        intentOf(contact),
        contact.agent,
        queueOf(contact.queue),
      ]),
    )
    .sort(
      ([, a], [, b]) =>
        Number(b.emergency) - Number(a.emergency) ||
        STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
        a.since.localeCompare(b.since),
    );
  const { shown, page, pages, setPage } = usePage(rows);
  return (
    <section className={styles.block} aria-label={t("floor.contacts")}>
      <header className={styles.blockHead}>
        <h2>{t("floor.contacts")}</h2>
        <span className="soft num">{t("floor.shown", { shown: rows.length, total: all.length })}</span>
        <div className={styles.filters}>
          <Checkbox
            size="xs"
            label={t("floor.emergencies")}
            checked={urgent}
            onChange={(event) => setUrgent(event.currentTarget.checked)}
          />
          <TextInput
            size="xs"
            aria-label={t("floor.searchContacts")}
            placeholder={t("floor.searchContacts")}
            leftSection={<IconSearch size={14} />}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
          <Select
            size="xs"
            aria-label={t("floor.queue")}
            placeholder={t("floor.anyQueue")}
            clearable
            data={Object.keys(floor.queues).map((value) => ({ value, label: queueOf(value) }))}
            value={queue}
            onChange={setQueue}
          />
          <Select
            size="xs"
            aria-label={t("floor.state")}
            placeholder={t("floor.anyState")}
            clearable
            data={STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
            value={state}
            onChange={setState}
          />
        </div>
      </header>
      <Scroll className={styles.scroll} label={t("floor.contacts")}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("floor.contact")}</th>
              <th scope="col" className={styles.left}>
                {t("floor.intent")}
              </th>
              <th scope="col" className={styles.left}>
                {t("floor.queue")}
              </th>
              <th scope="col" className={styles.left}>
                {t("floor.state")}
              </th>
              <th scope="col">{t("floor.since")}</th>
              <th scope="col" className={styles.left}>
                {t("floor.with")}
              </th>
              <th scope="col">
                <span className="unseen">{t("floor.act")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.length === 0 && (
              <tr>
                <td colSpan={7} className="soft">
                  {t("floor.noContacts")}
                </td>
              </tr>
            )}
            {shown.map(([id, contact]) => (
              <ContactRow
                key={id}
                id={id}
                contact={contact}
                intent={intentOf(contact)}
                queue={queueOf(contact.queue)}
                agent={agentOf(contact.agent ?? contact.offered_to ?? null)}
                live={live}
                open={open}
                look={look}
              />
            ))}
          </tbody>
        </table>
      </Scroll>
      <Pages page={page} pages={pages} setPage={setPage} />
    </section>
  );
}

function ContactRow({
  id,
  contact,
  intent,
  queue,
  agent,
  live,
  open,
  look,
}: {
  id: string;
  contact: FloorContact;
  intent: string;
  queue: string;
  agent: string;
  live: boolean;
  open(dialog: FloorDialog): void;
  look(contact: string): void;
}) {
  const { t } = useTexts();
  const now = useServerSecond();
  const waiting = contact.state === "queued" || contact.state === "offered";
  const who = whoOf(id, contact);
  const talking = contact.channel === "voice" && (contact.state === "connected" || contact.state === "held");
  return (
    <tr data-emergency={contact.emergency && waiting}>
      <th scope="row" title={id}>
        <span className={styles.withDot}>
          <ChannelIcon channel={contact.channel} />
          <button type="button" className={styles.look} onClick={() => look(id)}>
            {who}
          </button>
        </span>
      </th>
      <td className={styles.left} title={contact.words?.at(-1)}>
        {contact.emergency && <Tag tone="solid">{t("offer.emergency")}</Tag>}{" "}
        {contact.asked_by && <Tag tone="accent">{t("consult.by", { who: contact.asked_by })}</Tag>} {intent}
      </td>
      <td className={styles.left}>{queue}</td>
      <td className={styles.left}>
        <Tag tone={contactTone[contact.state]}>{t(`state.${contact.state}`)}</Tag>
        <Instead contact={contact} /> <TalkTags contact={contact} />
      </td>
      <td>{clock(secondsSince(contact.since, now))}</td>
      <td className={styles.left}>{agent}</td>
      <td>
        {(waiting || talking) && (
          <Menu position="bottom-end" shadow="md" disabled={!live}>
            <Menu.Target>
              <ActionIcon size={26} disabled={!live} aria-label={`${t("floor.act")}: ${id}`}>
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {waiting && (
                <Menu.Item onClick={() => open({ kind: "assign", contact: id })}>
                  {t("floor.assign")}
                </Menu.Item>
              )}
              {waiting && !contact.asked_by && (
                <Menu.Item onClick={() => open({ kind: "requeue", contact: id })}>
                  {t("floor.requeue")}
                </Menu.Item>
              )}
              {talking && <MonitorItems contact={id} secure={Boolean(contact.secure_until)} />}
            </Menu.Dropdown>
          </Menu>
        )}
      </td>
    </tr>
  );
}
