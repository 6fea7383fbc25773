import { ActionIcon, Menu, Select, TextInput } from "@mantine/core";
import { IconDots, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { AgentState, Floor, FloorAgent } from "../api/wire";
import { useTexts } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { Pages } from "../ui/Pages";
import { Scroll } from "../ui/Scroll";
import { Dot } from "../ui/Tag";
import { clock, secondsSince } from "../ui/time";
import { agentTone } from "../ui/tones";
import styles from "./Floor.module.css";
import type { FloorDialog } from "./FloorDialogs";
import { MonitorItems } from "./MonitorItems";
import { matches, usePage } from "./paged";
import { whoOf } from "./who";

const ORDER: AgentState[] = [
  "not_responding",
  "lost",
  "busy",
  "offered",
  "wrap_up",
  "idle",
  "away",
  "offline",
];

export function AgentsTable({
  floor,
  live,
  open,
}: {
  floor: Floor;
  live: boolean;
  open(dialog: FloorDialog): void;
}) {
  const { t } = useTexts();
  const [filter, setFilter] = useState("");
  const [state, setState] = useState<string | null>(null);
  const all = Object.entries(floor.agents);
  const rows = all
    .filter(([, agent]) => !state || agent.state === state)
    .filter(([id, agent]) => matches(filter, [id, agent.name, ...Object.keys(agent.skills ?? {})]))
    .sort(([, a], [, b]) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.name.localeCompare(b.name));
  const { shown, page, pages, setPage } = usePage(rows);
  return (
    <section className={styles.block} aria-label={t("floor.agents")}>
      <header className={styles.blockHead}>
        <h2>{t("floor.agents")}</h2>
        <span className="soft num">{t("floor.shown", { shown: rows.length, total: all.length })}</span>
        <div className={styles.filters}>
          <TextInput
            size="xs"
            aria-label={t("floor.searchAgents")}
            placeholder={t("floor.searchAgents")}
            leftSection={<IconSearch size={14} />}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
          <Select
            size="xs"
            aria-label={t("floor.state")}
            placeholder={t("floor.anyState")}
            clearable
            data={ORDER.map((value) => ({ value, label: t(`agentState.${value}`) }))}
            value={state}
            onChange={setState}
          />
        </div>
      </header>
      <Scroll className={styles.scroll} label={t("floor.agents")}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("floor.agent")}</th>
              <th scope="col" className={styles.left}>
                {t("floor.state")}
              </th>
              <th scope="col">{t("floor.since")}</th>
              <th scope="col" className={styles.left}>
                {t("floor.contactsNow")}
              </th>
              <th scope="col">{t("floor.handled")}</th>
              <th scope="col">
                <span className="unseen">{t("floor.act")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.length === 0 && (
              <tr>
                <td colSpan={6} className="soft">
                  {t("floor.noAgents")}
                </td>
              </tr>
            )}
            {shown.map(([id, agent]) => (
              <AgentRow key={id} id={id} agent={agent} floor={floor} live={live} open={open} />
            ))}
          </tbody>
        </table>
      </Scroll>
      <Pages page={page} pages={pages} setPage={setPage} />
    </section>
  );
}

function AgentRow({
  id,
  agent,
  floor,
  live,
  open,
}: {
  id: string;
  agent: FloorAgent;
  floor: Floor;
  live: boolean;
  open(dialog: FloorDialog): void;
}) {
  const { t } = useTexts();
  const now = useServerSecond();
  const name = agent.name || id;
  const talking = agent.contacts.filter((contact) => {
    const row = floor.contacts[contact];
    return row?.channel === "voice" && (row.state === "connected" || row.state === "held");
  });
  const skills = Object.entries(agent.skills ?? {})
    .map(([skill, level]) => `${skill} ${level}`)
    .join(", ");
  return (
    <tr>
      <th scope="row" title={skills}>
        {name}
        {name !== id && <span className={styles.under}>{id}</span>}
      </th>
      <td className={styles.left}>
        <span className={styles.withDot}>
          <Dot tone={agentTone[agent.state]} /> {t(`agentState.${agent.state}`)}
        </span>
      </td>
      <td>{clock(secondsSince(agent.since, now))}</td>
      <td className={styles.left}>
        {agent.contacts.map((contact) => whoOf(contact, floor.contacts[contact])).join(", ") || "–"}
      </td>
      <td>{agent.handled ?? "–"}</td>
      <td>
        <Menu position="bottom-end" shadow="md" disabled={!live}>
          <Menu.Target>
            <ActionIcon size={26} disabled={!live} aria-label={`${t("floor.act")}: ${name}`}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => open({ kind: "force", agent: id })}>{t("floor.force")}</Menu.Item>
            <Menu.Item onClick={() => open({ kind: "why", agent: id })}>{t("why.nothingItem")}</Menu.Item>
            {talking.map((contact) => (
              <MonitorItems
                key={contact}
                contact={contact}
                secure={Boolean(floor.contacts[contact]?.secure_until)}
              />
            ))}
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  );
}
