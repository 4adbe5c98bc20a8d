import { useEffect } from "react";

import { whenIdle } from "../config/when-idle.ts";

/** Loads what will probably be opened next from a page, once that page is idle; nothing where the person saves data. */
export function usePrefetch(pathname: string, prefetch: (pathname: string) => void): void {
  useEffect(() => {
    if (savesData()) return;
    whenIdle(() => prefetch(pathname));
  }, [pathname, prefetch]);
}

/** https://wicg.github.io/savedata/ */
function savesData(): boolean {
  return (
    "connection" in navigator &&
    typeof navigator.connection === "object" &&
    navigator.connection !== null &&
    "saveData" in navigator.connection &&
    navigator.connection.saveData === true
  );
}
