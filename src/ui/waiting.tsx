import { Navigate } from "react-router-dom";

import { Spinner } from "./spinner.tsx";
import { useAfter } from "./use-after.ts";
import styles from "./waiting.module.css";

type Props = {
  /** The document's title. */
  title: string;
  children: string;
  slowWords: string;
  /** Where the page leads as soon as it is known: people see this page until the next one can be rendered. */
  to?: string | null;
};

const slowAfterMs = 3_000;

/**
 * A page that waits. Its words come after a moment, so that a quick answer doesn't flash; a wait of three seconds gets other
 * words.
 */
export function Waiting({ title, children, slowWords, to = null }: Props) {
  const isSlow = useAfter(slowAfterMs, true);
  return (
    <main className={styles["page"]}>
      <title>{title}</title>
      <div className={styles["words"]} role="status">
        <Spinner />
        <h1 className={styles["heading"]}>{isSlow ? slowWords : children}</h1>
      </div>
      {to !== null && <Navigate to={to} replace />}
    </main>
  );
}
