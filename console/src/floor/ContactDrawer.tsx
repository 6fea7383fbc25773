import { Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { happeningsOf } from "../api/history";
import type { Floor, Site } from "../api/wire";
import styles from "../cases/Cases.module.css";
import { ChannelIcon } from "../desk/ChannelIcon";
import { TalkTags } from "../desk/TalkState";
import { useTexts, wordsIn } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { Empty } from "../ui/Empty";
import { ProblemBox } from "../ui/problems";
import { Tag } from "../ui/Tag";
import { clock, secondsSince, when } from "../ui/time";
import { contactTone } from "../ui/tones";
import { Decisions } from "../why/Decisions";
import { ReceiptButton } from "../why/ReceiptButton";
import { HappeningLine } from "./HappeningLine";
import { whoOf } from "./who";

/** One contact of the floor: what it wants, why it went where it went, and what happened. */
export function ContactDrawer({
  id,
  floor,
  site,
  close,
}: {
  id: string;
  floor: Floor;
  site: Site | null;
  close(): void;
}) {
  const { t, language } = useTexts();
  const now = useServerSecond();
  const row = floor.contacts[id];
  // Each step of the contact is a reason to read again; its history is written a moment after the step.
  const version = `${row?.state} ${row?.since} ${row?.offered_to}`;
  const history = useQuery({ queryKey: ["timeline", id, version], queryFn: () => happeningsOf(id) });
  const queueOf = (name: string) =>
    wordsIn(floor.queues[name]?.title ?? site?.queues[name]?.title, language) || name || "–";
  const agentOf = (name: string) => floor.agents[name]?.name || name;
  const intentOf = (name: string) =>
    wordsIn(site?.intents[name]?.title, language) || name || t("offer.unknownIntent");
  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size={480}
      title={whoOf(id, row)}
      closeButtonProps={{ "aria-label": t("error.close") }}
    >
      <div className={styles.detail} data-testid="about-contact">
        <p className={styles.tags}>
          {row && (
            <>
              <ChannelIcon channel={row.channel} />
              {row.emergency && <Tag tone="solid">{t("offer.emergency")}</Tag>}
              <Tag tone={contactTone[row.state]}>{t(`state.${row.state}`)}</Tag>
              <TalkTags contact={row} />
              <span className="num">{clock(secondsSince(row.since, now))}</span>
            </>
          )}
          <span className="soft num">{id}</span>
          {row?.emergency && <ReceiptButton contact={id} />}
        </p>
        {row && (
          <dl className={styles.pairs}>
            <dt>{t("floor.intent")}</dt>
            <dd>{intentOf(row.intent ?? "")}</dd>
            <dt>{t("floor.queue")}</dt>
            <dd>{queueOf(row.queue ?? "")}</dd>
            <dt>{t("floor.with")}</dt>
            <dd>{agentOf(row.agent ?? row.offered_to ?? "") || "–"}</dd>
            <dt>{t("floor.caller")}</dt>
            <dd className="num">{row.caller || t("offer.withheld")}</dd>
            <dt>{t("floor.arrived")}</dt>
            <dd className="num">{when(row.arrived_at, language, now)}</dd>
            {row.words && row.words.length > 0 && (
              <>
                <dt>{t("floor.said")}</dt>
                <dd>{row.words.join(" · ")}</dd>
              </>
            )}
          </dl>
        )}
        <section>
          <h2>{t("floor.whySo")}</h2>
          <Decisions contact={id} version={version} queueOf={queueOf} agentOf={agentOf} />
        </section>
        <Part title={t("floor.history")} query={history} none={t("cases.noTrail")}>
          <ol className={styles.trail}>
            {history.data?.map((one, index) => (
              <HappeningLine
                key={`${index}-${one.what}`}
                happening={one}
                queueOf={queueOf}
                intentOf={intentOf}
                agentOf={agentOf}
              />
            ))}
          </ol>
        </Part>
      </div>
    </Drawer>
  );
}

function Part({
  title,
  query,
  none,
  children,
}: {
  title: string;
  query: {
    data?: unknown[];
    isPending: boolean;
    isError: boolean;
    error: unknown;
    refetch(): Promise<unknown>;
  };
  none: string;
  children: ReactNode;
}) {
  const { t } = useTexts();
  return (
    <section>
      <h2>{title}</h2>
      {query.isPending && <Empty>{t("app.loading")}</Empty>}
      {query.isError && <ProblemBox error={query.error} retry={() => void query.refetch()} />}
      {query.data?.length === 0 && <p className="soft">{none}</p>}
      {children}
    </section>
  );
}
