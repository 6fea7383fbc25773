import { Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { oneComplaint } from "../api/cases";
import { useTexts, useWord } from "../i18n";
import { useServerSecond } from "../live/serverTime";
import { Empty } from "../ui/Empty";
import { ProblemBox } from "../ui/problems";
import { Tag } from "../ui/Tag";
import { when } from "../ui/time";
import { complaintTone } from "../ui/tones";
import styles from "./Cases.module.css";
import { ComplaintActions } from "./ComplaintActions";
import { Due } from "./ComplaintsPage";

/** One complaint: what happened, what was done, and what may be done next. */
export function ComplaintDrawer({
  id,
  causeOf,
  close,
}: {
  id: string;
  causeOf(code: string): string;
  close(): void;
}) {
  const { t, language } = useTexts();
  const word = useWord();
  const now = useServerSecond();
  const query = useQuery({ queryKey: ["complaints", "one", id], queryFn: () => oneComplaint(id) });
  const one = query.data?.body;
  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size={460}
      title={one ? causeOf(one.cause) : t("cases.complaint")}
      closeButtonProps={{ "aria-label": t("error.close") }}
    >
      {query.isPending && <Empty>{t("app.loading")}</Empty>}
      {query.isError && <ProblemBox error={query.error} retry={() => void query.refetch()} />}
      {one && (
        <div className={styles.detail}>
          <p className={styles.tags}>
            <Tag tone={complaintTone[one.state] ?? "plain"}>{word("complaintState", one.state)}</Tag>
            <Due complaint={one} />
            <span className="soft num">{one.id}</span>
          </p>
          <blockquote className={styles.quote}>{one.text}</blockquote>
          <dl className={styles.pairs}>
            <dt>{t("cases.customer")}</dt>
            <dd>{one.customer ?? "–"}</dd>
            <dt>{t("floor.contact")}</dt>
            <dd>{one.contact ?? "–"}</dd>
            <dt>{t("cases.owner")}</dt>
            <dd>{one.owner ?? t("cases.nobody")}</dd>
            <dt>{t("cases.due")}</dt>
            <dd className="num">{when(one.due_at, language, now)}</dd>
            {one.outcome && (
              <>
                <dt>{t("cases.outcome")}</dt>
                <dd>{one.outcome}</dd>
              </>
            )}
          </dl>
          <ComplaintActions
            key={`${one.state}-${query.data?.etag}`}
            complaint={one}
            etag={query.data?.etag ?? null}
          />
          <section>
            <h2>{t("cases.trail")}</h2>
            {one.trail.length === 0 && <p className="soft">{t("cases.noTrail")}</p>}
            <ol className={styles.trail}>
              {one.trail.map((line) => (
                <li key={`${line.at}-${line.what}`}>
                  <span className="soft num">{when(line.at, language, now)}</span>
                  <span>
                    {line.what.replaceAll("_", " ")} {line.by && <span className="soft">· {line.by}</span>}
                    {line.detail && <span className={styles.text}>{line.detail}</span>}
                  </span>
                </li>
              ))}
            </ol>
          </section>
        </div>
      )}
    </Drawer>
  );
}
