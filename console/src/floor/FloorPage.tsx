import { useState } from "react";
import { useTexts } from "../i18n";
import { useFloor } from "../live/floorStore";
import { Empty } from "../ui/Empty";
import { AgentsTable } from "./AgentsTable";
import { Alarms } from "./Alarms";
import { ContactDrawer } from "./ContactDrawer";
import { ContactsTable } from "./ContactsTable";
import styles from "./Floor.module.css";
import { type FloorDialog, FloorDialogs } from "./FloorDialogs";
import { QueuesTable } from "./QueuesTable";
import { Tiles } from "./Tiles";

/** Everything live, for those who answer for it. */
export default function FloorPage() {
  const { t } = useTexts();
  const floor = useFloor((store) => store.floor);
  const site = useFloor((store) => store.site);
  const live = useFloor((store) => store.status.phase === "live");
  const [dialog, setDialog] = useState<FloorDialog | null>(null);
  const [about, setAbout] = useState<string | null>(null);
  if (!floor) return <Empty>{t("live.waiting")}</Empty>;
  return (
    <div className={styles.page} data-stale={!live} data-testid="floor">
      <h1 className="unseen">{t("floor.title")}</h1>
      <Alarms floor={floor} site={site} live={live} />
      <Tiles floor={floor} />
      <QueuesTable queues={floor.queues} site={site} />
      <div className={styles.pair}>
        <ContactsTable floor={floor} site={site} live={live} open={setDialog} look={setAbout} />
        <AgentsTable floor={floor} live={live} open={setDialog} />
      </div>
      {about && <ContactDrawer id={about} floor={floor} site={site} close={() => setAbout(null)} />}
      {dialog && <FloorDialogs dialog={dialog} floor={floor} site={site} close={() => setDialog(null)} />}
    </div>
  );
}
