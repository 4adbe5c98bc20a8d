import { type ReactNode } from "react";

import styles from "./heading.module.css";

/** The page's one h1; can take the focus when a page replaces another. */
export function Heading({ children }: { children: ReactNode }) {
  return (
    <h1 className={styles["heading"]} tabIndex={-1}>
      {children}
    </h1>
  );
}
