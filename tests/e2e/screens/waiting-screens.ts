import { type Page } from "@playwright/test";

import { messages } from "../../../src/config/messages.ts";
import { hang, tokenEndpoint } from "../fault-network.ts";
import { signInWithWorkos } from "../fixtures.ts";
import { type ScreenGroup } from "./screen.ts";

/**
 * Loads the page anew while WorkOS keeps it waiting, and holds the wait where it is: timers of some lengths end at once, others
 * never. The page's clock goes on meanwhile, because axe needs one.
 */
async function reloadIntoWait(page: Page, lengthsMs: { over: number; neverOver: number }): Promise<void> {
  await page.route(tokenEndpoint, hang);
  await page.addInitScript(({ over, neverOver }) => {
    const setTimer = window.setTimeout.bind(window);
    const retimed = (handler: TimerHandler, delayMs = 0, ...values: unknown[]) =>
      delayMs === neverOver ? 0 : setTimer(handler, delayMs === over ? 0 : delayMs, ...values);
    Object.defineProperty(window, "setTimeout", { configurable: true, value: retimed });
  }, lengthsMs);
  await page.reload();
}

/** What a page says while it waits. */
export const waitingScreens: ScreenGroup = {
  name: "waits",
  isVariant: true,
  deployment: "production",
  screens: [
    {
      name: "restoring-slowly",
      words: messages.session.slow,
      async show({ page }) {
        await signInWithWorkos(page);
        await reloadIntoWait(page, { over: 3_000, neverOver: 8_000 });
      },
    },
    {
      name: "restoring",
      words: messages.session.restoring,
      show: ({ page }) => reloadIntoWait(page, { over: 0, neverOver: 3_000 }),
    },
  ],
};
