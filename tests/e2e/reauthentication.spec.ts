import { type Page } from "@playwright/test";

import { analyticalEngines, harbourWorks } from "../../src/mocks/people.ts";
import { answerAsWorkos, answerProblem, tokenEndpoint } from "./fault-network.ts";
import {
  expectNoAxeViolations,
  readAppCode,
  readMailedCode,
  setUpPerson,
  signInWithEmailCode,
  signInWithWorkos,
  statusLine,
} from "./fixtures.ts";
import { expect, test } from "./never.ts";
import { readTokenRequest, startTokenRequest } from "./running-session.ts";

// A session that ends under the open page: the page, what was typed into it and the requests in progress carry on.

const dialogName = "Your session has ended";

async function typeHalfASentence(page: Page): Promise<void> {
  await page.evaluate(() => {
    const field = document.createElement("input");
    field.id = "half-typed";
    field.setAttribute("aria-label", "Half typed");
    document.querySelector("main")?.append(field);
    field.focus();
  });
  await page.keyboard.type("half a sentence");
}

/** WorkOS refuses the next refresh; the page learns of it by asking for a token. */
async function endSessionAtWorkos(page: Page): Promise<void> {
  await page.route(tokenEndpoint, (route) =>
    answerAsWorkos(route, page.url(), { status: 400, body: JSON.stringify({ error: "invalid_grant" }) }),
  );
  await startTokenRequest(page);
  await expect(page.getByRole("dialog", { name: dialogName })).toBeVisible();
  await page.unroute(tokenEndpoint);
}

test("goes on after an email code in the dialog, by the keyboard alone @long", async ({
  page,
  deployment,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400));
  await signInWithWorkos(page, "/dashboard?tab=usage");
  await typeHalfASentence(page);
  await endSessionAtWorkos(page);
  await expectNoAxeViolations(page);

  const dialog = page.getByRole("dialog", { name: dialogName });
  const email = dialog.getByLabel("Email address");
  await expect(email).toHaveValue("grace@example.com");
  await expect(email).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  for (let step = 0; step < 12; step += 1) {
    await page.keyboard.press("Tab");
    expect(
      await page.evaluate(
        () => document.activeElement === document.body || document.activeElement?.closest("dialog") !== null,
      ),
    ).toBe(true);
  }
  // Behind the dialog's controls come Firefox's own: on, until the page has the keys again.
  while (!(await page.evaluate(() => document.hasFocus()))) await page.keyboard.press("Tab");
  await email.focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByLabel("Six-digit code")).toBeFocused();
  await page.keyboard.type(await readMailedCode(page, deployment, "grace@example.com"));
  await expect(dialog).toBeHidden();

  await expect(page.getByLabel("Half typed")).toHaveValue("half a sentence");
  await expect(page.getByLabel("Half typed")).toBeFocused();
  await expect(page).toHaveURL(/\/dashboard\?tab=usage$/);
  expect(await readTokenRequest(page)).toHaveProperty("token");
});

test("goes on after WorkOS in a new tab, which says to come back", async ({
  page,
  context,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400));
  await signInWithWorkos(page, "/dashboard?tab=usage");
  await typeHalfASentence(page);
  await endSessionAtWorkos(page);
  const opened = context.waitForEvent("page");
  await page.getByRole("link", { name: "Continue with WorkOS in a new tab" }).click();
  const tab = await opened;
  await tab.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(tab.getByRole("heading", { name: "You're signed in again" })).toBeVisible();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByLabel("Half typed")).toHaveValue("half a sentence");
  expect(await readTokenRequest(page)).toHaveProperty("token");
});

test("holds a page of an email session too @long", async ({
  page,
  deployment,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(401));
  await signInWithEmailCode(page, deployment, email);
  await typeHalfASentence(page);
  await page.route("**/api/session/refresh", (route) => answerProblem(route, 401, "session_ended"));
  await startTokenRequest(page);
  const dialog = page.getByRole("dialog", { name: dialogName });
  await dialog.getByRole("button", { name: "Send code" }).click();
  await dialog.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email, 2));
  await expect(dialog).toBeHidden();
  await expect(page.getByLabel("Half typed")).toHaveValue("half a sentence");
  expect(await readTokenRequest(page)).toHaveProperty("token");
});

test("asks for the steps behind a code in the dialog, too @long", async ({
  page,
  deployment,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(401));
  await signInWithEmailCode(page, deployment, email);
  await typeHalfASentence(page);
  await setUpPerson(page, deployment, {
    email,
    organizationIds: [analyticalEngines.id, harbourWorks.id],
    secondFactor: true,
  });
  await page.route("**/api/session/refresh", (route) => answerProblem(route, 401, "session_ended"));
  await startTokenRequest(page);
  const dialog = page.getByRole("dialog", { name: dialogName });
  await dialog.getByRole("button", { name: "Send code" }).click();
  await dialog.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email, 2));
  await expect(dialog.getByText("Which of your organizations")).toBeFocused();
  await expectNoAxeViolations(page);
  await dialog.getByRole("button", { name: harbourWorks.name }).click();
  await expect(dialog.getByLabel("Code from the app")).toBeFocused();
  await expectNoAxeViolations(page);
  await page.keyboard.type(await readAppCode(page, deployment, email));
  await expect(dialog).toBeHidden();
  await expect(page.getByLabel("Half typed")).toHaveValue("half a sentence");
  expect(await readTokenRequest(page)).toHaveProperty("token");
});

test("leads to single sign-on in a new tab, which says to come back @long", async ({
  page,
  context,
  deployment,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(401), statusLine(403));
  await signInWithEmailCode(page, deployment, email);
  await typeHalfASentence(page);
  await setUpPerson(page, deployment, { email, requirements: ["sso_required"] });
  await page.route("**/api/session/refresh", (route) => answerProblem(route, 401, "session_ended"));
  await startTokenRequest(page);
  const dialog = page.getByRole("dialog", { name: dialogName });
  await dialog.getByRole("button", { name: "Send code" }).click();
  await dialog.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email, 2));
  const opened = context.waitForEvent("page");
  await dialog.getByRole("link", { name: "Continue with SSO" }).click();
  const tab = await opened;
  await tab.getByRole("button", { name: `Continue as ${email}` }).click();
  await expect(tab.getByRole("heading", { name: "You're signed in again" })).toBeVisible();
  await expect(dialog).toBeHidden();
});

test("shows somebody else a page of their own, and serves no request begun in another's name @long", async ({
  page,
  deployment,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400));
  await signInWithWorkos(page);
  await typeHalfASentence(page);
  await endSessionAtWorkos(page);
  const dialog = page.getByRole("dialog", { name: dialogName });
  await dialog.getByLabel("Email address").fill(email);
  await dialog.getByRole("button", { name: "Send code" }).click();
  await dialog.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email));
  await expect(page.getByText(email, { exact: true })).toBeVisible();
  await expect(page.getByLabel("Half typed")).toHaveCount(0);
  expect(await readTokenRequest(page)).toHaveProperty("error");
});

test("leads to the sign-in page with the deep link when the person would rather leave @long", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400));
  await signInWithWorkos(page, "/dashboard?tab=usage");
  await endSessionAtWorkos(page);
  await page.getByRole("button", { name: "Sign in later" }).click();
  await expect(page).toHaveURL(/\/sign-in\?return_to=%2Fdashboard%3Ftab%3Dusage$/);
  await expect(page.getByText("Your session has ended. Sign in again.")).toBeVisible();
  expect(await readTokenRequest(page)).toHaveProperty("error");
});
