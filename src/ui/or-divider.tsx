import styles from "./or-divider.module.css";

/** A line with a word in it, between two ways to go on. */
export function OrDivider({ children }: { children: string }) {
  return <p className={styles["divider"]}>{children}</p>;
}
