import { type ReactNode } from "react";

import { Brand } from "./brand.tsx";
import styles from "./report-frame.module.css";

/** The frame of a page to read, wider than a form and without a picture. */
export function ReportFrame({ product, children }: { product: string; children: ReactNode }) {
  return (
    <main className={styles["frame"]}>
      <Brand product={product} />
      <div className={styles["content"]}>{children}</div>
    </main>
  );
}
