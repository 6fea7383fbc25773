import { Button } from "@mantine/core";
import { IconArrowBackUp, IconArrowsRightLeft, IconUsersGroup } from "@tabler/icons-react";
import type { Contact, Site } from "../api/wire";
import { useTexts } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { clock, secondsSince } from "../ui/time";
import styles from "./ContactStage.module.css";
import { useNames } from "./names";

export interface ConsultActions {
  /** The customer becomes theirs. */
  handOver(contact: Contact): void;
  /** Customer, agent and whoever was asked, together. */
  allThree(contact: Contact): void;
  /** Whoever was asked goes. */
  backToCustomer(contact: Contact): void;
  doing: boolean;
}

/** What going back means: the customer hears the agent already, or hears music. */
function backWord(heard: boolean, together: boolean): "letGo" | "cancel" | "back" {
  if (!heard) return "back";
  return together ? "letGo" : "cancel";
}

/** Whom the agent has asked in, how far that has come, and the ways on from here. */
export function ConsultBand({
  contact,
  site,
  live,
  actions,
}: {
  contact: Contact;
  site: Site;
  live: boolean;
  actions: ConsultActions;
}) {
  const { t } = useTexts();
  const names = useNames(site);
  const now = useServerSecond();
  const asked = contact.consultation;
  if (!asked) return null;
  const who = names.asked(asked);
  const together = asked.stage === "talking" || asked.stage === "joined";
  const off = !live || actions.doing;
  const icon = { size: 17, stroke: 1.8 };
  return (
    <section
      className={styles.consult}
      aria-label={t("consult.title")}
      data-stage={asked.stage}
      data-testid="consultation"
    >
      <p>
        <strong>{t(`consult.${asked.stage}`, { who })}</strong> {t(`consult.${asked.stage}Text`)}{" "}
        <span className="num soft">{clock(secondsSince(asked.since, now))}</span>
      </p>
      <div className={styles.ways}>
        {together && (
          <Button
            disabled={off}
            leftSection={<IconArrowsRightLeft {...icon} />}
            onClick={() => actions.handOver(contact)}
            data-testid="hand-over"
          >
            {t("consult.handOver", { who })}
          </Button>
        )}
        {asked.stage === "talking" && (
          <Button
            variant="default"
            disabled={off}
            leftSection={<IconUsersGroup {...icon} />}
            onClick={() => actions.allThree(contact)}
            data-testid="all-three"
          >
            {t("consult.allThree")}
          </Button>
        )}
        <Button
          variant="default"
          disabled={off}
          leftSection={<IconArrowBackUp {...icon} />}
          onClick={() => actions.backToCustomer(contact)}
          data-testid="back-to-customer"
        >
          {t(`consult.${backWord(contact.state === "connected", together)}`, { who })}
        </Button>
      </div>
    </section>
  );
}
