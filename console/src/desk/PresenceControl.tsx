import { Menu, UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { Agent, Presence, Site } from "../api/wire";
import { useTexts, wordsIn } from "../i18n";
import { useDesk } from "../live/deskStore";
import { useServerSecond } from "../live/serverTime";
import { Dot } from "../ui/Tag";
import { clock, secondsSince } from "../ui/time";
import { agentTone } from "../ui/tones";
import { useDoing } from "../ui/useDoing";
import { ask } from "./ask";
import styles from "./PresenceControl.module.css";

function nextOf(agent: Agent): { presence: Presence; reason: string } | null {
  const next = agent.next_presence;
  if (!next) return null;
  return Array.isArray(next)
    ? { presence: next[0], reason: next[1] }
    : { presence: next.presence, reason: next.reason ?? "" };
}

function usePresenceName(site: Site | undefined) {
  const { t, language } = useTexts();
  return (presence: Presence, reason: string): string => {
    const known = site?.away_reasons.find((one) => one.code === reason);
    const why = wordsIn(known?.title, language) || reason;
    return presence === "away" && why ? `${t("presence.away")} · ${why}` : t(`presence.${presence}`);
  };
}

/** What the agent chose, what the server made of it, and the way to change it. */
export function PresenceControl() {
  const { t, language } = useTexts();
  const desk = useDesk((store) => store.desk);
  const live = useDesk((store) => store.status.phase === "live");
  const now = useServerSecond();
  const [doing, run] = useDoing();
  const nameOf = usePresenceName(desk?.site);
  if (!desk) return null;
  const { agent, site } = desk;
  const choose = (presence: Presence, reason = "") =>
    void run(() => ask("presence.set", reason ? { presence, reason } : { presence }));
  const shown = agent.state === "away" ? nameOf("away", agent.reason) : t(`agentState.${agent.state}`);
  const next = nextOf(agent);

  return (
    <Menu position="bottom-end" shadow="md" width={220} disabled={!live || doing}>
      <Menu.Target>
        <UnstyledButton className={styles.control} disabled={!live || doing} data-testid="presence">
          <span className="unseen">{t("presence.choose")}:</span>
          <Dot tone={agentTone[agent.state]} />
          <span className={styles.words}>
            <span className="clip">{shown}</span>
            {next && (
              <span className={`${styles.next} clip`}>
                {t("presence.next", { presence: nameOf(next.presence, next.reason) })}
              </span>
            )}
          </span>
          <span className={`num ${styles.timer}`}>{clock(secondsSince(agent.since, now))}</span>
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Dot tone="good" />} onClick={() => choose("available")}>
          {t("presence.available")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("presence.awayFor")}</Menu.Label>
        {site.away_reasons.map((reason) => (
          <Menu.Item
            key={reason.code}
            leftSection={<Dot tone="warn" />}
            onClick={() => choose("away", reason.code)}
          >
            {wordsIn(reason.title, language)}
          </Menu.Item>
        ))}
        {site.away_reasons.length === 0 && (
          <Menu.Item leftSection={<Dot tone="warn" />} onClick={() => choose("away")}>
            {t("presence.awayPlain")}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<Dot tone="plain" />} onClick={() => choose("offline")}>
          {t("presence.offline")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
