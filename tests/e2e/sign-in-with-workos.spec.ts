import { namelessError } from "./fault-network.ts";
import { expect, signInWithWorkos, statusLine, test } from "./fixtures.ts";
import { readBody } from "./request-body.ts";

/** Nothing in it hangs on how the page was built, so that one deployment is enough. */
const everywhereAlike = { tag: "@production" };

test("leads through the hosted page back to the dashboard", async ({ page, baseURL }) => {
  await signInWithWorkos(page);
  await expect(page).toHaveURL(`${baseURL}/dashboard`);
  await expect(page.getByText("grace@example.com")).toBeVisible();
  await expect(page.getByText("WorkOS AuthKit")).toBeVisible();
});

test("lands on the deep link with its query and hash", async ({ page, baseURL }) => {
  await signInWithWorkos(page, "/dashboard?tab=usage&from=mail#row-7");
  await expect(page).toHaveURL(`${baseURL}/dashboard?tab=usage&from=mail#row-7`);
});

test("says that sign-in was cancelled, and keeps the deep link for the next try", async ({
  page,
  baseURL,
}) => {
  await page.goto("/dashboard?tab=usage#row-7");
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await page.getByRole("button", { name: "Cancel and go back" }).click();
  await expect(page.getByRole("heading", { name: "Sign-in was cancelled" })).toBeVisible();
  await expect(page).toHaveURL(`${baseURL}/auth/workos/callback`);
  await page.getByRole("button", { name: "Start again" }).click();
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(page).toHaveURL(`${baseURL}/dashboard?tab=usage#row-7`);
});

test(
  "offers the email code after a cancelled sign-in, deep link kept @long",
  everywhereAlike,
  async ({ page }) => {
    await page.goto("/dashboard?tab=usage");
    await page.getByRole("button", { name: "Continue with WorkOS" }).click();
    await page.getByRole("button", { name: "Cancel and go back" }).click();
    await page.getByRole("link", { name: "Use email code instead" }).click();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeFocused();
    await expect(page).toHaveURL(/return_to=%2Fdashboard%3Ftab%3Dusage$/);
  },
);

test("leaves no authorization code and no state in the address or behind Back", async ({ page, baseURL }) => {
  await signInWithWorkos(page);
  const history: string[] = [];
  page.on("framenavigated", (frame) => history.push(frame.url()));
  await page.goBack();
  await page.waitForLoadState();
  expect(history.filter((url) => url.startsWith(String(baseURL)) && /[?&](?:code|state)=/.test(url))).toEqual(
    [],
  );
});

test("shows no page while the authorization code is in the address @long", async ({ page }) => {
  await page.addInitScript(() => {
    const shownWith: string[] = [];
    Object.assign(window, { shownWith });
    document.addEventListener("DOMContentLoaded", () => {
      const root = document.getElementById("root");
      if (root === null || location.pathname !== "/auth/workos/callback") return;
      new MutationObserver(() => shownWith.push(location.search)).observe(root, {
        childList: true,
        subtree: true,
      });
    });
  });
  await signInWithWorkos(page);
  // The way from the callback to the dashboard loads no other page.
  expect(await page.evaluate(() => [...new Set(Reflect.get(window, "shownWith"))])).toEqual([""]);
});

test("exchanges the authorization code exactly once", async ({ page }) => {
  const exchanges: string[] = [];
  page.on("request", (request) => {
    const body = readBody(request) ?? "";
    if (request.url().endsWith("/user_management/authenticate") && body.includes("authorization_code"))
      exchanges.push(body);
  });
  await signInWithWorkos(page);
  expect(exchanges).toHaveLength(1);
});

test(
  "refuses a code that this tab didn't ask for, without exchanging it",
  everywhereAlike,
  async ({ page, baseURL }) => {
    const exchanges: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/user_management/authenticate")) exchanges.push(request.url());
    });
    await page.goto(
      `/auth/workos/callback?code=stolen&state=${encodeURIComponent(JSON.stringify("0".repeat(32)))}`,
    );
    await expect(page.getByRole("heading", { name: "Open it where you started" })).toBeVisible();
    await expect(page).toHaveURL(`${baseURL}/auth/workos/callback`);
    expect(exchanges).toEqual([]);
  },
);

test("tells a foreign answer from the one that is awaited @long", everywhereAlike, async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await expect(page.getByRole("button", { name: "Continue as Grace Hopper" })).toBeVisible();
  await page.goto(
    `/auth/workos/callback?code=stolen&state=${encodeURIComponent(JSON.stringify("0".repeat(32)))}`,
  );
  await expect(page.getByRole("heading", { name: "This sign-in doesn't match" })).toBeVisible();
});

test(
  "says so when WorkOS refuses the code, and starts again on a click @long",
  everywhereAlike,
  async ({ page, expectedConsoleErrors }) => {
    expectedConsoleErrors.push(statusLine(400), /The code has already been used/, namelessError);
    await page.goto("/dashboard?tab=usage");
    await page.route("**/user_management/authenticate", (route) =>
      route.fulfill({
        status: 400,
        headers: {
          "Access-Control-Allow-Origin": new URL(page.url()).origin,
          "Access-Control-Allow-Credentials": "true",
        },
        json: { error: "invalid_grant", error_description: "The code has already been used." },
      }),
    );
    await page.getByRole("button", { name: "Continue with WorkOS" }).click();
    await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
    await expect(page.getByRole("heading", { name: "Sign-in didn't finish" })).toBeVisible();
    await page.unroute("**/user_management/authenticate");
    await page.getByRole("button", { name: "Start again" }).click();
    await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
    await expect(page).toHaveURL(/\/dashboard\?tab=usage$/);
  },
);

test(
  "keeps the sign-in button usable when the person comes Back from the hosted page",
  everywhereAlike,
  async ({ page }) => {
    await page.goto("/sign-in");
    await page.getByRole("button", { name: "Continue with WorkOS" }).click();
    await expect(page.getByRole("button", { name: "Continue as Grace Hopper" })).toBeVisible();
    await page.goBack();
    await page.getByRole("button", { name: "Continue with WorkOS" }).click();
    await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
    await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  },
);
