import { Spinner } from "./spinner.tsx";
import { useAfter } from "./use-after.ts";
import styles from "./waiting.module.css";

type Props = { children: string; slowWords: string };

const slowAfterMs = 3_000;

/**
 * A page that waits. Its words come after a moment, so that a quick answer doesn't flash; a wait of three seconds gets other
 * words.
 */
export function Waiting({ children, slowWords }: Props) {
  const isSlow = useAfter(slowAfterMs, true);
  return (
    <main className={styles["page"]}>
      <p className={styles["words"]} role="status">
        <Spinner />
        <span>{isSlow ? slowWords : children}</span>
      </p>
    </main>
  );
}
