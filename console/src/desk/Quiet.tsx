import { Button } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../i18n";
import type { Desk } from "../live/desk";
import { Empty } from "../ui/Empty";
import { useDoing } from "../ui/useDoing";
import { WhyNothing } from "../why/WhyNothing";
import { ask } from "./ask";

/** What the stage says when there is nothing to work on. */
export function Quiet({ desk, live }: { desk: Desk; live: boolean }) {
  const { t } = useTexts();
  const [doing, run] = useDoing();
  const [asking, setAsking] = useState(false);
  const { presence } = desk.agent;
  const words = {
    available: [t("desk.idle"), t("desk.idleText")],
    away: [t("desk.away"), t("desk.awayText")],
    offline: [t("desk.offline"), t("desk.offlineText")],
  } as const;
  const [title, text] =
    desk.agent.state === "not_responding" ? [t("missed.title"), t("missed.text")] : words[presence];
  return (
    <Empty title={title}>
      <p>{text}</p>
      {presence !== "available" && (
        <Button
          disabled={!live}
          loading={doing}
          onClick={() => void run(() => ask("presence.set", { presence: "available" }))}
          data-testid="go-available"
        >
          {t("desk.goAvailable")}
        </Button>
      )}
      <Button variant="subtle" disabled={!live} onClick={() => setAsking(true)} data-testid="ask-why-nothing">
        {t("why.nothing")}
      </Button>
      {asking && <WhyNothing agent={desk.agent.id} title={t("why.nothing")} close={() => setAsking(false)} />}
    </Empty>
  );
}
