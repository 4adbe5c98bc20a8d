import { type ReactNode } from "react";

import styles from "./live-region.module.css";

/** Stands there empty as well, so that screen readers announce what comes into it; empty, it takes no room. */
export function LiveRegion({ children }: { children: ReactNode }) {
  return (
    <div role="status" className={styles["region"]}>
      {children}
    </div>
  );
}
