import { Button, Checkbox, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { type FormEvent, useRef, useState } from "react";
import type { Agent, Contact, Site } from "../api/wire";
import { useTexts, wordsIn } from "../i18n";
import { serverNow, useServerSecond } from "../live/serverTime";
import { Tag } from "../ui/Tag";
import { clock, timeZones } from "../ui/time";
import { useDoing } from "../ui/useDoing";
import { ask } from "./ask";
import { type Draft, emptyDraft, useDrafts } from "./drafts";
import styles from "./WrapUp.module.css";
import { faultsOf, wrapUpFields } from "./wrapUpFields";

/** The work after the contact: its result, and what was promised. */
export function WrapUp({
  contact,
  agent,
  site,
  live,
}: {
  contact: Contact;
  agent: Agent;
  site: Site;
  live: boolean;
}) {
  const { t, language } = useTexts();
  const kept = useDrafts((store) => store.wrapUps[contact.id]);
  const { write, forget } = useDrafts.getState();
  const [tried, setTried] = useState(false);
  const [doing, run] = useDoing();
  const form = useRef<HTMLFormElement>(null);
  const draft = kept ?? emptyDraft(contact.caller, contact.queue);
  const change = (part: Partial<Draft>) => write(contact.id, { ...draft, ...part });
  const faults = tried ? faultsOf(draft, serverNow()) : {};
  const ended = contact.state === "wrap_up";

  const finish = async (event?: FormEvent) => {
    event?.preventDefault();
    setTried(true);
    if (Object.keys(faultsOf(draft, serverNow())).length > 0) {
      window.setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    if (!ended || !live || doing) return;
    const done = await run(() => ask("contact.wrap_up", wrapUpFields(contact.id, draft, agent.id)));
    if (done) forget(contact.id);
  };
  useHotkeys([["mod+Enter", () => void finish()]], []);

  return (
    <form
      ref={form}
      className={styles.form}
      onSubmit={(event) => void finish(event)}
      noValidate
      data-testid="wrap-up"
    >
      {ended ? (
        <TimeLeft until={contact.wrap_up_until} />
      ) : (
        <p className={styles.hint}>{t("wrap.prepare")}</p>
      )}
      <Select
        label={t("wrap.disposition")}
        placeholder={t("wrap.dispositionPick")}
        data={site.dispositions.map((one) => ({ value: one.code, label: wordsIn(one.title, language) }))}
        value={draft.disposition}
        onChange={(disposition) => change({ disposition })}
        error={faults.disposition && t(`wrap.${faults.disposition}`)}
        searchable
        required
        data-autofocus
        id="disposition"
      />
      <Textarea
        label={t("wrap.note")}
        placeholder={t("contact.notePlaceholder")}
        autosize
        minRows={2}
        maxRows={8}
        value={draft.note}
        onChange={(event) => change({ note: event.currentTarget.value })}
      />
      <fieldset className={styles.part} data-open={draft.complaint}>
        <Checkbox
          label={t("wrap.complaint")}
          checked={draft.complaint}
          onChange={(event) => change({ complaint: event.currentTarget.checked })}
        />
        {draft.complaint && (
          <div className={styles.fields}>
            <Select
              label={t("wrap.cause")}
              data={site.causes.map((cause) => ({
                value: cause.code,
                label: wordsIn(cause.title, language),
              }))}
              value={draft.cause}
              onChange={(cause) => change({ cause })}
              error={faults.cause && t(`wrap.${faults.cause}`)}
              searchable
              required
            />
            <div>
              <span className={styles.label} id="severity">
                {t("wrap.severity")}
              </span>
              <SegmentedControl
                fullWidth
                aria-labelledby="severity"
                value={draft.severity}
                onChange={(severity) => change({ severity: severity as Draft["severity"] })}
                data={[
                  { value: "1", label: t("wrap.severe") },
                  { value: "2", label: t("wrap.medium") },
                  { value: "3", label: t("wrap.light") },
                ]}
              />
            </div>
            <Textarea
              className={styles.wide}
              label={t("wrap.text")}
              autosize
              minRows={2}
              value={draft.text}
              onChange={(event) => change({ text: event.currentTarget.value })}
              error={faults.text && t(`wrap.${faults.text}`)}
              required
            />
          </div>
        )}
      </fieldset>
      <fieldset className={styles.part} data-open={draft.callback}>
        <Checkbox
          label={t("wrap.callback")}
          checked={draft.callback}
          onChange={(event) => change({ callback: event.currentTarget.checked })}
        />
        {draft.callback && (
          <div className={styles.fields}>
            <TextInput
              type="datetime-local"
              label={t("wrap.from")}
              value={draft.from}
              onChange={(event) => change({ from: event.currentTarget.value })}
              error={faults.window && t(`wrap.${faults.window}`)}
              required
            />
            <TextInput
              type="datetime-local"
              label={t("wrap.to")}
              value={draft.to}
              onChange={(event) => change({ to: event.currentTarget.value })}
              required
            />
            <Select
              label={t("wrap.zone")}
              data={timeZones()}
              value={draft.zone}
              onChange={(zone) => zone && change({ zone })}
              limit={60}
              searchable
              required
            />
            <TextInput
              type="tel"
              label={t("wrap.number")}
              value={draft.number}
              onChange={(event) => change({ number: event.currentTarget.value })}
              error={faults.number && t(`wrap.${faults.number}`)}
              required
            />
            <div>
              <span className={styles.label} id="keeper">
                {t("wrap.by")}
              </span>
              <SegmentedControl
                fullWidth
                aria-labelledby="keeper"
                value={draft.by}
                onChange={(by) => change({ by: by as Draft["by"] })}
                data={[
                  { value: "me", label: t("wrap.byMe") },
                  { value: "queue", label: t("wrap.byQueue") },
                ]}
              />
            </div>
            {draft.by === "queue" && (
              <Select
                label={t("wrap.queue")}
                data={Object.entries(site.queues).map(([name, queue]) => ({
                  value: name,
                  label: wordsIn(queue.title, language) || name,
                }))}
                value={draft.queue}
                onChange={(queue) => change({ queue })}
                error={faults.queue && t(`wrap.${faults.queue}`)}
                required
              />
            )}
            <TextInput
              className={styles.wide}
              label={t("wrap.reason")}
              value={draft.reason}
              onChange={(event) => change({ reason: event.currentTarget.value })}
            />
          </div>
        )}
      </fieldset>
      <div className={styles.foot}>
        <Button type="submit" disabled={!ended || !live} loading={doing} data-testid="finish">
          {t("wrap.finish")}
        </Button>
        <span className="soft">{ended ? <kbd className="hint">Ctrl ↵</kbd> : t("wrap.notYet")}</span>
      </div>
    </form>
  );
}

function TimeLeft({ until }: { until: string | null }) {
  const { t } = useTexts();
  const now = useServerSecond();
  if (!until) return null;
  const left = (Date.parse(until) - now) / 1000;
  return (
    <p className={styles.left} role="timer">
      <Tag tone={left > 15 ? "accent" : "warn"}>
        <span className="num">{left > 0 ? t("wrap.left", { time: clock(left) }) : t("wrap.over")}</span>
      </Tag>
    </p>
  );
}
