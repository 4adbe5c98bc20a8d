import { chooseRows } from "../../src/contract/testing/long-run.ts";
import { type Page, type Route } from "@playwright/test";

import { messages } from "../../src/config/messages.ts";
import { startMessages } from "../../src/config/start-messages.ts";
import { expect, statusLine, test } from "./fixtures.ts";

// What a person sees whose page can't start, and which start it gets again. On the production build: only that has hashed files.

const scripts = "**/assets/*.js";
/** What the browser says of a script that has come as a page. */
const wrongType = /Failed to load module script|MIME type|Loading module from/;

/** Answers the page itself, as the server has it or with changes, and counts how often it is asked for. */
async function changePage(page: Page, baseURL: string | undefined, change: (html: string) => string) {
  const count = { loads: 0 };
  // Playwright's own requests don't resolve names below localhost.
  const server = new URL(baseURL ?? "");
  server.hostname = "localhost";
  await page.route(
    (url) => url.pathname === "/sign-in",
    async (route: Route) => {
      const answer = await page.request.get(`${server.origin}/sign-in`);
      count.loads += 1;
      await route.fulfill({ headers: answer.headers(), body: change(await answer.text()) });
    },
  );
  return count;
}

async function expectWords(page: Page, text: string, reference: RegExp) {
  await expect(page.getByRole("heading", { name: startMessages.title })).toBeVisible();
  // What the build has rendered doesn't pretend to work.
  await expect(page.getByRole("button")).toHaveCount(0);
  const alert = page.getByRole("alert");
  await expect(alert).toContainText(text);
  await expect(alert).toContainText(reference);
  await expect(page).toHaveTitle(startMessages.product);
}

const configBlock = /(<script type="application\/json" id="portico-config">)[^<]*/;

for (const [what, block, reference] of chooseRows(
  [
    ["null", "null", /PublicConfigError: .*portico-config/],
    ["broken JSON", '{"workosClientId":', /PublicConfigError: .*isn't JSON/],
    ["incomplete", '{"workosClientId":"client_1"}', /PublicConfigError: workosApiUrl/],
    ["of wrong types", '{"workosClientId":7,"workosApiUrl":null,"workosRedirectUri":null}', /workosClientId/],
  ] as const,
  4,
)) {
  test(`a configuration block that is ${what} has words, a title and a reference @production`, async ({
    page,
    baseURL,
    expectedConsoleErrors,
  }) => {
    // Where only the API's address is missing, the early script asks WorkOS's own, which the policy blocks.
    expectedConsoleErrors.push(/PublicConfigError|^Error @ |sso\/jwks\/client_1/);
    const count = await changePage(page, baseURL, (html) => html.replace(configBlock, `$1${block}`));
    await page.goto("/sign-in");
    await expectWords(page, startMessages.misconfigured, reference);
    expect(count.loads).toBe(1);
    await page.getByRole("link", { name: startMessages.reload }).click();
    await expect.poll(() => count.loads).toBe(2);
    await expectWords(page, startMessages.misconfigured, reference);
  });
}

for (const [what, answer, complaint] of chooseRows(
  [
    ["404", { status: 404, contentType: "text/plain", body: "Not found" }, statusLine(404)],
    ["a page", { status: 200, contentType: "text/html", body: "<!doctype html>" }, wrongType],
  ] as const,
  2,
)) {
  test(`a script that answers with ${what} has the page reloaded once, and then words @production`, async ({
    page,
    baseURL,
    expectedConsoleErrors,
  }) => {
    // The early script isn't a module, so that a page in its place is read as a script.
    expectedConsoleErrors.push(complaint, wrongType, /Unexpected token '<'/);
    await page.route(scripts, (route) => route.fulfill(answer));
    const count = await changePage(page, baseURL, (html) => html);
    await page.goto("/sign-in");
    await expectWords(page, startMessages.text, /script_missing \/assets\/.*\.js · .* UTC/);
    expect(count.loads).toBe(2);
  });
}

test("a page of before a deploy reloads itself once and then works @production", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(404), wrongType);
  let loads = 0;
  page.on("request", (request) => {
    if (request.isNavigationRequest()) loads += 1;
  });
  // The document itself comes from the server: Chromium lets none that a test wrote call a server on this machine.
  await page.route(/\/assets\/index-[\w-]+\.(?:js|css)$/, async (route) => {
    if (loads > 1) await route.continue();
    else await route.fulfill({ status: 404, contentType: "text/plain", body: "Not found" });
  });
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: "Continue with WorkOS" })).toBeVisible();
  await expect(page).toHaveTitle(/^Sign in/);
  expect(loads).toBeGreaterThan(1);
  expect(loads).toBeLessThanOrEqual(3);
});

