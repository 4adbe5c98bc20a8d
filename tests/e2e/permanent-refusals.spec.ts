import { chooseRows } from "../../src/contract/testing/long-run.ts";
import { type Page } from "@playwright/test";

import { messages } from "../../src/config/messages.ts";
import { mockClientId } from "../../src/mocks/development-credentials.ts";
import { analyticalEngines, harbourWorks } from "../../src/mocks/people.ts";
import { answerAsWorkos, answerProblem, countTokenRequests, tokenEndpoint } from "./fault-network.ts";
import { expect, signInAsAda, signInWithEmailCode, signInWithWorkos, statusLine, test } from "./fixtures.ts";

// An issuer that answers, and won't go on: no try would change that, so the page says what is required. On the production build,
// where refresh tokens are in cookies.

/** Puts the tab into an organization that was deleted. */
async function pinDeletedOrganization(page: Page, key: string) {
  await page.evaluate((name) => sessionStorage.setItem(name, "org_deleted"), key);
}

const ways = [
  ["AuthKit", `workos-org-id:${mockClientId}`],
  ["email code", "portico:organization"],
] as const;

for (const [way, key] of chooseRows(ways, 2)) {
  test(`a deleted organization of the tab is left after a reload, with a word (${way}) @production @long`, async ({
    page,
    deployment,
    email,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(statusLine(404), statusLine(403));
    if (way === "AuthKit") await signInWithWorkos(page);
    else await signInWithEmailCode(page, deployment, email);
    await pinDeletedOrganization(page, key);
    await page.reload();
    await expect(page.getByText("You aren't in the organization of this tab any more")).toBeVisible();
    await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
    await page.getByRole("button", { name: messages.organizations.dismiss }).click();
    await expect(page.getByText("You aren't in the organization of this tab any more")).toBeHidden();
    await page.reload();
    await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
    await expect(page.getByText("You aren't in the organization of this tab any more")).toBeHidden();
  });
}

test("an organization that can't be switched to says so where the person is, and WorkOS's requirement leads there @production @long", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(404), statusLine(403));
  await signInAsAda(page, analyticalEngines, "/dashboard");
  const switchTo = async (status: number, body: object) => {
    await page.route(tokenEndpoint, (route) =>
      answerAsWorkos(route, page.url(), { status, body: JSON.stringify(body) }),
    );
    await page.getByRole("button", { name: "Account menu" }).click();
    await page.getByRole("menuitemradio", { name: harbourWorks.name }).click();
  };
  await switchTo(404, { message: "Organization not found" });
  await expect(page.getByText(messages.organizations.refused(harbourWorks.name))).toBeVisible();
  await expect(page.getByRole("banner")).toContainText(analyticalEngines.name);
  await page.unroute(tokenEndpoint);
  await page.reload();
  await expect(page.getByRole("banner")).toContainText(analyticalEngines.name);
  await switchTo(403, { code: "mfa_enrollment", message: "x" });
  await expect(page.getByRole("button", { name: "Cancel and go back" })).toBeVisible();
});

test("names beyond ASCII in a session show as they were written @production @long", async ({ page }) => {
  await signInWithWorkos(page);
  const role = "Geschäftsführung 管理者 🦊";
  const claims = { sub: "user_1", iss: "x", iat: 0, exp: 300, role, permissions: ["пароль:читать"] };
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  const user = { object: "user", id: "user_1", email: "zoe@example.com" };
  await page.route(tokenEndpoint, (route) =>
    answerAsWorkos(route, page.url(), {
      status: 200,
      body: JSON.stringify({
        user: { ...user, first_name: "Zoë", last_name: "名字" },
        access_token: `e30.${payload}.signature`,
        refresh_token: "r",
      }),
    }),
  );
  await page.route("**/api/organizations", (route) => route.fulfill({ json: { organizations: [] } }));
  await page.reload();
  for (const text of ["Zoë", role, "пароль:читать"]) await expect(page.getByRole("main")).toContainText(text);
});

test("a refusal of WorkOS's says what it requires, and leads to WorkOS @production", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400), statusLine(403));
  await signInWithWorkos(page);
  for (const [status, body, words] of [
    [400, { error: "sso_required" }, messages.refusals.sso_required],
    [403, { code: "mfa_enrollment" }, messages.refusals.mfa_enrollment],
    [403, { code: "organization_selection_required" }, messages.refusals.organization_selection_required],
    [400, { error: "invalid_client" }, messages.refusals.invalid_client],
    [403, { code: "a_new_name" }, "WorkOS asks you to sign in again."],
  ] as const) {
    await page.route(tokenEndpoint, (route) =>
      answerAsWorkos(route, page.url(), { status, body: JSON.stringify(body) }),
    );
    const count = countTokenRequests(page);
    await page.goto("/dashboard");
    await expect(page).toHaveURL(/\/sign-in\?return_to=%2Fdashboard$/);
    await expect(page.getByText(`${words} Continue with WorkOS.`)).toBeVisible();
    await expect(page.getByText(messages.outage.unreachableTitle)).toBeHidden();
    expect(count.refreshes).toBe(1);
    await page.unroute(tokenEndpoint);
  }
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
});

test("a refusal of the function's says what it requires, and leads to WorkOS @production @long", async ({
  page,
  deployment,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(403), statusLine(503));
  await signInWithEmailCode(page, deployment, email);
  for (const [status, failureCode, words] of [
    [403, "sso_required", messages.refusals.sso_required],
    [403, "continue_with_workos", messages.refusals.continue_with_workos],
    [503, "not_configured", messages.refusals.not_configured],
  ] as const) {
    await page.route("**/api/session/refresh", (route) => answerProblem(route, status, failureCode));
    await page.goto("/dashboard");
    await expect(page.getByText(`${words} Continue with WorkOS.`)).toBeVisible();
    await expect(page.getByText("Reference ref-7f3k")).toBeVisible();
    await page.unroute("**/api/session/refresh");
  }
  // The cookie was kept, and so was the session.
  await page.goto("/dashboard");
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
});

test("a blocked cookie of the authentication domain is told after the reload that it ends the session at @production @long", async ({
  page,
}) => {
  await page.addInitScript(() => {
    // Of a third-party cookie the page sees as little.
    const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
    Object.defineProperty(Document.prototype, "cookie", {
      configurable: true,
      get() {
        const all = String(cookie?.get?.call(this));
        return all
          .split("; ")
          .filter((pair) => !pair.startsWith("workos-has-session="))
          .join("; ");
      },
      set(value: string) {
        cookie?.set?.call(this, value);
      },
    });
  });
  await signInWithWorkos(page);
  await page.reload();
  await expect(page.getByText(messages.signIn.sessionCookieBlocked)).toBeVisible();
  await expect(page.getByRole("button", { name: "Use email code" })).toBeVisible();
});
