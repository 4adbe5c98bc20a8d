import { type Page } from "@playwright/test";

import { expect, test as base } from "./fixtures.ts";

declare global {
  interface Window {
    reportNever?: (finding: string) => Promise<void>;
  }
}

/** Playwright's test, with an eye on the page for what must never happen. */
export const test = base.extend<{ never: void }>({
  never: [
    async ({ page }, use) => {
      const found = new Set<string>();
      await watchForNever(page, found);
      await use();
      expect([...found], "what must never happen").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/**
 * Watches a page for what must never happen, whatever fails: a second automatic redirect within a load, a blank page, a wait
 * above three seconds without a word, a spinner above eight. Times are the page's own clock.
 */
export async function watchForNever(page: Page, found: Set<string>): Promise<void> {
  await page.exposeBinding("reportNever", (_, finding: string) => void found.add(finding));
  await page.addInitScript(() => {
    const slowWords = /longer than usual|slow to answer/i;
    let blankSinceMs: number | null = null;
    let spinnerSinceMs: number | null = null;
    // Half a second of grace, the length of one look.
    setInterval(() => {
      const text = document.body?.innerText.trim() ?? "";
      blankSinceMs = text === "" ? (blankSinceMs ?? Date.now()) : null;
      if (blankSinceMs !== null && Date.now() - blankSinceMs > 3_500)
        void window.reportNever?.(`blank page at ${location.pathname}`);
      const isSpinning = document.querySelector('[class*="spinner"]') !== null;
      spinnerSinceMs = isSpinning ? (spinnerSinceMs ?? Date.now()) : null;
      const spinsForMs = spinnerSinceMs === null ? 0 : Date.now() - spinnerSinceMs;
      if (spinsForMs > 3_500 && !slowWords.test(text))
        void window.reportNever?.(`a wait without a word at ${location.pathname}`);
      if (spinsForMs > 8_500)
        void window.reportNever?.(`a spinner for more than eight seconds at ${location.pathname}`);
    }, 500);

    let redirects = 0;
    // What a person does in another tab leads this one too.
    new BroadcastChannel("portico:session").addEventListener("message", () => (redirects = 0));
    for (const action of ["pointerdown", "keydown", "input"]) {
      addEventListener(action, () => (redirects = 0), { capture: true });
    }
    for (const name of ["pushState", "replaceState"] as const) {
      const change = history[name].bind(history);
      history[name] = (data, unused, url) => {
        const before = location.pathname;
        change(data, unused, url);
        if (location.pathname === before) return;
        redirects += 1;
        if (redirects > 1)
          void window.reportNever?.(
            `redirect ${redirects} of one load, from ${before} to ${location.pathname}`,
          );
      };
    }
  });
}
