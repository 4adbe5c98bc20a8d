import { Spinner } from "./spinner.tsx";
import styles from "./waiting.module.css";

/** A page that waits. Its words come after a moment, so that a quick answer doesn't flash. */
export function Waiting({ children }: { children: string }) {
  return (
    <main className={styles["page"]}>
      <p className={styles["words"]} role="status">
        <Spinner />
        <span>{children}</span>
      </p>
    </main>
  );
}
