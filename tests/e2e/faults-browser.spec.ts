import { chooseRows } from "../../src/contract/testing/long-run.ts";
import { type Page } from "@playwright/test";

import {
  countTokenRequests,
  failedExchange,
  failedRequest,
  passSeconds,
  tokenEndpoint,
} from "./fault-network.ts";
import { type Deployment, signInWithEmailCode, signInWithWorkos } from "./fixtures.ts";
import { expect, test, watchForNever } from "./never.ts";
import { fetchAnswer } from "./request-body.ts";

// The browser, or what a person does with it, stands in the way. Each row says what the person sees.

const deepLink = "/dashboard?tab=usage#today";
const signInPath = `/sign-in?return_to=${encodeURIComponent(deepLink)}`;
const ownDeepLink = /\/dashboard\?tab=usage#today$/;

async function continueAsGrace(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
}

/** Signs in on the hosted page and gives the callback's address instead of going there; the tab is back on a page of the app. */
async function catchCallback(page: Page, deployment: Deployment): Promise<string> {
  const caught = Promise.withResolvers<string>();
  // A redirect can't be caught where it leads, only where it is sent.
  await page.route("**/mock/authkit/**", async (route) => {
    // The browser knows the names under `localhost`; this process may not.
    const url = route.request().url().replace(deployment.workosOrigin, deployment.mockUrl);
    const response = await fetchAnswer(route, { url, maxRedirects: 0 });
    const target = response.headers()["location"] ?? "";
    if (!target.includes("/auth/workos/callback?")) return route.fulfill({ response });
    caught.resolve(target);
    return route.fulfill({ contentType: "text/html", body: '<link rel="icon" href="data:,"><p>caught</p>' });
  });
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await continueAsGrace(page);
  const url = await caught.promise;
  await page.unroute("**/mock/authkit/**");
  await page.goto("/signed-out");
  return url;
}

for (const area of ["localStorage", "sessionStorage"] as const) {
  test(`${area} throws: an email code signs in from memory @long`, async ({ page, deployment, email }) => {
    await page.addInitScript((name) => {
      Object.defineProperty(window, name, {
        configurable: true,
        get() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      });
    }, area);
    await signInWithEmailCode(page, deployment, email, signInPath);
    await expect(page).toHaveURL(ownDeepLink);
  });
}

test("localStorage throws: AuthKit signs in from memory @long", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      configurable: true,
      get() {
        throw new DOMException("The operation is insecure.", "SecurityError");
      },
    });
  });
  await signInWithWorkos(page, deepLink);
  await expect(page).toHaveURL(ownDeepLink);
});

test("sessionStorage throws: says before anybody leaves why AuthKit couldn't find the way back @long", async ({
  page,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "sessionStorage", {
      configurable: true,
      get() {
        throw new DOMException("The operation is insecure.", "SecurityError");
      },
    });
  });
  await page.goto(deepLink);
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await expect(page.getByRole("alert")).toContainText("This browser keeps no data for this site");
  await expect(page.getByRole("button", { name: "Use email code" })).toBeEnabled();
});

test("sessionStorage cleared on the way: start again, deep link kept @long", async ({ page, deployment }) => {
  await page.goto(deepLink);
  const callback = await catchCallback(page, deployment);
  await page.evaluate(() => sessionStorage.clear());
  const count = countTokenRequests(page);
  await page.goto(callback);
  await expect(page.getByRole("heading", { name: "Start again here" })).toBeVisible();
  expect(count.exchanges).toBe(0);
  await page.getByRole("button", { name: "Start again" }).click();
  await continueAsGrace(page);
  await expect(page).toHaveURL(ownDeepLink);
});