test("an error in the start has words and a reference @production", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/planted|^Error @ /);
  await page.addInitScript(() => {
    document.getElementById = (id) => {
      if (id === "portico-config") throw new TypeError("planted");
      return document.querySelector<HTMLElement>(`#${id}`);
    };
  });
  await page.goto("/sign-in");
  await expectWords(page, startMessages.text, /Reference TypeError: planted · /);
});

test("without JavaScript the page says what it needs @production", async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    ...(baseURL !== undefined && { baseURL }),
  });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await expect(page.locator("noscript")).toBeVisible();
  // Matchers of texts leave this element out.
  expect(await page.locator("noscript").innerText()).toBe(startMessages.noScript);
  await expect(page).toHaveTitle(new RegExp(startMessages.product));
  await expect(page.locator("#root, #start").filter({ visible: true })).toHaveCount(0);
  await context.close();
});

test("a browser without storage and Web Locks starts all the same @production @long", async ({ page }) => {
  await page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        configurable: true,
        get() {
          throw new DOMException("blocked", "SecurityError");
        },
      });
    }
    Reflect.deleteProperty(Navigator.prototype, "locks");
    Reflect.deleteProperty(window, "BroadcastChannel");
  });
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: "Use email code" })).toBeVisible();
});

const secret = "t".repeat(48);
const emailLinkLanding = "Finish signing in";
const { signedOut, acceptInvitation } = messages;
const landings = [
  [`/auth/email-link/#${secret}`, emailLinkLanding, "/auth/email-link"],
  [`/auth//email-link#${secret}`, emailLinkLanding, "/auth/email-link"],
  [`//Auth/Email-Link?utm=1#${secret}`, emailLinkLanding, "/auth/email-link?utm=1"],
  [`/auth/%65mail-link/#${secret}`, emailLinkLanding, "/auth/email-link"],
  ["/Signed-Out//?from=workos", signedOut.title, "/signed-out?from=workos"],
  ["/Invitations//accept/", acceptInvitation.missingTitle, "/invitations/accept"],
  ["//SIGN%2DIN/?login_hint=a%40b.example", messages.signIn.title, "/sign-in?login_hint=a%40b.example"],
  ["/Login/?return_to=%2Ffiles%2Fa%252Fb", messages.signIn.title, "/sign-in?return_to="],
  ["/auth/Workos//callback/?error=access_denied", "Sign-in was cancelled", "/auth/workos/callback"],
] as const;

test("every landing is found by another spelling of its path @production @long", async ({
  page,
  baseURL,
}) => {
  for (const [path, heading, address] of landings) {
    await page.goto(`${baseURL}${path}`);
    await expect(page.getByRole("heading", { name: heading, exact: true })).toBeVisible();
    await expect(page).toHaveURL(`${baseURL}${address}`);
  }
});

test("the redirect from WorkOS is taken with a slash and capitals too @production @long", async ({
  page,
}) => {
  await page.route(/\/auth\/workos\/callback\?/, async (route) => {
    const url = new URL(route.request().url());
    await route.fulfill({ status: 302, headers: { Location: `/Auth//workos/Callback/${url.search}` } });
  });
  await page.goto("/dashboard?tab=usage");
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(page).toHaveURL(/\/dashboard\?tab=usage$/);
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
});
