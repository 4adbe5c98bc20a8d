import { type BrowserContext, type Page } from "@playwright/test";

import { expect, test as base } from "./fixtures.ts";

declare global {
  interface Window {
    reportNever?: (finding: string) => Promise<void>;
    lookForNever?: () => void;
  }
}

/** Playwright's test, with an eye on every page of its context for what must never happen. */
export const test = base.extend<{ never: void }>({
  never: [
    async ({ context }, use) => {
      const expectNever = await watchForNever(context);
      await use();
      await expectNever();
    },
    { auto: true },
  ],
});

export { expect };

/**
 * Watches the pages that a context opens from here on for what must never happen, whatever fails: a second automatic redirect
 * within a load, a blank page, a wait above three seconds without a word, a spinner above eight. Gives the way to assert that
 * nothing of it did.
 *
 * Times are the page's own clock, and the page is looked at whenever it changes: a test that moves the clock on by seconds at
 * once would run past anything that looks from time to time.
 */
export async function watchForNever(context: BrowserContext): Promise<() => Promise<void>> {
  const found = new Set<string>();
  await context.exposeBinding("reportNever", (_, finding: string) => void found.add(finding));
  await context.addInitScript(() => {
    if (window !== window.top) return;
    const slowWords = /longer than usual|slow to answer/i;
    const graceMs = 500;
    const noted = new Set<string>();
    const note = (finding: string) => {
      if (noted.has(finding)) return;
      noted.add(finding);
      void window.reportNever?.(`${finding} at ${location.pathname}`);
    };

    // How long each has been so when it is found to have ended, or at the last look.
    let blankSinceMs: number | null = null;
    let spinnerSinceMs: number | null = null;
    let wordlessSinceMs: number | null = null;
    const isOver = (sinceMs: number | null, limitMs: number) =>
      sinceMs !== null && Date.now() - sinceMs > limitMs + graceMs;
    const look = () => {
      if (isOver(blankSinceMs, 3_000)) note("a blank page for more than three seconds");
      if (isOver(wordlessSinceMs, 3_000)) note("a wait of more than three seconds without a word");
      if (isOver(spinnerSinceMs, 8_000)) note("a spinner for more than eight seconds");
      const text = document.body?.innerText.trim() ?? "";
      const isSpinning = document.querySelector('[class*="spinner"]') !== null;
      const isWordless = isSpinning && !slowWords.test(text);
      blankSinceMs = text === "" ? (blankSinceMs ?? Date.now()) : null;
      spinnerSinceMs = isSpinning ? (spinnerSinceMs ?? Date.now()) : null;
      wordlessSinceMs = isWordless ? (wordlessSinceMs ?? Date.now()) : null;
    };
    window.lookForNever = look;
    // Not at once: a clock that the test has installed may take its place only after this.
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });

    let redirects = 0;
    // What a person does in another tab leads this one too.
    addEventListener("storage", () => (redirects = 0));
    try {
      new BroadcastChannel("portico:session").addEventListener("message", () => (redirects = 0));
    } catch {
      // There is none, or Firefox's settings forbid the site its data: no other tab leads this one then, except by storage.
    }
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
        if (redirects > 1) note(`redirect ${redirects} of one load, from ${before}`);
      };
    }
  });
  return async () => {
    // What hasn't changed since was last looked at when it came.
    for (const page of context.pages()) await lookAgain(page);
    expect([...found], "what must never happen").toEqual([]);
  };
}

/** Has a page looked at; when it leaves for another at that moment, the one that comes. */
async function lookAgain(page: Page): Promise<void> {
  try {
    await page.evaluate(() => window.lookForNever?.());
  } catch (error) {
    if (!(error instanceof Error && error.message.includes("Execution context was destroyed"))) throw error;
    await page.waitForLoadState("domcontentloaded");
    await lookAgain(page);
  }
}
