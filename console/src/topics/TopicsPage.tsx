import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type TopicLine, topicsOf } from "../api/topics";
import styles from "../cases/Cases.module.css";
import { useSite } from "../cases/useSite";
import { ContactDrawer } from "../floor/ContactDrawer";
import { useTexts, wordsIn } from "../i18n";
import { useFloor } from "../live/floorStore";
import { Empty } from "../ui/Empty";
import { ProblemBox } from "../ui/problems";
import { Scroll } from "../ui/Scroll";
import { Tag } from "../ui/Tag";
import own from "./Topics.module.css";
import { Trend } from "./Trend";

const KINDS = ["topic", "wish", "intent", "cause"] as const;

/** What customers talk about that nobody has an answer for yet: for who makes the product. */
export default function TopicsPage() {
  const { t } = useTexts();
  const [day, setDay] = useState("");
  const [about, setAbout] = useState<string | null>(null);
  const floor = useFloor((store) => store.floor);
  const site = useFloor((store) => store.site);
  const query = useQuery({ queryKey: ["topics", day], queryFn: () => topicsOf(day) });
  const lines = query.data ?? [];
  const head = lines.find((line) => line.kind === "day");
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div>
          <h1>{t("topics.title")}</h1>
          <p className="soft">{t("topics.hint")}</p>
        </div>
        <div className={styles.tools}>
          <TextInput
            type="date"
            aria-label={t("topics.day")}
            value={day || head?.day || ""}
            onChange={(event) => setDay(event.currentTarget.value)}
          />
        </div>
      </header>
      {query.isError && <ProblemBox error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Empty>{t("app.loading")}</Empty>}
      {query.isSuccess && !head && <Empty>{t("topics.none")}</Empty>}
      {head && (
        <p data-testid="topics-head">
          {t("topics.head", {
            day: head.day,
            contacts: head.today ?? 0,
            uncovered: head.uncovered ?? 0,
            sentences: head.sentences ?? 0,
          })}
        </p>
      )}
      {KINDS.map((kind) => (
        <Lines key={kind} kind={kind} lines={lines.filter((line) => line.kind === kind)} look={setAbout} />
      ))}
      {about && floor && <ContactDrawer id={about} floor={floor} site={site} close={() => setAbout(null)} />}
    </div>
  );
}

/** Each with a key of its own: two topics may be called by the same words. */
function keyed(lines: TopicLine[]): [string, TopicLine][] {
  const times = new Map<string, number>();
  return lines.map((line) => {
    const nth = (times.get(line.name) ?? 0) + 1;
    times.set(line.name, nth);
    return [`${line.name} ${nth}`, line];
  });
}

function Lines({
  kind,
  lines,
  look,
}: {
  kind: (typeof KINDS)[number];
  lines: TopicLine[];
  look(contact: string): void;
}) {
  const { t } = useTexts();
  if (lines.length === 0) return null;
  return (
    <section>
      <h2>{t(`topics.${kind}`)}</h2>
      <Scroll className={styles.scroll} label={t(`topics.${kind}`)}>
        <table className={`${styles.table} ${own.table}`}>
          <thead>
            <tr>
              <th scope="col">{t("topics.about")}</th>
              <th scope="col">{t("topics.week")}</th>
              <th scope="col">{t("topics.before")}</th>
              <th scope="col">{t("topics.trend")}</th>
              <th scope="col">{t("topics.examples")}</th>
            </tr>
          </thead>
          <tbody>
            {keyed(lines).map(([key, line]) => (
              <Line key={key} line={line} look={look} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Line({ line, look }: { line: TopicLine; look(contact: string): void }) {
  const { t, language } = useTexts();
  const site = useSite();
  const titles =
    line.kind === "intent"
      ? site?.intents[line.name]?.title
      : site?.causes.find((cause) => cause.code === line.name)?.title;
  const title =
    (line.kind === "intent" || line.kind === "cause" ? wordsIn(titles, language) : "") || line.name;
  return (
    <tr>
      <th scope="row">
        {title}{" "}
        {line.growing && (
          <Tag tone="warn">
            {line.ratio ? t("topics.grew", { ratio: line.ratio.toFixed(1) }) : t("topics.new")}
          </Tag>
        )}
      </th>
      <td className="num">{line.week}</td>
      <td className="num">{line.before}</td>
      <td>{line.trend.length > 0 ? <Trend counts={line.trend} /> : "–"}</td>
      <td className={`${styles.wrap} ${own.examples}`}>
        {line.examples.map((example) => (
          <span key={example} className={styles.text}>
            {example}
          </span>
        ))}
        {line.contacts.slice(0, 5).map((contact, index) => (
          <span key={contact}>
            <button type="button" className={styles.link} onClick={() => look(contact)}>
              {t("topics.contact", { n: index + 1 })}
            </button>{" "}
          </span>
        ))}
      </td>
    </tr>
  );
}
