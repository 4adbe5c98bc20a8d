import { LiveRegion } from "./live-region.tsx";
import { useIsLoadingPart } from "./lazy-part.tsx";
import styles from "./loading-bar.module.css";
import { useAfter } from "./use-after.ts";

const longMs = 400;

/** Says that the next page is on its way, while the one before it stays; nothing where it comes quickly. */
export function LoadingBar({ children }: { children: string }) {
  const isLong = useAfter(longMs, useIsLoadingPart());
  return (
    <LiveRegion>
      {isLong && (
        <span className={styles["bar"]}>
          <span className={styles["words"]}>{children}</span>
        </span>
      )}
    </LiveRegion>
  );
}
