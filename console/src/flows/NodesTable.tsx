import type { NodeRow } from "../api/flows";
import { useTexts, useWord } from "../i18n";
import { Scroll } from "../ui/Scroll";
import styles from "./Flows.module.css";
import { middleAndMost, share } from "./figures";

/** What the picture shows, node by node, in words and numbers. */
export function NodesTable({ rows }: { rows: NodeRow[] }) {
  const { t, language } = useTexts();
  const word = useWord();
  const left = (row: NodeRow) =>
    Object.entries(row.left)
      .filter(([end]) => end !== "dropped_out")
      .map(([end, count]) => `${word("flowEnd", end)} ${count.toLocaleString(language)}`)
      .join(", ");
  return (
    <Scroll className={styles.scroll} label={t("flows.byNode")}>
      <table className={styles.table}>
        <caption>{t("flows.byNode")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("flows.node")}</th>
            <th scope="col">{t("flows.reached")}</th>
            <th scope="col">{t("flows.hungUpHere")}</th>
            <th scope="col">{t("flows.answers")}</th>
            <th scope="col">{t("flows.notUnderstood")}</th>
            <th scope="col">{t("flows.silence")}</th>
            <th scope="col">{t("flows.checksFailed")}</th>
            <th scope="col">{t("flows.answerTime")}</th>
            <th scope="col">{t("flows.lookUpTime")}</th>
            <th scope="col">{t("flows.leftHere")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.node} data-quiet={row.reached === 0}>
              <th scope="row">{row.node}</th>
              <td>
                {row.reached.toLocaleString(language)}{" "}
                <small className="soft">{share(row.reached_share, language)}</small>
              </td>
              <td data-lost={row.dropped_out > 0}>
                {row.dropped_out > 0
                  ? `${row.dropped_out.toLocaleString(language)} (${share(row.drop_out, language)})`
                  : "–"}
              </td>
              <td>{row.heard > 0 ? row.heard.toLocaleString(language) : "–"}</td>
              <td>{share(row.not_understood, language)}</td>
              <td>{share(row.silence, language)}</td>
              <td>{share(row.checks_failed, language)}</td>
              <td>{middleAndMost(row.answer_seconds, language)}</td>
              <td>{middleAndMost(row.look_up_seconds, language)}</td>
              <td className={styles.words}>{left(row) || "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
