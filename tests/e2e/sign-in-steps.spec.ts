import { type Page } from "@playwright/test";

import { analyticalEngines, harbourWorks } from "../../src/mocks/people.ts";
import { probe } from "./fault-network.ts";
import {
  askForEmailCode,
  type Deployment,
  expect,
  expectNoAxeViolations,
  readAppCode,
  readMailedCode,
  setUpPerson,
  statusLine,
  test,
  typeMailedCode,
} from "./fixtures.ts";

const organizationIds = [analyticalEngines.id, harbourWorks.id];

function otherCode(code: string): string {
  return String((Number(code) + 500_000) % 1_000_000).padStart(6, "0");
}

async function expectDashboard(page: Page, organization?: { id: string }): Promise<void> {
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  if (organization !== undefined) await expect(page.getByText(organization.id)).toBeVisible();
}

/** Lets the sign-in that WorkOS holds for an address run out. */
async function expirePending(page: Page, deployment: Deployment, email: string): Promise<void> {
  await page.request.post(`${deployment.mockUrl}/mock/expire-pending`, { data: { email } });
}

/** Nothing that goes on with a sign-in is within a script's reach. */
async function expectNoSecrets(page: Page): Promise<void> {
  const within = await page.evaluate(() =>
    JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage), document.cookie]),
  );
  expect(within).not.toMatch(/pending_[0-9A-Z]{20}|auth_factor_|auth_challenge_|eyJ/);
}

