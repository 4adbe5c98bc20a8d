import { commonMessages } from "../../src/config/messages/common.ts";
import { answerAsWorkos, tokenEndpoint } from "./fault-network.ts";
import { landingMessages } from "../../src/config/messages/landing.ts";
import { expect, signInWithWorkos, test } from "./fixtures.ts";
import { startTokenRequest } from "./running-session.ts";

// Files of the app's script that don't come. On builds: the development server has no such files.

const { missingPart } = commonMessages;
const membersFile = /\/assets\/members-page-[^/]+\.js$/;

// The browser itself says that a file is missing.
test.use({ expectedConsoleErrors: [/Failed to load resource|40[04]/] });

test("a page whose file is gone reloads once, says so, and goes on when it is there again", async ({
  page,
}) => {
  let isGone = true;
  let requests = 0;
  let loads = 0;
  page.on("load", () => (loads += 1));
  await page.route(membersFile, async (route) => {
    requests += 1;
    await (isGone ? route.fulfill({ status: 404, body: "" }) : route.continue());
  });
  await signInWithWorkos(page);
  loads = 0;
  await page.getByRole("link", { name: "Members" }).click();
  await expect(page.getByRole("heading", { name: missingPart.title })).toBeVisible();
  expect(loads).toBe(1);
  expect(requests).toBeGreaterThanOrEqual(2);
  await expect(page.getByRole("navigation", { name: "Console" })).toBeVisible();
  isGone = false;
  await page.getByRole("button", { name: missingPart.reload }).click();
  await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible();
});

test("a page whose code for the session is gone reloads once, and goes on when it is there again @long", async ({
  page,
}) => {
  let isGone = true;
  let loads = 0;
  await page.route(/\/assets\/session-[^/]+\.js$/, async (route) => {
    await (isGone ? route.fulfill({ status: 404, body: "" }) : route.continue());
  });
  page.on("request", (request) => {
    if (request.isNavigationRequest()) loads += 1;
    isGone = loads < 2;
  });
  await page.goto("/sign-in");
  await expect.poll(() => loads).toBe(2);
  await page.locator("#root:not([data-page])").waitFor({ state: "attached" });
  await page.getByRole("button", { name: commonMessages.signIn.withWorkos }).click();
  await page.waitForURL(/\/mock\/authkit/);
});

test("what was entered stays where the code of the reauthentication dialog is gone @development @long", async ({
  page,
}) => {
  await page.route(/\/assets\/reauthentication-dialog-[^/]+\.js$/, (route) =>
    route.fulfill({ status: 404, body: "" }),
  );
  await signInWithWorkos(page, "/dashboard");
  let loads = 0;
  page.on("request", (request) => {
    if (request.isNavigationRequest()) loads += 1;
  });
  await page.evaluate(() => {
    const field = document.createElement("input");
    field.value = "half a sentence";
    document.querySelector("main")?.append(field);
  });
  await page.route(tokenEndpoint, (route) =>
    answerAsWorkos(route, page.url(), { status: 400, body: JSON.stringify({ error: "invalid_grant" }) }),
  );
  await startTokenRequest(page);
  await expect(page.getByRole("alert").filter({ hasText: missingPart.title })).toBeVisible();
  await expect(page.locator("main input")).toHaveValue("half a sentence");
  expect(loads).toBe(0);
});

const signedOutFile = /\/assets\/(?:landing|signed-out-page)-[^/]+\.js$/;
const sessionFile = /\/assets\/(?:begin-)?session-[^/]+\.js$/;

test("a page of the build whose own file is gone says so, without a complaint of React's @long", async ({
  page,
}) => {
  await page.route(signedOutFile, (route) => route.fulfill({ status: 404, body: "" }));
  await page.goto("/signed-out");
  await expect(page.getByRole("heading", { name: missingPart.title })).toBeVisible();
});

test("the session's file is loaded once more after a failure @production @long", async ({ page }) => {
  let requests = 0;
  await page.route(sessionFile, async (route) => {
    requests += 1;
    // The link in the HTML, and then the app's own first request.
    await (requests <= 2 ? route.fulfill({ status: 404, body: "" }) : route.continue());
  });
  await page.goto("/signed-out");
  await expect(page.locator("#root:not([data-page])")).toBeAttached();
  await expect(page.getByRole("button", { name: landingMessages.signedOut.anotherAccount })).toBeVisible();
});

test("nothing blank is painted between the callback and a dashboard whose file is slow", async ({ page }) => {
  // Every frame without a heading, once there was one: each page has one, also those that wait.
  await page.addInitScript(() => {
    const record = { path: "", blank: Array<string>() };
    Object.assign(globalThis, { record });
    const look = () => {
      if (document.querySelector("#root h1") !== null) record.path = location.pathname;
      else if (record.path !== "") record.blank.push(`${record.path} → ${location.pathname}`);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await page.route(/\/assets\/console-[^/]+\.js$/, async (route) => {
    // The sign-in page loads it too, when it is idle.
    if (page.url().includes("/auth/workos/callback")) {
      asked.resolve();
      await released.promise;
    }
    await route.continue();
  });
  const signedIn = signInWithWorkos(page, "/sign-in");
  await asked.promise;
  // The session is there, and the page of the dashboard isn't: the address of the next page comes with the page itself.
  await expect.poll(() => page.evaluate(() => JSON.stringify(sessionStorage))).toContain("signed_in");
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }),
  );
  released.resolve();
  await signedIn;
  expect(await page.evaluate(() => Reflect.get(globalThis, "record"))).toEqual({
    path: "/dashboard",
    blank: [],
  });
});
