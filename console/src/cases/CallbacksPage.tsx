import { Button, Modal, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Callback, callbackPage, oneCallback } from "../api/cases";
import dialogs from "../desk/dialogs.module.css";
import { useTexts, useWord, wordsIn } from "../i18n";
import { serverNow } from "../live/serverTime";
import { ProblemBox } from "../ui/problems";
import { Tag } from "../ui/Tag";
import { utcToZoned, windowOf, zonedToUtc } from "../ui/time";
import { callbackTone } from "../ui/tones";
import { CaseList } from "./CaseList";
import styles from "./Cases.module.css";
import { newKey, useCaseAction } from "./useCaseAction";
import { useSite } from "./useSite";

const STATES = ["scheduled", "due", "retry", "kept", "declined", "unreachable", "cancelled"];
type Doing = { verb: "cancel" | "reschedule"; callback: Callback } | null;

export default function CallbacksPage() {
  const { t, language } = useTexts();
  const word = useWord();
  const site = useSite();
  const [doing, setDoing] = useState<Doing>(null);
  const queueOf = (name: string) => wordsIn(site?.queues[name]?.title, language) || name;
  return (
    <>
      <CaseList
        name="callbacks"
        title={t("app.callbacks")}
        hint={t("cases.callbacksHint")}
        none={t("cases.noCallbacks")}
        states={STATES}
        stateGroup="callbackState"
        fetchPage={callbackPage}
        head={
          <tr>
            <th scope="col">{t("cases.number")}</th>
            <th scope="col">{t("cases.window")}</th>
            <th scope="col">{t("cases.state")}</th>
            <th scope="col">{t("cases.by")}</th>
            <th scope="col">{t("cases.tries")}</th>
            <th scope="col">{t("cases.reason")}</th>
            <th scope="col">
              <span className="unseen">{t("floor.act")}</span>
            </th>
          </tr>
        }
        row={(one) => (
          <tr key={one.id}>
            <th scope="row" className="num">
              {one.number}
              {one.customer && <p className={styles.text}>{one.customer}</p>}
            </th>
            <td className="num">
              {windowOf(one.from, one.to, language, one.timezone)}
              <p className={styles.text}>{one.timezone}</p>
            </td>
            <td>
              <Tag tone={callbackTone[one.state] ?? "plain"}>{word("callbackState", one.state)}</Tag>
            </td>
            <td>{one.agent ?? (one.queue ? queueOf(one.queue) : "–")}</td>
            <td className="num">{one.tries}</td>
            <td className={styles.wrap}>{one.outcome || one.reason || "–"}</td>
            <td>
              {(one.state === "scheduled" || one.state === "retry") && (
                <span className={styles.buttons}>
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => setDoing({ verb: "reschedule", callback: one })}
                  >
                    {t("cases.reschedule")}
                  </Button>
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => setDoing({ verb: "cancel", callback: one })}
                  >
                    {t("cases.cancelCallback")}
                  </Button>
                </span>
              )}
            </td>
          </tr>
        )}
      />
      {doing && <CallbackDialog doing={doing} close={() => setDoing(null)} />}
    </>
  );
}

function CallbackDialog({ doing: { verb, callback }, close }: { doing: NonNullable<Doing>; close(): void }) {
  const { t } = useTexts();
  const zone = callback.timezone || "UTC";
  // The version is read when the dialog opens, so that a change of somebody else's is noticed.
  const query = useQuery({
    queryKey: ["callbacks", "one", callback.id],
    queryFn: () => oneCallback(callback.id),
    staleTime: 0,
  });
  const { doing, act } = useCaseAction("callbacks", callback.id, query.data?.etag ?? null);
  const [key] = useState(newKey);
  const [from, setFrom] = useState(() => utcToZoned(Date.parse(callback.from) || serverNow(), zone));
  const [to, setTo] = useState(() => utcToZoned(Date.parse(callback.to) || serverNow() + 3_600_000, zone));
  const window = { from: zonedToUtc(from, zone), to: zonedToUtc(to, zone) };
  const fits = Boolean(
    window.from && window.to && window.to > window.from && Date.parse(window.to) > serverNow(),
  );
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await act(verb, verb === "cancel" ? {} : { window, timezone: zone }, key)) close();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={verb === "cancel" ? t("cases.cancelCallback") : t("cases.reschedule")}
      closeButtonProps={{ "aria-label": t("error.close") }}
    >
      <form className={dialogs.form} onSubmit={(event) => void submit(event)}>
        {query.isError && <ProblemBox error={query.error} retry={() => void query.refetch()} />}
        {verb === "cancel" ? (
          <p>{t("cases.cancelConfirm")}</p>
        ) : (
          <>
            <TextInput
              type="datetime-local"
              label={`${t("wrap.from")} (${zone})`}
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
              required
            />
            <TextInput
              type="datetime-local"
              label={`${t("wrap.to")} (${zone})`}
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
              error={!fits && t("wrap.badWindow")}
              required
            />
          </>
        )}
        <span className={styles.buttons}>
          <Button variant="default" onClick={close}>
            {t("cases.keep")}
          </Button>
          <Button
            type="submit"
            loading={doing}
            disabled={query.isPending || (verb === "reschedule" && !fits)}
          >
            {verb === "cancel" ? t("cases.cancelCallback") : t("cases.reschedule")}
          </Button>
        </span>
      </form>
    </Modal>
  );
}
