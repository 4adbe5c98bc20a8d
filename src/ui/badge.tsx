import styles from "./badge.module.css";

/** A word or two in a small frame, inside or beside a button. */
export function Badge({ children }: { children: string }) {
  return <span className={styles["badge"]}>{children}</span>;
}
