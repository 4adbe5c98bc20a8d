import { type Page, type Route } from "@playwright/test";

import { messages } from "../../../src/config/messages.ts";
import { answerAsWorkos, failedRequest, tokenEndpoint } from "../fault-network.ts";
import { signInWithWorkos, statusLine } from "../fixtures.ts";
import { type ScreenGroup } from "./screen.ts";

const { outage } = messages;

async function reloadWith(page: Page, answer: (route: Route) => Promise<void>): Promise<void> {
  await page.route(tokenEndpoint, answer);
  await page.reload();
}

/** What stands where a page would while nobody can say whether the person is signed in. */
export const outageScreens: ScreenGroup = {
  name: "outage",
  deployment: "production",
  expectedConsoleErrors: [failedRequest, statusLine(429), statusLine(500)],
  screens: [
    {
      name: "session-unreachable",
      words: outage.causes.network,
      async show({ page }) {
        await signInWithWorkos(page);
        await reloadWith(page, (route) => route.abort());
      },
    },
    {
      name: "session-failed",
      words: outage.causes.failed,
      show: ({ page }) =>
        reloadWith(page, (route) => answerAsWorkos(route, page.url(), { status: 500, body: "oops" })),
    },
    {
      name: "session-too-many-requests",
      words: outage.causes.rateLimited,
      show: ({ page }) =>
        reloadWith(page, (route) =>
          answerAsWorkos(route, page.url(), { status: 429, body: "{}", headers: { "Retry-After": "200" } }),
        ),
    },
    {
      name: "session-foreign-answer",
      words: outage.causes.foreignAnswer,
      show: ({ page }) =>
        reloadWith(page, (route) =>
          answerAsWorkos(route, page.url(), {
            status: 200,
            contentType: "text/html",
            body: "<!doctype html><h1>Hotel Wi-Fi</h1>",
          }),
        ),
    },
    {
      name: "session-offline",
      words: outage.causes.offline,
      async show({ page }) {
        await page.addInitScript(() => {
          Object.defineProperty(Navigator.prototype, "onLine", { configurable: true, get: () => false });
        });
        await reloadWith(page, (route) => route.abort("internetdisconnected"));
      },
    },
  ],
};
