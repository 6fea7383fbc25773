import type { ReactNode } from "react";
import styles from "./Empty.module.css";

/** What will appear here, said where nothing is yet. */
export function Empty({ title, children }: { title?: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      {title && <h2 className={styles.title}>{title}</h2>}
      {children && <div className={styles.text}>{children}</div>}
    </div>
  );
}
