import { type RefObject, useEffect } from "react";

/**
 * Gives the focus to `target` when the element inside `container` that had it is taken away: it would fall to the document, and
 * Tab would begin at the top of the page (WCAG 2.2, 2.4.3). Nothing scrolls.
 */
export function useKeptFocus(
  container: RefObject<HTMLElement | null>,
  target: RefObject<HTMLElement | null>,
): void {
  useEffect(() => {
    const within = container.current;
    if (within === null) return undefined;
    let focused: Element | null = within.contains(document.activeElement) ? document.activeElement : null;
    const remember = ({ target: element }: FocusEvent) => {
      focused = element instanceof Element && within.contains(element) ? element : null;
    };
    const observer = new MutationObserver(() => {
      if (focused === null || focused.isConnected) return;
      focused = null;
      const { activeElement } = document;
      if (activeElement === null || activeElement === document.body)
        target.current?.focus({ preventScroll: true });
    });
    // What had the focus before it went elsewhere is no concern any more.
    document.addEventListener("focusin", remember);
    observer.observe(within, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", remember);
      observer.disconnect();
    };
  }, [container, target]);
}
