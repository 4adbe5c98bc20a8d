import { type Page, type Route } from "@playwright/test";

import { messages } from "../../../src/config/messages.ts";
import {
  answerAsWorkos,
  authorizePage,
  failedExchange,
  failedRequest,
  probe,
  tokenEndpoint,
} from "../fault-network.ts";
import { statusLine } from "../fixtures.ts";
import { type Screen, type ScreenGroup } from "./screen.ts";

const { callback } = messages;
const strangersState = JSON.stringify("0".repeat(32));

async function openCallback(page: Page, parameters: Record<string, string>): Promise<void> {
  await page.goto(`/auth/workos/callback?${new URLSearchParams(parameters).toString()}`);
}

/** Begins a sign-in and stays; gives the `state` that WorkOS would send back. */
async function beginSignIn(page: Page): Promise<string> {
  await page.route(authorizePage, (route) => route.fulfill({ status: 204 }));
  await page.goto("/sign-in");
  const asked = page.waitForRequest(authorizePage);
  await page.getByRole("button", { name: messages.signIn.withWorkos }).click();
  return new URL((await asked).url()).searchParams.get("state") ?? "";
}

async function finishWith(page: Page, answer: (route: Route) => Promise<void>): Promise<void> {
  const oauthState = await beginSignIn(page);
  await page.route(tokenEndpoint, answer);
  await openCallback(page, { code: "c", state: oauthState });
}

const namedErrors: Screen[] = Object.entries(callback.errors).map(([error, { text }]) => ({
  name: `callback-${error.replaceAll("_", "-")}`,
  words: text,
  show: ({ page }) => openCallback(page, { error }),
}));

/** What a callback can end with. */
export const callbackScreens: ScreenGroup = {
  name: "callback",
  deployment: "production",
  expectedConsoleErrors: [failedRequest, failedExchange, statusLine(400)],
  screens: [
    ...namedErrors,
    {
      name: "callback-unknown-error",
      words: callback.providerError.title,
      show: ({ page }) => openCallback(page, { error: "brand_new_error" }),
    },
    {
      name: "callback-malformed",
      words: callback.malformed.title,
      show: ({ page }) => openCallback(page, { state: "x" }),
    },
    {
      name: "callback-not-begun-here",
      words: callback.beganElsewhere.title,
      show: ({ page }) => openCallback(page, { code: "c", state: strangersState }),
    },
    {
      name: "callback-workos-unreachable",
      words: messages.signIn.workosUnreachable,
      async show({ page }) {
        await page.route(probe, (route) => route.abort());
        await openCallback(page, { error: "server_error" });
      },
    },
    {
      name: "callback-state-mismatch",
      words: callback.stateMismatch.title,
      async show({ page }) {
        await beginSignIn(page);
        await openCallback(page, { code: "c", state: strangersState });
      },
    },
    {
      name: "callback-forgotten",
      words: callback.forgotten.title,
      async show({ page }) {
        const oauthState = await beginSignIn(page);
        await page.evaluate(() => sessionStorage.clear());
        await openCallback(page, { code: "c", state: oauthState });
      },
    },
    {
      name: "callback-exchange-refused",
      words: callback.exchangeRefused.title,
      show: ({ page }) =>
        finishWith(page, (route) =>
          answerAsWorkos(route, page.url(), {
            status: 400,
            body: JSON.stringify({ error: "invalid_grant" }),
          }),
        ),
    },
    {
      name: "callback-exchange-unreachable",
      words: callback.exchangeUnreachable.title,
      show: ({ page }) => finishWith(page, (route) => route.abort()),
    },
    {
      name: "callback-exchange-foreign",
      words: callback.exchangeForeign.title,
      show: ({ page }) =>
        finishWith(page, (route) =>
          answerAsWorkos(route, page.url(), {
            status: 200,
            contentType: "text/html",
            body: "<!doctype html><h1>Hotel Wi-Fi</h1>",
          }),
        ),
    },
  ],
};
