import { useEffect, useRef } from "react";
import { useLocation } from "react-router-dom";

/**
 * Moves the focus to the page's heading when one page replaces another, as a browser does when it loads a page: screen
 * readers announce where one is, and Tab goes on from there. A field that took the focus by itself keeps it.
 */
export function usePageFocus(): void {
  const { pathname } = useLocation();
  const previous = useRef(pathname);
  useEffect(() => {
    if (previous.current === pathname) return;
    previous.current = pathname;
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    document.querySelector("h1")?.focus();
  }, [pathname]);
}
