import { type ReactNode } from "react";

import { PorticoMark } from "./portico-mark.tsx";
import styles from "./report-frame.module.css";

/** The frame of a page to read, wider than a form and without a picture. */
export function ReportFrame({ product, children }: { product: string; children: ReactNode }) {
  return (
    <main className={styles["frame"]}>
      <div className={styles["brand"]}>
        <PorticoMark />
        <span>{product}</span>
      </div>
      <div className={styles["content"]}>{children}</div>
    </main>
  );
}
