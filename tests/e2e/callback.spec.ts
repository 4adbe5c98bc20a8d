import { type Page } from "@playwright/test";

import { messages } from "../../src/config/messages.ts";
import { answerAsWorkos, countTokenRequests, failedExchange, tokenEndpoint } from "./fault-network.ts";
import { statusLine } from "./fixtures.ts";
import { expect, test } from "./never.ts";
import { fetchAnswer } from "./request-body.ts";

// What WorkOS sends back: each outcome has its own words, a reference and a way on, and leaves nothing behind.

const deepLink = "/dashboard?tab=usage#today";

/** The addresses of this app that Back and Forward can lead to. */
function readHistory(page: Page): Promise<(string | null)[]> {
  return page.evaluate(() => navigation.entries().map(({ url }) => url));
}

/** Begins a sign-in, and comes back to the callback with something else in the place of the code. */
async function comeBackWith(page: Page, parameters: Record<string, string>): Promise<void> {
  await page.goto(deepLink);
  const asked = page.waitForRequest((request) => request.url().includes("/user_management/authorize?"));
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  const oauthState = new URL((await asked).url()).searchParams.get("state") ?? "";
  await expect(page.getByRole("button", { name: "Continue as Grace Hopper" })).toBeVisible();
  await page.goto(
    `/auth/workos/callback?${new URLSearchParams({ ...parameters, state: oauthState }).toString()}`,
  );
}

test("has words, a reference and a way on for every error that WorkOS names @long", async ({
  page,
  baseURL,
}) => {
  await page.goto("/signed-out");
  for (const [error, { title, text }] of Object.entries(messages.callback.errors)) {
    await page.goto(`/auth/workos/callback?error=${error}&error_description=Call%20%2B1%20555%200100`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    await expect(page.getByRole("alert")).toHaveText(text);
    await expect(page.getByText(new RegExp(`^Reference ${error} · \\d{4}-\\d\\d-\\d\\d `))).toBeVisible();
    await expect(page.getByText("555 0100")).toHaveCount(0);
    await expect(page).toHaveURL(`${baseURL}/auth/workos/callback`);
  }
});

test("names an error that it doesn't know in the reference alone @long", async ({ page }) => {
  await page.goto("/auth/workos/callback?error=brand_new_error");
  await expect(page.getByRole("heading", { name: "WorkOS couldn't sign you in" })).toBeVisible();
  await expect(page.getByText(/^Reference brand_new_error · /)).toBeVisible();
});

test("keeps the deep link through an error, and leaves no state behind", async ({ page }) => {
  await comeBackWith(page, { error: "server_error" });
  await expect(page.getByRole("heading", { name: "WorkOS had a problem" })).toBeVisible();
  expect(
    (await readHistory(page)).filter((address) => /[?&](?:code|state|error)=/.test(address ?? "")),
  ).toEqual([]);
  expect(new URL(page.url()).search).toBe("");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.goBack();
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  // WorkOS's page has a state in its address, so this waits for ours.
  await expect(page).not.toHaveURL(/[?&](?:code|state)=/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("leads on to the deep link with Start again, and with an email code @long", async ({ page }) => {
  await comeBackWith(page, { error: "access_denied" });
  await expect(page.getByRole("link", { name: "Use email code instead" })).toHaveAttribute(
    "href",
    `/sign-in?return_to=${encodeURIComponent(deepLink)}`,
  );
  await page.getByRole("button", { name: "Start again" }).click();
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(page).toHaveURL(/\/dashboard\?tab=usage#today$/);
});

test("says that part of the answer is missing, deep link kept @long", async ({ page }) => {
  await comeBackWith(page, {});
  await expect(page.getByRole("heading", { name: "That link is incomplete" })).toBeVisible();
  await page.getByRole("button", { name: "Start again" }).click();
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(page).toHaveURL(/\/dashboard\?tab=usage#today$/);
});

test("says that WorkOS refused the code, once, with what it said as the reference @long", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400), failedExchange);
  const count = countTokenRequests(page);
  await page.route(tokenEndpoint, (route) =>
    answerAsWorkos(route, page.url(), { status: 400, body: JSON.stringify({ error: "invalid_grant" }) }),
  );
  await comeBackWith(page, { code: "used-up" });
  await expect(page.getByRole("heading", { name: "Sign-in didn't finish" })).toBeVisible();
  await expect(page.getByText(/^Reference invalid_grant · /)).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(count.exchanges).toBe(1);
});

test("forgets a sign-in after an hour, and not the way to start again @long", async ({ page }) => {
  await page.clock.install();
  await page.goto(deepLink);
  const asked = page.waitForRequest((request) => request.url().includes("/user_management/authorize?"));
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  const oauthState = new URL((await asked).url()).searchParams.get("state") ?? "";
  await page.clock.setSystemTime(Date.now() + 61 * 60_000);
  const count = countTokenRequests(page);
  await page.goto(`/auth/workos/callback?code=late&state=${encodeURIComponent(oauthState)}`);
  await expect(page.getByRole("heading", { name: "Open it where you started" })).toBeVisible();
  expect(count.exchanges).toBe(0);
});

test("says in whose name the console is open while an administrator acts for somebody, and stops it @long", async ({
  page,
}) => {
  await page.route(tokenEndpoint, async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    const answer = await fetchAnswer(route);
    const session: Record<string, unknown> = await answer.json();
    return route.fulfill({
      response: answer,
      json: { ...session, impersonator: { email: "support@example.com", reason: "a ticket" } },
    });
  });
  await page.goto("/dashboard");
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  const banner = page.getByRole("region", { name: "Impersonation" });
  await expect(banner).toContainText("support@example.com is signed in as grace@example.com.");
  await banner.getByRole("button", { name: "Stop and sign out" }).click();
  await expect(page.getByRole("heading", { name: "You're signed out" })).toBeVisible();
});
