import { type Page } from "@playwright/test";

import { messages } from "../../../src/config/messages.ts";
import { emailLinkMessages } from "../../../src/sign-in/email-link/messages.ts";
import { answerProblem } from "../fault-network.ts";
import { statusLine } from "../fixtures.ts";
import { type ScreenGroup } from "./screen.ts";

const redeem = "**/api/email-link/redeem";
const send = "**/api/email-code/send";
const { codeStep, emailStep, functionFailures } = messages;

/** Opens a link as a mail program does: anew, whatever stood in the tab. */
async function openLink(page: Page): Promise<void> {
  await page.goto("about:blank");
  await page.goto(`/auth/email-link#${"t".repeat(48)}`);
}

async function useLink(page: Page): Promise<void> {
  await openLink(page);
  await page.getByRole("button", { name: emailLinkMessages.submit }).click();
}

/** The landing of a mailed link, and the tab that waits for what the link shows on another device. */
export const emailLinkScreens: ScreenGroup = {
  name: "email link",
  isVariant: true,
  deployment: "production",
  expectedConsoleErrors: [statusLine(400), statusLine(503)],
  screens: [
    { name: "email-link", words: emailLinkMessages.text, show: ({ page }) => openLink(page) },
    {
      name: "email-link-on-another-device",
      words: emailLinkMessages.elsewhereTitle,
      async show({ page }) {
        await page.route(redeem, (route) =>
          route.fulfill({ json: { pairingCode: "4F7KM-2QXBW", expiresInSeconds: 540 } }),
        );
        await useLink(page);
      },
    },
    {
      name: "email-link-used",
      words: functionFailures.link_used(null, null),
      async show({ page }) {
        await page.route(redeem, (route) => answerProblem(route, 400, "link_used"));
        await useLink(page);
      },
    },
    {
      name: "email-link-paused",
      words: functionFailures.codes_paused(10, null),
      async show({ page }) {
        await page.route(redeem, (route) => answerProblem(route, 503, "codes_paused", 10));
        await useLink(page);
      },
    },
    {
      name: "email-link-missing",
      words: emailLinkMessages.missingTitle,
      async show({ page }) {
        await page.goto("about:blank");
        await page.goto("/auth/email-link");
      },
    },
    {
      name: "pairing-code",
      words: codeStep.pairing.label,
      async show({ page }) {
        await page.route(send, (route) =>
          route.fulfill({
            status: 202,
            json: { expiresInSeconds: 600, resendAfterSeconds: 30, mayHoldLink: true },
          }),
        );
        await page.goto("/sign-in");
        await page.getByRole("button", { name: messages.signIn.withEmailCode }).click();
        await page.getByLabel(emailStep.email).fill("ada@example.com");
        await page.getByRole("button", { name: emailStep.submit }).click();
        await page.getByRole("button", { name: codeStep.openedElsewhere }).click();
      },
    },
    {
      name: "pairing-code-incomplete",
      words: codeStep.pairing.incomplete,
      async show({ page }) {
        await page.getByLabel(codeStep.pairing.label).fill("4F7KM");
        await page.getByRole("button", { name: codeStep.submit, exact: true }).click();
      },
    },
  ],
};
