import { type ReactNode, useState } from "react";
import { useTexts } from "../i18n";
import styles from "./Panel.module.css";

const FIRST = 5;

/** A list that begins short; everything is one click away. */
export function Rows<T>({ rows, children }: { rows: T[]; children(row: T): ReactNode }) {
  const { t } = useTexts();
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, FIRST);
  return (
    <>
      <ul className={styles.rows}>{shown.map(children)}</ul>
      {rows.length > FIRST && (
        <button type="button" className={styles.more} onClick={() => setAll(!all)}>
          {all ? t("panel.less") : t("panel.more", { count: rows.length })}
        </button>
      )}
    </>
  );
}
