import { type ReactNode } from "react";

import styles from "./stack.module.css";

/** Children one below the other, at one of three distances. */
export function Stack({ gap, children }: { gap: "small" | "medium" | "large"; children: ReactNode }) {
  return <div className={`${styles["stack"]} ${styles[gap]}`}>{children}</div>;
}
