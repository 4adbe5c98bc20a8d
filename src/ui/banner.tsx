import { type ReactNode } from "react";

import styles from "./banner.module.css";

type Props = {
  tone: "warning" | "info";
  /** Accessible name of the strip. */
  label: string;
  children: ReactNode;
  action?: { label: string; onSelect: () => void } | null;
};

/** A strip across the top of the console, for what must not be overlooked on any page. */
export function Banner({ tone, label, children, action = null }: Props) {
  return (
    <section className={`${styles["banner"]} ${styles[tone]}`} aria-label={label}>
      <p>{children}</p>
      {action !== null && (
        <button type="button" className={styles["action"]} onClick={action.onSelect}>
          {action.label}
        </button>
      )}
    </section>
  );
}