test.describe("the choice of an organization", () => {
  test("opens the organization that is chosen, and lands on the deep link", async ({
    page,
    deployment,
    email,
    baseURL,
  }) => {
    await setUpPerson(page, deployment, { email, organizationIds });
    await askForEmailCode(page, email, "/dashboard?tab=usage#row-7");
    await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email));
    await expect(page.getByRole("heading", { name: "Choose an organization" })).toBeFocused();
    await expectNoAxeViolations(page);
    await expectNoSecrets(page);
    await page.getByRole("button", { name: harbourWorks.name }).click();
    await expectDashboard(page, harbourWorks);
    await expect(page).toHaveURL(`${baseURL}/dashboard?tab=usage#row-7`);
  });

  test("asks Ada, who has two @long", async ({ page, deployment }) => {
    await typeMailedCode(page, deployment, "ada@example.com");
    await expect(page.getByRole("list", { name: "Choose an organization" }).getByRole("listitem")).toHaveText(
      [analyticalEngines.name, harbourWorks.name],
    );
  });

  test("goes by the keyboard, and takes no Enter that was meant for the code @long", async ({
    page,
    deployment,
    email,
  }) => {
    await setUpPerson(page, deployment, { email, organizationIds });
    await askForEmailCode(page, email);
    await page.keyboard.type(await readMailedCode(page, deployment, email));
    await expect(page.getByRole("heading", { name: "Choose an organization" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: analyticalEngines.name })).toBeEnabled();
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: analyticalEngines.name })).toBeFocused();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expectDashboard(page, harbourWorks);
  });

  test("is there again after a reload @long", async ({ page, deployment, email }) => {
    await setUpPerson(page, deployment, { email, organizationIds });
    await typeMailedCode(page, deployment, email);
    await expect(page.getByRole("heading", { name: "Choose an organization" })).toBeVisible();
    await page.reload();
    await page.getByRole("button", { name: analyticalEngines.name }).click();
    await expectDashboard(page, analyticalEngines);
  });

  test("keeps the choice when the function can't be reached @long", async ({
    page,
    deployment,
    email,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(/ERR_FAILED/);
    await setUpPerson(page, deployment, { email, organizationIds });
    await typeMailedCode(page, deployment, email);
    await page.route("**/api/email-code/continue", (route) => route.abort());
    await page.getByRole("button", { name: harbourWorks.name }).click();
    await expect(page.getByRole("alert").filter({ hasText: "can't be reached" })).toBeVisible();
    await page.unroute("**/api/email-code/continue");
    await page.getByRole("button", { name: harbourWorks.name }).click();
    await expectDashboard(page, harbourWorks);
  });

  test("begins anew when WorkOS holds it no longer, and forgets the step @long", async ({
    page,
    deployment,
    email,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(statusLine(400));
    await setUpPerson(page, deployment, { email, organizationIds });
    await typeMailedCode(page, deployment, email);
    await expect(page.getByRole("heading", { name: "Choose an organization" })).toBeVisible();
    await expirePending(page, deployment, email);
    await page.getByRole("button", { name: harbourWorks.name }).click();
    await expect(page.getByRole("alert").filter({ hasText: "longer than ten minutes" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Start again" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Email address")).toHaveValue(email);
    await page.reload();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  });
});

test.describe("a second factor", () => {
  test.beforeEach(async ({ page, deployment, email }) => {
    await setUpPerson(page, deployment, { email, secondFactor: true });
  });

  test("is asked for behind the code, and lets in with what the app shows", async ({
    page,
    deployment,
    email,
  }) => {
    await typeMailedCode(page, deployment, email);
    const field = page.getByLabel("Code from the app");
    await expect(field).toBeFocused();
    await expect(field).toHaveAttribute("autocomplete", "one-time-code");
    await expect(field).toHaveAttribute("inputmode", "numeric");
    await expectNoAxeViolations(page);
    await expectNoSecrets(page);
    // As a phone in Arabic shows it.
    const code = (await readAppCode(page, deployment, email)).replaceAll(/[0-9]/g, (digit) =>
      String.fromCodePoint(0x06_60 + Number(digit)),
    );
    for (const digit of code) await page.keyboard.insertText(digit);
    await expectDashboard(page);
  });

  test("shows what an input method composes, and takes the code out of a pasted text @long", async ({
    page,
    deployment,
    email,
  }) => {
    const answers: unknown[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/api/email-code/continue")) answers.push(request.postDataJSON());
    });
    await typeMailedCode(page, deployment, email);
    const field = page.getByLabel("Code from the app");
    await expect(field).toBeFocused();
    const cdp = await page.context().newCDPSession(page);
    for (const [at, text] of ["４", "４１", "４１８", "４１８２０３", "４１８"].entries()) {
      await cdp.send("Input.imeSetComposition", {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
      await expect(field, String(at)).toHaveValue(text);
    }
    // Cancelled, as with Escape.
    await cdp.send("Input.imeSetComposition", { text: "", selectionStart: 0, selectionEnd: 0 });
    await expect(field).toHaveValue("");
    expect(answers).toEqual([]);
    const code = await readAppCode(page, deployment, email);
    await field.evaluate(
      (input, text) => {
        const data = new DataTransfer();
        data.setData("text/plain", text);
        input.dispatchEvent(
          new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
        );
      },
      `Portico (ada@example.com): ${code.slice(0, 3)} ${code.slice(3)}, 29.11.2026 10:31:45`,
    );
    await expectDashboard(page);
    expect(answers).toMatchObject([{ totp: code }]);
  });

  test("names a wrong code, empties the field and takes the right one @long", async ({
    page,
    deployment,
    email,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(statusLine(400));
    await typeMailedCode(page, deployment, email);
    const field = page.getByLabel("Code from the app");
    await field.fill(otherCode(await readAppCode(page, deployment, email)));
    await expect(
      page.getByRole("alert").filter({ hasText: "your authenticator app shows now" }),
    ).toBeVisible();
    await expect(field).toHaveValue("");
    await expect(field).toBeFocused();
    await field.fill(await readAppCode(page, deployment, email));
    await expectDashboard(page);
  });

  test("asks for all digits, and sends none of them before @long", async ({ page, deployment, email }) => {
    await typeMailedCode(page, deployment, email);
    const calls: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/api/email-code/continue")) calls.push(request.url());
    });
    await page.getByLabel("Code from the app").fill("123");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText("Enter all six digits.")).toBeVisible();
    expect(calls).toEqual([]);
  });

  test("stops after five wrong codes, and begins anew @long", async ({
    page,
    deployment,
    email,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(statusLine(400));
    await typeMailedCode(page, deployment, email);
    const field = page.getByLabel("Code from the app");
    for (let guess = 1; guess <= 6; guess += 1) {
      await expect(field).toHaveValue("");
      const answered = page.waitForResponse("**/api/email-code/continue");
      await field.fill(otherCode(await readAppCode(page, deployment, email)));
      await answered;
    }
    await expect(page.getByRole("alert").filter({ hasText: "Too many tries" })).toBeVisible();
    await expect(field).toBeHidden();
    await page.getByRole("button", { name: "Start again" }).click();
    await page.getByRole("button", { name: "Send code" }).click();
    await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email, 2));
    await field.fill(await readAppCode(page, deployment, email));
    await expectDashboard(page);
  });

  test("is still asked for after a reload @long", async ({ page, deployment, email }) => {
    await typeMailedCode(page, deployment, email);
    await expect(page.getByLabel("Code from the app")).toBeVisible();
    await page.reload();
    await page.getByLabel("Code from the app").fill(await readAppCode(page, deployment, email));
    await expectDashboard(page);
  });

  test("is of no use to another browser @long", async ({
    page,
    browser,
    deployment,
    email,
    baseURL,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(statusLine(400));
    await typeMailedCode(page, deployment, email);
    await expect(page.getByLabel("Code from the app")).toBeVisible();
    const stranger = await browser.newContext();
    const strangersPage = await stranger.newPage();
    await strangersPage.goto(`${baseURL}/sign-in`);
    const totp = await readAppCode(page, deployment, email);
    const answered = await strangersPage.evaluate(async (typed) => {
      const answer = await fetch("/api/email-code/continue", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Portico-Request": "1" },
        body: JSON.stringify({ totp: typed }),
      });
      const problem: unknown = await answer.json();
      return { status: answer.status, problem };
    }, totp);
    expect(answered).toMatchObject({ status: 400, problem: { code: "no_step" } });
    await stranger.close();
    await page.getByLabel("Code from the app").fill(totp);
    await expectDashboard(page);
  });
});

