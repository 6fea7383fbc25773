import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconHeadset, IconLogout, IconUserCircle, IconVolume, IconVolumeOff } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { NavLink } from "react-router";
import type { Me } from "../api/wire";
import { AskedOnTheFloor } from "../desk/AskedOnTheFloor";
import { PresenceControl } from "../desk/PresenceControl";
import { useTexts } from "../i18n";
import { openDesk, useDesk } from "../live/deskStore";
import { openFloor, useFloor } from "../live/floorStore";
import { showProblem } from "../ui/problems";
import { LanguageSwitch } from "./LanguageSwitch";
import { LineState, StaleBanner } from "./LineState";
import { leave, loggedOut } from "./me";
import { SchemeSwitch } from "./SchemeSwitch";
import styles from "./Shell.module.css";
import { useSound } from "./sound";

/** The frame of every screen. The live line belongs to it, so that changing the page never drops an offer. */
export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  const { t } = useTexts();
  const agent = me.role === "agent";
  // A supervisor has both: the emergency ladder may ask them wherever they are.
  const desk = me.role !== "admin";
  useEffect(() => (desk ? openDesk(loggedOut) : undefined), [desk]);
  useEffect(() => (agent ? undefined : openFloor(loggedOut)), [agent]);
  const deskStatus = useDesk((store) => store.status);
  const floorStatus = useFloor((store) => store.status);
  const status = agent ? deskStatus : floorStatus;

  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {t("app.skip")}
      </a>
      <section className={styles.bar} aria-label={t("app.name")}>
        <span className={styles.brand}>
          <IconHeadset size={20} stroke={1.9} aria-hidden="true" />
          <span className={styles.name}>{t("app.name")}</span>
        </span>
        <nav className={styles.nav} aria-label={t("app.menu")}>
          {!agent && <NavLink to="/floor">{t("app.floor")}</NavLink>}
          {desk && <NavLink to="/desk">{t("app.desk")}</NavLink>}
          <NavLink to="/complaints">{t("app.complaints")}</NavLink>
          <NavLink to="/callbacks">{t("app.callbacks")}</NavLink>
          {!agent && <NavLink to="/flows">{t("app.flows")}</NavLink>}
          {!agent && <NavLink to="/topics">{t("app.topics")}</NavLink>}
        </nav>
        <div className={styles.right}>
          <LineState status={status} />
          {desk && <PresenceControl />}
          <span className={styles.tools}>
            {desk && <SoundSwitch />}
            <LanguageSwitch />
            <SchemeSwitch />
          </span>
          <Account me={me} />
        </div>
      </section>
      <StaleBanner status={status} agent={agent} />
      <main id="content" className={styles.content} tabIndex={-1}>
        {desk && !agent && <AskedOnTheFloor />}
        {children}
      </main>
    </div>
  );
}

function SoundSwitch() {
  const { t } = useTexts();
  const { on, toggle } = useSound();
  const label = on ? t("app.soundOn") : t("app.soundOff");
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} aria-pressed={on} onClick={toggle}>
        {on ? <IconVolume size={18} stroke={1.7} /> : <IconVolumeOff size={18} stroke={1.7} />}
      </ActionIcon>
    </Tooltip>
  );
}

function Account({ me }: { me: Me }) {
  const { t } = useTexts();
  const name = me.display_name || me.user;
  return (
    <Menu position="bottom-end" shadow="md" width={200}>
      <Menu.Target>
        <ActionIcon aria-label={t("app.account", { name })}>
          <IconUserCircle size={20} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {name} · {t(`role.${me.role}`)}
        </Menu.Label>
        <Menu.Item
          leftSection={<IconLogout size={16} stroke={1.7} />}
          onClick={() => void leave().catch(showProblem)}
        >
          {t("app.logOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
