import { type ReactNode } from "react";

import styles from "./notice.module.css";
import { Reference } from "./reference.tsx";

type Props = {
  tone: "info" | "problem";
  children: ReactNode;
  /** A few words that say what it is about; stand above the others. */
  title?: string;
  id?: string;
  reference?: string | null;
  /** What a person can do about it; stands below the words. */
  action?: ReactNode;
};

/** A message that stands in the page; a problem is announced at once. */
export function Notice({ tone, children, title, id, reference = null, action = null }: Props) {
  return (
    <div
      id={id}
      className={`${styles["notice"]} ${styles[tone]}`}
      role={tone === "problem" ? "alert" : undefined}
    >
      <svg className={styles["icon"]} viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
        <circle cx="10" cy="10" r="8.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path
          d={tone === "problem" ? "M10 5.5v5.5M10 14v.5" : "M10 9v5.5M10 5.5V6"}
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinecap="round"
        />
      </svg>
      <div>
        {title !== undefined && <p className={styles["title"]}>{title}</p>}
        <p>{children}</p>
        {reference !== null && <Reference>{reference}</Reference>}
        {action !== null && <div className={styles["action"]}>{action}</div>}
      </div>
    </div>
  );
}
