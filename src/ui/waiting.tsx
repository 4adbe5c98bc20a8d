import { useState } from "react";
import { Navigate } from "react-router-dom";

import { Spinner } from "./spinner.tsx";
import { useAfter } from "./use-after.ts";
import styles from "./waiting.module.css";

type Props = {
  /** The document's title. */
  title: string;
  children: string;
  slowWords: string;
  /** When the wait began, in milliseconds since the epoch, where that was before the app was there. */
  sinceMs?: number;
  /** Where the page leads as soon as it is known: people see this page until the next one can be rendered. */
  to?: string | null;
};

const slowAfterMs = 3_000;

/**
 * A page that waits. Its words come after a moment, so that a quick answer doesn't flash; a wait of three seconds gets other
 * words.
 */
export function Waiting({ title, children, slowWords, sinceMs, to = null }: Props) {
  // A clock that was set back must not make it longer.
  const [passedMs] = useState(() => (sinceMs === undefined ? 0 : Math.max(0, Date.now() - sinceMs)));
  const isSlow = useAfter(slowAfterMs - passedMs, true);
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