test.describe("an address that is to be confirmed", () => {
  test.beforeEach(async ({ page, deployment, email }) => {
    await setUpPerson(page, deployment, { email, requirements: ["email_verification"] });
  });

  test("takes the code of the second mail, after a wrong one @long", async ({
    page,
    deployment,
    email,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(statusLine(400));
    await typeMailedCode(page, deployment, email);
    const field = page.getByLabel("Code from the second email");
    await expect(field).toBeFocused();
    await expectNoAxeViolations(page);
    const mailed = await readMailedCode(page, deployment, email, 2);
    await field.fill(otherCode(mailed));
    await expect(page.getByRole("alert").filter({ hasText: "isn't right" })).toBeVisible();
    await field.fill(mailed);
    await expectDashboard(page);
  });

  test("names an expired code, and begins anew @long", async ({
    page,
    deployment,
    email,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(statusLine(400));
    await typeMailedCode(page, deployment, email);
    const mailed = await readMailedCode(page, deployment, email, 2);
    await page.request.post(`${deployment.mockUrl}/mock/expire-code`, { data: { email } });
    await page.getByLabel("Code from the second email").fill(mailed);
    await expect(
      page.getByRole("alert").filter({ hasText: "That code has expired. Start again" }),
    ).toBeVisible();
    await page.getByRole("button", { name: "Start again" }).click();
    await expect(page.getByLabel("Email address")).toHaveValue(email);
  });
});

test("takes one step after another, each over a reload @long", async ({ page, deployment, email }) => {
  await setUpPerson(page, deployment, {
    email,
    requirements: ["email_verification"],
    organizationIds,
    secondFactor: true,
  });
  await typeMailedCode(page, deployment, email);
  await expect(page.getByLabel("Code from the second email")).toBeVisible();
  await page.reload();
  await page.getByLabel("Code from the second email").fill(await readMailedCode(page, deployment, email, 2));
  await expect(page.getByRole("heading", { name: "Choose an organization" })).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: harbourWorks.name }).click();
  await expect(page.getByLabel("Code from the app")).toBeFocused();
  await page.reload();
  await page.getByLabel("Code from the app").fill(await readAppCode(page, deployment, email));
  await expectDashboard(page, harbourWorks);
});

test.describe("a right code that leads no further", () => {
  test("leads to single sign-on, with the address filled in @long", async ({
    page,
    deployment,
    email,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(statusLine(403));
    await setUpPerson(page, deployment, { email, requirements: ["sso_required"] });
    await typeMailedCode(page, deployment, email);
    await expect(page.getByRole("heading", { name: "Your organization uses single sign-on" })).toBeFocused();
    await expectNoAxeViolations(page);
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: "Continue with SSO" })).toBeFocused();
    const authorized = page.waitForRequest(/\/user_management\/authorize\?/);
    await page.keyboard.press("Enter");
    expect(new URL((await authorized).url()).searchParams.get("login_hint")).toBe(email);
    await page.getByRole("button", { name: `Continue as ${email}` }).click();
    await expectDashboard(page);
  });

  test("leads to WorkOS where only WorkOS can ask @long", async ({
    page,
    deployment,
    email,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(statusLine(403));
    await setUpPerson(page, deployment, { email, requirements: ["mfa_enrollment"] });
    await typeMailedCode(page, deployment, email);
    await expect(page.getByRole("heading", { name: "One more step at WorkOS" })).toBeFocused();
    const authorized = page.waitForRequest(/\/user_management\/authorize\?/);
    await page.getByRole("button", { name: "Continue with WorkOS" }).click();
    expect(new URL((await authorized).url()).searchParams.get("login_hint")).toBe(email);
  });

  test("says that there is no account, and takes another address @long", async ({
    page,
    deployment,
    email,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(statusLine(403));
    await setUpPerson(page, deployment, { email, requirements: ["sign_up_not_allowed"] });
    await typeMailedCode(page, deployment, email);
    await expect(page.getByRole("heading", { name: "There is no account yet" })).toBeFocused();
    await page.getByRole("button", { name: "Use another address" }).click();
    await expect(page.getByLabel("Email address")).toBeFocused();
  });

  test("says when WorkOS can't be reached, either @long", async ({
    page,
    deployment,
    email,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(statusLine(403), /ERR_FAILED/);
    await setUpPerson(page, deployment, { email, requirements: ["sso_required"] });
    await page.route(probe, (route) => route.abort());
    await typeMailedCode(page, deployment, email);
    await expect(page.getByRole("alert").filter({ hasText: "can't be reached" })).toBeVisible();
    await page.unroute(probe);
    await page.getByRole("button", { name: "Continue with SSO" }).click();
    await page.getByRole("button", { name: `Continue as ${email}` }).click();
    await expectDashboard(page);
  });
});
