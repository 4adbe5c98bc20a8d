import { type Page } from "@playwright/test";

import { messages } from "../../../src/config/messages.ts";
import { answerProblem } from "../fault-network.ts";
import { askForEmailCode, statusLine } from "../fixtures.ts";
import { type ScreenGroup, type Visit } from "./screen.ts";

const send = "**/api/email-code/send";
const verify = "**/api/email-code/verify";
const { emailStep, codeStep, functionFailures } = messages;

async function openEmailStep(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: messages.signIn.withEmailCode }).click();
}

async function openCodeStep({ page, email }: Visit): Promise<void> {
  // A code that was asked for before would be offered again.
  await page.evaluate(() => sessionStorage.clear());
  await askForEmailCode(page, email);
}

async function sendRefused(page: Page, ...problem: [number, string, number?]): Promise<void> {
  await page.route(send, (route) => answerProblem(route, ...problem));
  await openEmailStep(page);
  await page.getByLabel(emailStep.email).fill("ada@example.com");
  await page.getByRole("button", { name: emailStep.submit }).click();
}

/** The two steps of an email code, and what can go wrong with each. */
export const emailCodeScreens: ScreenGroup = {
  name: "email code",
  deployment: "production",
  expectedConsoleErrors: [statusLine(400), statusLine(429), statusLine(500), statusLine(503)],
  screens: [
    { name: "email", words: emailStep.lead, show: ({ page }) => openEmailStep(page) },
    {
      name: "email-missing",
      words: emailStep.missing,
      async show({ page }) {
        await openEmailStep(page);
        await page.getByRole("button", { name: emailStep.submit }).click();
      },
    },
    {
      name: "email-codes-paused",
      words: functionFailures.codes_paused(null, null),
      show: ({ page }) => sendRefused(page, 503, "codes_paused", 30),
    },
    {
      name: "email-too-many-requests",
      words: functionFailures.too_many_requests(null, null),
      show: ({ page }) => sendRefused(page, 429, "too_many_requests", 40),
    },
    {
      name: "email-failed",
      words: functionFailures.internal(null, null),
      show: ({ page }) => sendRefused(page, 500, "internal"),
    },
    { name: "one-time-code", words: codeStep.notArrived, show: openCodeStep },
    {
      name: "one-time-code-incomplete",
      words: codeStep.incomplete,
      async show({ page }) {
        await page.getByLabel(codeStep.oneTimeCode).fill("12");
        await page.getByRole("button", { name: codeStep.submit, exact: true }).click();
      },
    },
    {
      name: "one-time-code-wrong",
      words: functionFailures.wrong_one_time_code(null, null),
      async show({ page }) {
        await page.route(verify, (route) => answerProblem(route, 400, "wrong_one_time_code"));
        await page.getByLabel(codeStep.oneTimeCode).fill("123456");
      },
    },
    {
      name: "one-time-code-too-many-requests",
      words: functionFailures.too_many_requests(null, null),
      async show({ page }) {
        await page.route(verify, (route) => answerProblem(route, 429, "too_many_requests", 40));
        await page.getByLabel(codeStep.oneTimeCode).fill("654321");
      },
    },
    {
      name: "one-time-code-failed",
      words: functionFailures.workos_unreachable(null, null),
      async show(visit) {
        await openCodeStep(visit);
        await visit.page.route(verify, (route) => answerProblem(route, 503, "workos_unreachable"));
        await visit.page.getByLabel(codeStep.oneTimeCode).fill("123456");
      },
    },
  ],
};
