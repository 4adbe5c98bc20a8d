import { type ReactNode } from "react";

import styles from "./column.module.css";

/** A column as wide as a form, for a message and its buttons on a page that is wider. */
export function Column({ children }: { children: ReactNode }) {
  return <div className={styles["column"]}>{children}</div>;
}
