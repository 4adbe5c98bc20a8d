import { chooseRows } from "../../src/contract/testing/long-run.ts";
import { type Page } from "@playwright/test";

import {
  answerAsWorkos,
  authorizePage,
  countTokenRequests,
  failedExchange,
  failedRequest,
  hang,
  isLogout,
  leadNowhere,
  passSeconds,
  probe,
  runNextTask,
  stopClock,
  tokenEndpoint,
} from "./fault-network.ts";
import { readMailedCode, signInWithWorkos, signOut, statusLine } from "./fixtures.ts";
import { expect, test } from "./never.ts";

// WorkOS, or the way to it, fails. Each row says what the person sees; `never.ts` watches for what nobody may ever see.

declare global {
  interface Window {
    shownLabels?: { label: string; afterMs: number }[];
  }
}

const deepLink = "/dashboard?tab=usage#today";

async function expectDeepLink(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`${deepLink.replace("?", "\\?")}$`));
}

async function continueAsGrace(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
}

test("a probe that hangs: delays the click by no more than a second @long", async ({ page }) => {
  await page.route(probe, hang);
  await page.clock.install();
  await page.goto(deepLink);
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await page.clock.runFor(1_000);
  await continueAsGrace(page);
  await expectDeepLink(page);
});

test.describe("AuthKit page unreachable", () => {
  test("is found out before anybody leaves, and the email code comes first", async ({
    page,
    deployment,
    email,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(failedRequest);
    await page.route(probe, (route) => route.abort("namenotresolved"));
    await page.goto(deepLink);
    await expect(page.getByRole("alert")).toHaveText(/WorkOS can't be reached.*An email code still works\./);
    const ways = page.getByRole("main").getByRole("button");
    await expect(ways).toHaveText(["Use email code", "Try WorkOS again"]);
    await ways.last().click();
    await expect(ways.first()).toBeFocused();
    await ways.first().click();
    await page.getByLabel("Email address").fill(email);
    await page.getByRole("button", { name: "Send code" }).click();
    await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email));
    await expectDeepLink(page);
  });

  test("leads there again on the next click after it has come back @long", async ({
    page,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(failedRequest);
    await page.route(probe, (route) => route.abort("connectionrefused"));
    await page.goto(deepLink);
    await page.getByRole("button", { name: "Try WorkOS again" }).click();
    await expect(page.getByRole("button", { name: "Use email code" })).toBeFocused();
    await page.unroute(probe);
    await page.getByRole("button", { name: "Try WorkOS again" }).click();
    await continueAsGrace(page);
    await expectDeepLink(page);
  });

  test("has a working button when the person comes Back from a dead page @long", async ({
    page,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(failedRequest);
    await page.goto(deepLink);
    await page.route(authorizePage, leadNowhere);
    await page.getByRole("button", { name: "Continue with WorkOS" }).click();
    await expect.poll(() => page.url()).toMatch(/^(?:chrome-error:|about:neterror)/);
    await page.unroute(authorizePage);
    await page.goBack();
    await page.getByRole("button", { name: "Continue with WorkOS" }).click();
    await continueAsGrace(page);
    await expectDeepLink(page);
  });

  test("that hangs gets a word after three seconds and gives the choice back after eight @long", async ({
    page,
  }) => {
    // Whatever asks the page from outside waits for the navigation to end, which is what this one never does until the page
    // gives it up: the page itself notes what it shows and when, and its timers run eight times as fast.
    await page.addInitScript((pace) => {
      const setTimer = window.setTimeout.bind(window);
      const hasten = (handler: TimerHandler, delayMs = 0, ...values: unknown[]) =>
        setTimer(handler, delayMs / pace, ...values);
      Object.defineProperty(window, "setTimeout", { configurable: true, value: hasten });
      const shown: { label: string; afterMs: number }[] = [];
      window.shownLabels = shown;
      let clickedAtMs = 0;
      addEventListener("click", () => (clickedAtMs = performance.now()), { capture: true });
      new MutationObserver(() => {
        const label = [...document.querySelectorAll("main button")]
          .map((button) => button.textContent)
          .find((text) => text.includes("WorkOS"));
        if (label === undefined || label === shown.at(-1)?.label) return;
        shown.push({ label, afterMs: (performance.now() - clickedAtMs) * pace });
      }).observe(document, { subtree: true, childList: true, characterData: true });
    }, 8);
    await page.goto(deepLink);
    await expect(page.getByRole("button", { name: "Continue with WorkOS" })).toBeVisible();
    await page.route(authorizePage, hang);
    await page.getByRole("button", { name: "Continue with WorkOS" }).click({ noWaitAfter: true });
    await expect(page.getByRole("alert")).toHaveText(/WorkOS doesn't answer right now/);
    const shown = (await page.evaluate(() => window.shownLabels)) ?? [];
    expect(shown.map(({ label }) => label)).toEqual([
      "Continue with WorkOS",
      "Opening WorkOS…",
      "WorkOS is slow to answer. Still trying…",
      "Try WorkOS again",
    ]);
    expect(shown[2]?.afterMs).toBeGreaterThan(2_900);
    expect(shown[3]?.afterMs).toBeGreaterThan(7_900);
    await expect(page.getByRole("button", { name: "Use email code" })).toBeFocused();
    await page.unroute(authorizePage);
    await page.getByRole("button", { name: "Try WorkOS again" }).click();
    await continueAsGrace(page);
    await expectDeepLink(page);
  });

  test("that hangs takes nobody away who has chosen the email code meanwhile @long", async ({
    page,
    deployment,
    email,
  }) => {
    const begun = Promise.withResolvers<void>();
    const chosen = Promise.withResolvers<void>();
    await page.goto(deepLink);
    await page.route(authorizePage, async (route) => {
      begun.resolve();
      await chosen.promise;
      // Refused where the browser has given the request up, as it should have.
      await route.continue().catch(() => undefined);
    });
    // By the page itself: a click from outside waits for the navigation to end.
    const press = (name: string) =>
      page.evaluate((words) => {
        for (const button of document.querySelectorAll<HTMLElement>("main button")) {
          if (button.textContent.includes(words)) button.click();
        }
      }, name);
    await expect(page.getByRole("button", { name: "Continue with WorkOS" })).toBeVisible();
    await press("Continue with WorkOS");
    await begun.promise;
    await press("Use email code");
    chosen.resolve();
    await page.getByLabel("Email address").fill(email);
    await page.getByRole("button", { name: "Send code" }).click();
    await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email));
    await expectDeepLink(page);
  });
});

for (const errorCode of chooseRows(["namenotresolved", "connectionreset"] as const, 2)) {
  test.describe(`DNS failure, connection reset (${errorCode})`, () => {
    test("says so at a page load within two seconds, and loses no session", async ({
      page,
      expectedConsoleErrors,
    }) => {
      expectedConsoleErrors.push(failedRequest);
      await signInWithWorkos(page, deepLink);
      await page.route(tokenEndpoint, (route) => route.abort(errorCode));
      await stopClock(page);
      await page.reload();
      await page.clock.runFor(2_000);
      await expect(page.getByRole("heading", { name: "Sign-in service unreachable" })).toBeVisible();
      await expect(page.getByRole("status").filter({ hasText: /\S/ })).toContainText("Your session is kept.");
      await expect(page.getByRole("link", { name: "Sign in another way" })).toBeVisible();
      await page.unroute(tokenEndpoint);
      await page.getByRole("button", { name: "Try now" }).click();

      await page.clock.resume();
      await expectDeepLink(page);
      await expect(page.getByText("grace@example.com")).toBeVisible();
    });

    test("says so when the sign-in can't be finished, and keeps the deep link @long", async ({
      page,
      expectedConsoleErrors,
    }) => {
      expectedConsoleErrors.push(failedRequest, failedExchange);
      await page.goto(deepLink);
      await page.route(tokenEndpoint, (route) => route.abort(errorCode));
      await page.getByRole("button", { name: "Continue with WorkOS" }).click();
      await continueAsGrace(page);
      await expect(page.getByRole("heading", { name: "WorkOS stopped answering" })).toBeVisible();
      await expect(page.getByText(/^Reference network · \d{4}-/)).toBeVisible();
      await expect(page.getByRole("link", { name: "Use email code instead" })).toBeVisible();
      await page.unroute(tokenEndpoint);
      await page.getByRole("button", { name: "Start again" }).click();
      await continueAsGrace(page);
      await expectDeepLink(page);
    });
  });
}

test.describe("a request that hangs", () => {
  test("gets a word at three seconds and the choice at eight, at a page load @long", async ({ page }) => {
    await signInWithWorkos(page, deepLink);
    await page.route(tokenEndpoint, hang);
    await stopClock(page);
    const asked = page.waitForRequest(tokenEndpoint);
    await page.reload();
    await runNextTask(page);
    await asked;
    await expect(page.getByRole("status").filter({ hasText: /\S/ })).toHaveText("Restoring your session…");
    await page.clock.runFor(3_100);
    await expect(page.getByRole("status").filter({ hasText: /\S/ })).toHaveText(
      "This takes longer than usual. Still trying…",
    );
    await page.clock.runFor(5_000);
    await expect(page.getByRole("heading", { name: "Sign-in service unreachable" })).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: /\S/ })).toContainText(
      "It didn't answer in time.",
    );
    await page.unroute(tokenEndpoint);
    await page.getByRole("button", { name: "Try now" }).click();

    await page.clock.resume();
    await expectDeepLink(page);
  });

  test("gets them at the end of a sign-in too @long", async ({ page, expectedConsoleErrors }) => {
    expectedConsoleErrors.push(failedExchange);
    await page.goto(deepLink);
    await page.getByRole("button", { name: "Continue with WorkOS" }).click();
    await page.route(tokenEndpoint, hang);
    await expect(page.getByRole("button", { name: "Continue as Grace Hopper" })).toBeVisible();
    await stopClock(page);
    await continueAsGrace(page);
    await page.waitForURL((url) => url.pathname === "/auth/workos/callback");
    await runNextTask(page);
    await expect(page.getByRole("status").filter({ hasText: /\S/ })).toHaveText("Signing you in…");
    // After two seconds the app begins with the callback page, which the build has rendered until then.
    await page.clock.runFor(2_100);
    await runNextTask(page);
    await expect(page.locator("#root:not([data-page])")).toBeAttached();
    await page.clock.runFor(1_100);
    await expect(page.getByRole("status").filter({ hasText: /\S/ })).toHaveText(
      "WorkOS is slow to answer. Still trying…",
    );
    await page.clock.runFor(5_000);
    await expect(page.getByRole("heading", { name: "WorkOS stopped answering" })).toBeVisible();
    await page.unroute(tokenEndpoint);
    await page.clock.resume();
    await page.getByRole("button", { name: "Start again" }).click();
    await continueAsGrace(page);
    await expectDeepLink(page);
  });
});

