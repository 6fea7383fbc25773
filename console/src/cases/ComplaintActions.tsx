import { Button, Checkbox, Group, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Complaint } from "../api/cases";
import { useMe } from "../app/me";
import { useTexts } from "../i18n";
import styles from "./Cases.module.css";
import { newKey, useCaseAction } from "./useCaseAction";

type Verb = "triage" | "assign" | "resolve" | "visit" | "close" | "reopen";

/** Which steps a complaint's state allows; the server has the last word. */
const POSSIBLE: Record<string, Verb[]> = {
  received: ["triage", "assign"],
  valid: ["assign", "resolve"],
  invalid: ["close", "triage"],
  assigned: ["resolve", "assign", "triage"],
  resolved: ["visit", "reopen"],
  visited: ["close", "reopen"],
  closed: ["reopen"],
};

/** Steps that need no supervisor. */
const ANYBODY: ReadonlySet<Verb> = new Set(["resolve", "visit"]);

/** The seven grades of the customer satisfaction measure. */
const GRADES = ["90", "60", "30", "0", "-30", "-60", "-90"];

export function ComplaintActions({ complaint, etag }: { complaint: Complaint; etag: string | null }) {
  const { t } = useTexts();
  const [verb, setVerb] = useState<Verb | null>(null);
  const leads = useMe((store) => store.me?.role !== "agent");
  const possible = (POSSIBLE[complaint.state] ?? []).filter((one) => leads || ANYBODY.has(one));
  if (possible.length === 0) return <p className="soft">{t("cases.noActions")}</p>;
  return (
    <div className={styles.actions}>
      <Group gap="xs">
        {possible.map((one, index) => (
          <Button
            key={one}
            size="xs"
            variant={verb === one || (verb === null && index === 0) ? "filled" : "default"}
            aria-expanded={verb === one}
            onClick={() => setVerb(verb === one ? null : one)}
          >
            {t(`cases.${one}`)}
          </Button>
        ))}
      </Group>
      {verb && <ActionForm key={verb} verb={verb} complaint={complaint} etag={etag} />}
    </div>
  );
}

function ActionForm({ verb, complaint, etag }: { verb: Verb; complaint: Complaint; etag: string | null }) {
  const { t } = useTexts();
  const { doing, act } = useCaseAction("complaints", complaint.id, etag);
  const [key] = useState(newKey);
  const [text, setText] = useState("");
  const [valid, setValid] = useState("yes");
  const [satisfied, setSatisfied] = useState(true);
  const [grade, setGrade] = useState("60");
  const body = (): Record<string, unknown> => {
    const words = text.trim();
    switch (verb) {
      case "triage":
        return { valid: valid === "yes", explanation: words };
      case "assign":
        return { owner: words };
      case "resolve":
        return { outcome: words };
      case "visit":
        return { satisfied, grade: Number(grade), note: words };
      case "close":
        return {};
      case "reopen":
        return { reason: words };
    }
  };
  const labels = {
    triage: t("cases.explanation"),
    assign: t("cases.assignTo"),
    resolve: t("cases.outcome"),
    visit: t("cases.note"),
    close: "",
    reopen: t("cases.reopenTo"),
  };
  const needsText = verb !== "close" && verb !== "visit";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act(verb, body(), key);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      {verb === "triage" && (
        <SegmentedControl
          aria-label={t("cases.triage")}
          value={valid}
          onChange={setValid}
          data={[
            { value: "yes", label: t("cases.valid") },
            { value: "no", label: t("cases.invalid") },
          ]}
        />
      )}
      {verb === "visit" && (
        <>
          <Checkbox
            label={t("cases.satisfied")}
            checked={satisfied}
            onChange={(event) => setSatisfied(event.currentTarget.checked)}
          />
          <SegmentedControl aria-label={t("cases.grade")} value={grade} onChange={setGrade} data={GRADES} />
        </>
      )}
      {verb === "assign" ? (
        <TextInput
          label={labels.assign}
          required
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      ) : (
        verb !== "close" && (
          <Textarea
            label={labels[verb]}
            required={needsText}
            autosize
            minRows={2}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )
      )}
      <Button type="submit" loading={doing} disabled={needsText && !text.trim()}>
        {t(`cases.${verb}`)}
      </Button>
    </form>
  );
}
