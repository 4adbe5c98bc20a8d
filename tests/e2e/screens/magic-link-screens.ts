import { type Page } from "@playwright/test";

import { messages } from "../../../src/config/messages.ts";
import { magicLinkMessages } from "../../../src/sign-in/magic-link/messages.ts";
import { answerProblem, failedRequest } from "../fault-network.ts";
import { statusLine } from "../fixtures.ts";
import { type Screen, type ScreenGroup } from "./screen.ts";

const { callback, emailStep, failures, offer, sent } = magicLinkMessages;
const redeem = "**/api/magic-link/redeem";
const send = "**/api/magic-link/send";
const address = "ada@example.com";

/** The sign-in page of a deployment that has Magic Link switched on. */
async function openSignIn(page: Page): Promise<void> {
  await page.route("**/api/health", (route) =>
    route.fulfill({ json: { status: "ok", emailCode: "available", magicLink: "available" } }),
  );
  // A link that is on its way stays on the screen over a reload.
  await page.goto("about:blank");
  await page.goto("/sign-in");
}

async function ask(page: Page): Promise<void> {
  await openSignIn(page);
  await page.getByRole("button", { name: offer }).click();
  await page.getByLabel(messages.emailStep.email).fill(address);
  await page.getByRole("button", { name: emailStep.submit }).click();
}

async function land(page: Page): Promise<void> {
  await page.goto("/auth/magic-link/callback?code=c&state=s");
}

const refusals: Screen[] = Object.entries(callback.refusals).map(([failureCode, { text }]) => ({
  name: `magic-link-${failureCode.replaceAll("_", "-")}`,
  words: text,
  async show({ page }) {
    await page.route(redeem, (route) =>
      answerProblem(route, failureCode === "sign_up_not_allowed" ? 403 : 400, failureCode),
    );
    await land(page);
  },
}));

/** WorkOS's Magic Link, where it is switched on: asking for one, and what one can end with. */
export const magicLinkScreens: ScreenGroup = {
  name: "magic link",
  isVariant: true,
  deployment: "production",
  expectedConsoleErrors: [statusLine(400), statusLine(403), statusLine(503), failedRequest],
  screens: [
    { name: "sign-in-with-magic-link", words: offer, show: ({ page }) => openSignIn(page) },
    {
      name: "magic-link-email",
      words: emailStep.lead,
      async show({ page }) {
        await openSignIn(page);
        await page.getByRole("button", { name: offer }).click();
      },
    },
    {
      name: "magic-link-send-failed",
      words: failures.workos_unreachable,
      async show({ page }) {
        await page.route(send, (route) => answerProblem(route, 503, "workos_unreachable", 30));
        await ask(page);
      },
    },
    ...refusals,
    {
      name: "magic-link-unfinished",
      words: callback.unfinished,
      async show({ page }) {
        await page.route(redeem, (route) => route.abort());
        await land(page);
      },
    },
    {
      name: "magic-link-denied",
      words: messages.callback.providerError.text,
      show: async ({ page }) => void (await page.goto("/auth/magic-link/callback?error=server_error")),
    },
    {
      name: "magic-link-sent",
      words: sent.sentTo(address),
      async show({ page }) {
        await page.route(send, (route) =>
          route.fulfill({ status: 202, json: { expiresInSeconds: 900, resendAfterSeconds: 30 } }),
        );
        await ask(page);
      },
    },
  ],
};