test("429: counts down what WorkOS asks to wait, then carries on by itself @long", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(429));
  await signInWithWorkos(page, deepLink);
  await page.route(tokenEndpoint, (route) =>
    answerAsWorkos(route, page.url(), { status: 429, body: "{}", headers: { "Retry-After": "20" } }),
  );
  await page.clock.install();
  await page.reload();
  await expect(page.getByRole("heading", { name: "A short wait" })).toBeVisible();
  await expect(page.getByText(/^Next try in (?:20|19) s$/)).toBeVisible();
  await page.unroute(tokenEndpoint);
  await page.clock.runFor(10_000);
  await expect(page.getByText(/^Next try in (?:10|9) s$/)).toBeVisible();
  await passSeconds(page, 12);
  await expectDeepLink(page);
});

const badAnswers: [string, { status: number; body: string }, RegExp][] = [
  ["500", { status: 500, body: "oops" }, /^Reference http_500 · /],
  ["malformed JSON", { status: 200, body: '{"access_token":' }, /^Reference malformed_answer · /],
];
for (const [name, answer, reference] of badAnswers) {
  test(`${name}: shows the same screen with a reference, and carries on by itself @long`, async ({
    page,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(statusLine(500));
    await signInWithWorkos(page, deepLink);
    await page.route(tokenEndpoint, (route) => answerAsWorkos(route, page.url(), answer));
    await page.clock.install();
    await page.reload();
    await expect(page.getByRole("heading", { name: "Sign-in service unreachable" })).toBeVisible();
    await expect(page.getByText(reference)).toBeVisible();
    await page.unroute(tokenEndpoint);
    await passSeconds(page, 5);
    await expectDeepLink(page);
  });
}

test("captive portal: says that the network wants something first, and carries on by itself @long", async ({
  page,
}) => {
  await signInWithWorkos(page, deepLink);
  await page.route(tokenEndpoint, (route) =>
    answerAsWorkos(route, page.url(), {
      status: 200,
      contentType: "text/html",
      body: "<!doctype html><h1>Hotel Wi-Fi</h1>",
    }),
  );
  await page.clock.install();
  await page.reload();
  await expect(page.getByRole("heading", { name: "This network wants you to sign in first" })).toBeVisible();
  await page.unroute(tokenEndpoint);
  await passSeconds(page, 5);
  await expectDeepLink(page);
});

const endingsWithoutSession: [
  string,
  { status: number; body: string; contentType?: string },
  string,
  RegExp,
][] = [
  ["429", { status: 429, body: "{}" }, "WorkOS stopped answering", /^Reference http_429 · /],
  ["500", { status: 500, body: "oops" }, "WorkOS stopped answering", /^Reference http_500 · /],
  [
    "malformed JSON",
    { status: 200, body: '{"access_token":' },
    "WorkOS stopped answering",
    /^Reference malformed_answer · /,
  ],
  [
    "captive portal",
    { status: 200, contentType: "text/html", body: "<!doctype html><h1>Hotel Wi-Fi</h1>" },
    "This network wants you to sign in first",
    /^Reference malformed_answer · /,
  ],
];
for (const [name, answer, title, reference] of endingsWithoutSession) {
  test(`${name} at the end of a sign-in: says so with a reference, and keeps the deep link @long`, async ({
    page,
    baseURL,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(statusLine(answer.status), failedExchange);
    await page.goto(deepLink);
    await page.route(tokenEndpoint, (route) => answerAsWorkos(route, String(baseURL), answer));
    await page.getByRole("button", { name: "Continue with WorkOS" }).click();
    await continueAsGrace(page);
    await expect(page.getByRole("heading", { name: title })).toBeVisible();
    await expect(page.getByText(reference)).toBeVisible();
    await page.unroute(tokenEndpoint);
    await page.getByRole("button", { name: "Start again" }).click();
    await continueAsGrace(page);
    await expectDeepLink(page);
  });
}

test("an outage under the open page: a quiet notice, and the page stays @long", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(failedRequest);
  await page.clock.install();
  await signInWithWorkos(page, deepLink);
  await page.route(tokenEndpoint, (route) => route.abort());
  await page.clock.fastForward(5 * 60_000);
  await passSeconds(page, 2);
  await expect(page.getByText("The sign-in service can't be reached.")).toBeVisible();
  await expectDeepLink(page);
  await page.unroute(tokenEndpoint);
  await passSeconds(page, 30);
  await expect(page.getByText("The sign-in service can't be reached.")).toBeHidden();
  await expectDeepLink(page);
});

test("asks WorkOS at most six times in a minute of outage, and is back within thirty seconds @long", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(failedRequest);
  await signInWithWorkos(page, deepLink);
  await page.route(tokenEndpoint, (route) => route.abort());
  const count = countTokenRequests(page);
  await page.clock.install();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign-in service unreachable" })).toBeVisible();
  await stopClock(page);
  count.refreshes = 0;
  for (let second = 0; second < 60; second += 1) {
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await passSeconds(page, 1);
  }
  expect(count.refreshes).toBeGreaterThan(2);
  expect(count.refreshes).toBeLessThanOrEqual(6);
  await page.unroute(tokenEndpoint);
  await passSeconds(page, 30);
  await expectDeepLink(page);
});

test("sign-out during an outage: signed out here, over a reload, and WorkOS is told later", async ({
  page,
  deployment,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(failedRequest);
  await signInWithWorkos(page, deepLink);
  await page.route(/\/user_management\/|\/sso\/jwks\//, (route) => route.abort("connectionrefused"));
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Signed out here" })).toBeVisible();
  await page.goto(deepLink);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();

  await page.unroute(/\/user_management\/|\/sso\/jwks\//);
  await page.clock.install({ time: Date.now() + 60_000 });
  const told = page.waitForRequest((request) => isLogout(request.url(), deployment));
  const count = countTokenRequests(page);
  await page.reload();
  await told;
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(count.refreshes).toBe(0);
});

test("asks for no refresh any more after a sign-out in another tab @long", async ({ page, context }) => {
  await page.clock.install();
  await signInWithWorkos(page);
  const other = await context.newPage();
  await other.goto("/dashboard");
  await expect(other.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  const count = countTokenRequests(page);
  await signOut(other);
  await expect(page.getByRole("heading", { name: "You're signed out" })).toBeVisible();
  await page.clock.fastForward(10 * 60_000);
  await passSeconds(page, 5);
  expect(count).toEqual({ exchanges: 0, refreshes: 0 });
});
