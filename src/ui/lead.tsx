import { type ReactNode } from "react";

import styles from "./lead.module.css";

type Props = { children: ReactNode; size?: "normal" | "small"; role?: "status" | "alert" };

/** The sentence below a heading. */
export function Lead({ children, size = "normal", role }: Props) {
  return (
    <p className={`${styles["lead"]} ${styles[size]}`} role={role}>
      {children}
    </p>
  );
}
