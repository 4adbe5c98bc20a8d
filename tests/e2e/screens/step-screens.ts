import { type Page } from "@playwright/test";

import { messages } from "../../../src/config/messages.ts";
import { analyticalEngines, harbourWorks } from "../../../src/mocks/people.ts";
import { answerProblem, hang, probe } from "../fault-network.ts";
import { askForEmailCode, statusLine } from "../fixtures.ts";
import { type ScreenGroup, type Visit } from "./screen.ts";

const verify = "**/api/email-code/verify";
const goOn = "**/api/email-code/continue";
const { organizationStep, totpStep, verifyEmailStep, requiredStep, blocked, functionFailures } = messages;
const organizations = [
  analyticalEngines,
  harbourWorks,
  { id: "org_3", name: "The Worshipful Company of Makers of Difference Engines and Looms" },
].map(({ id, name }) => ({ id, name }));

async function typeCode({ page, email }: Visit): Promise<void> {
  // A step that was shown before would be offered again. Away from its page first: Firefox can end a request that hangs while the
  // page that asked is still there, which then notes the step anew.
  await page.goto("/signed-out");
  await page.evaluate(() => sessionStorage.clear());
  // What is mailed is of no use here, and its moment would be waited for on each of these screens.
  await page.route("**/api/email-code/send", (route) =>
    route.fulfill({
      status: 202,
      json: { expiresInSeconds: 600, resendAfterSeconds: 30, mayHoldLink: false },
    }),
  );
  await askForEmailCode(page, email);
  await page.getByLabel(messages.codeStep.oneTimeCode).fill("123456");
}

async function openStep(visit: Visit, step: object): Promise<void> {
  await visit.page.route(verify, (route) =>
    route.fulfill({ json: { step, email: visit.email, expiresInSeconds: 600 } }),
  );
  await typeCode(visit);
}

async function beBlocked(visit: Visit, failureCode: string): Promise<void> {
  await visit.page.route(verify, (route) => answerProblem(route, 403, failureCode));
  await typeCode(visit);
}

async function typeAppCode(page: Page, digits: string): Promise<void> {
  await page.getByLabel(totpStep.oneTimeCode).fill(digits);
}

/** What may come behind a right code, and what can go wrong with it. */
export const stepScreens: ScreenGroup = {
  name: "steps behind a code",
  isVariant: true,
  deployment: "production",
  expectedConsoleErrors: [statusLine(400), statusLine(403), statusLine(503), /ERR_FAILED/],
  screens: [
    {
      name: "step-organization",
      words: organizationStep.title,
      async show(visit) {
        await visit.page.goto("/sign-in");
        await openStep(visit, { kind: "choose_organization", organizations });
      },
    },
    {
      name: "step-organization-opening",
      words: organizationStep.busy(harbourWorks.name),
      async show({ page }) {
        await page.route(goOn, hang);
        await page.getByRole("button", { name: harbourWorks.name }).click();
      },
    },
    {
      name: "step-organization-refused",
      words: functionFailures.organization_refused(null, null),
      async show(visit) {
        const { page } = visit;
        await openStep(visit, { kind: "choose_organization", organizations });
        await page.route(goOn, (route) => answerProblem(route, 403, "organization_refused"));
        await page.getByRole("button", { name: harbourWorks.name }).click();
      },
    },
    { name: "step-totp", words: totpStep.title, show: (visit) => openStep(visit, { kind: "totp" }) },
    {
      name: "step-totp-wrong",
      words: functionFailures.wrong_totp(null, 4),
      async show({ page }) {
        await page.route(goOn, (route) => answerProblem(route, 400, "wrong_totp"));
        await typeAppCode(page, "000000");
      },
    },
    {
      name: "step-totp-workos-unreachable",
      words: functionFailures.workos_unreachable(null, null),
      async show({ page }) {
        await page.route(goOn, (route) => answerProblem(route, 503, "workos_unreachable"));
        await typeAppCode(page, "000001");
      },
    },
    {
      name: "step-too-many-attempts",
      words: requiredStep.tooManyAttempts,
      async show({ page }) {
        await page.route(goOn, (route) => answerProblem(route, 400, "too_many_attempts"));
        await typeAppCode(page, "000002");
      },
    },
    {
      name: "step-verify-email",
      words: verifyEmailStep.title,
      show: (visit) => openStep(visit, { kind: "verify_email", email: visit.email }),
    },
    {
      name: "step-expired",
      words: functionFailures.step_expired(null, null),
      async show({ page }) {
        await page.route(goOn, (route) => answerProblem(route, 400, "step_expired"));
        await page.getByLabel(verifyEmailStep.oneTimeCode).fill("000000");
      },
    },
    {
      name: "blocked-sso",
      words: blocked.sso.title,
      show: (visit) => beBlocked(visit, "sso_required"),
    },
    {
      name: "blocked-sso-unreachable",
      words: messages.signIn.workosUnreachable,
      async show(visit) {
        await visit.page.route(probe, (route) => route.abort());
        await beBlocked(visit, "sso_required");
      },
    },
    {
      name: "blocked-workos",
      words: blocked.workos.title,
      show: (visit) => beBlocked(visit, "continue_with_workos"),
    },
    {
      name: "blocked-invitation",
      words: blocked.invitation.title,
      show: (visit) => beBlocked(visit, "sign_up_not_allowed"),
    },
  ],
};
