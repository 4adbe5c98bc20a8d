import { type ReactNode } from "react";

import styles from "./centered-page.module.css";

/** A page with one short message in its middle. */
export function CenteredPage({ children }: { children: ReactNode }) {
  return (
    <main className={styles["page"]}>
      <div className={styles["content"]}>{children}</div>
    </main>
  );
}