test("callback opened in another browser: open it where you started, one click to restart", async ({
  page,
  browser,
  baseURL,
  deployment,
}) => {
  await page.goto(deepLink);
  const callback = await catchCallback(page, deployment);
  const other = await browser.newContext({ ...(baseURL !== undefined && { baseURL }) });
  const expectNever = await watchForNever(other);
  const stranger = await other.newPage();
  const count = countTokenRequests(stranger);
  await stranger.goto(callback);
  await expect(stranger.getByRole("heading", { name: "Open it where you started" })).toBeVisible();
  expect(count.exchanges).toBe(0);
  await stranger.getByRole("button", { name: "Start again" }).click();
  await continueAsGrace(stranger);
  await expect(stranger.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await expectNever();
  await other.close();
  // The one who began it still can finish it.
  await page.goto(callback);
  await expect(page).toHaveURL(ownDeepLink);
});

test("reload in the middle of the exchange: sign-in with the deep link, never a second exchange @long", async ({
  page,
  baseURL,
  deployment,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(failedExchange, failedRequest);
  await page.goto(deepLink);
  const callback = await catchCallback(page, deployment);
  const count = countTokenRequests(page);
  const asked = page.waitForRequest(tokenEndpoint);
  await page.route(tokenEndpoint, () => undefined);
  await page.goto(callback);
  await asked;
  await expect(page).toHaveURL(`${baseURL}/auth/workos/callback`);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in\?return_to=%2Fdashboard%3Ftab%3Dusage%23today$/);
  expect(count.exchanges).toBe(1);
  await page.unroute(tokenEndpoint);
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await continueAsGrace(page);
  await expect(page).toHaveURL(ownDeepLink);
});

test("Back onto the callback, and a callback that is opened again: the page, never a second exchange", async ({
  page,
  baseURL,
  deployment,
}) => {
  await page.goto(deepLink);
  const callback = await catchCallback(page, deployment);
  const count = countTokenRequests(page);
  await page.goto(callback);
  await expect(page).toHaveURL(ownDeepLink);
  await page.goto(callback);
  await expect(page).toHaveURL(`${baseURL}/dashboard`);
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  expect(count.exchanges).toBe(1);
  const addresses = await page.evaluate(() =>
    performance.getEntriesByType("navigation").map(({ name }) => name),
  );
  expect([page.url(), ...addresses].filter((url) => url.includes("code="))).toEqual([]);
});

test("two tabs sign in at once: both finish, each with its own deep link @long", async ({
  page,
  context,
  deployment,
}) => {
  const other = await context.newPage();
  await page.goto("/dashboard?tab=first");
  await other.goto("/dashboard?tab=second");
  const callbacks = [await catchCallback(page, deployment), await catchCallback(other, deployment)] as const;
  await Promise.all([page.goto(callbacks[0]), other.goto(callbacks[1])]);
  await expect(page).toHaveURL(/\/dashboard\?tab=first$/);
  await expect(other).toHaveURL(/\/dashboard\?tab=second$/);
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await expect(other.getByRole("heading", { name: "Dashboard" })).toBeVisible();
});

for (const hours of chooseRows([-1, 1], 2)) {
  test(`clock off by ${hours} h: works, both ways in, refreshes included`, async ({
    page,
    deployment,
    email,
    context,
  }) => {
    await page.clock.install({ time: Date.now() + hours * 60 * 60_000 });
    await signInWithWorkos(page, deepLink);
    await page.reload();
    await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
    await context.clearCookies();
    await page.evaluate(() => localStorage.clear());
    await signInWithEmailCode(page, deployment, email, signInPath);
    await page.reload();
    await expect(page.getByText(email, { exact: true })).toBeVisible();
    await expect(page).toHaveURL(ownDeepLink);
  });
}

test("offline at start: an offline screen, which carries on by itself", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(failedRequest);
  await signInWithWorkos(page, deepLink);
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "onLine", { configurable: true, get: () => false });
  });
  await page.route(tokenEndpoint, (route) => route.abort("internetdisconnected"));
  await page.reload();
  await expect(page.getByRole("heading", { name: "You're offline" })).toBeVisible();
  await page.unroute(tokenEndpoint);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await expect(page).toHaveURL(ownDeepLink);
});

for (const way of ["AuthKit", "email"] as const) {
  test(`token expired in sleep: refreshed on waking, page and form kept (${way}) @long`, async ({
    page,
    deployment,
    email,
  }) => {
    await page.clock.install();
    if (way === "AuthKit") await signInWithWorkos(page, deepLink);
    else await signInWithEmailCode(page, deployment, email, signInPath);
    await page.evaluate(() => {
      const field = document.createElement("input");
      field.id = "half-typed";
      field.value = "half a sentence";
      document.querySelector("main")?.append(field);
    });
    const refreshed = page.waitForResponse((response) =>
      way === "AuthKit"
        ? response.url().endsWith("/user_management/authenticate")
        : response.url().endsWith("/api/session/refresh"),
    );
    await page.clock.fastForward(30 * 60_000);
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await passSeconds(page, 2);
    expect((await refreshed).status()).toBe(200);
    await expect(page.locator("#half-typed")).toHaveValue("half a sentence");
    await expect(page).toHaveURL(ownDeepLink);
  });
}
