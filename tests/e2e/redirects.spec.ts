import { type BrowserContext } from "@playwright/test";

import { buildRedirectCorpus, encodeThreeWays } from "../../src/contract/testing/redirect-corpus.ts";
import { buildSessionAnswer } from "../../src/session/testing/session-answer.ts";
import { chooseRows } from "../../src/contract/testing/long-run.ts";
import { answerAsWorkos, authorizePage, probe, tokenEndpoint } from "./fault-network.ts";
import { expect, signInWithEmailCode, test } from "./fixtures.ts";

/* eslint-disable unicorn/consistent-function-scoping -- the browser gets the text of the inner functions, and nothing around them */

// Every place that takes a return path is handed every nasty one. What leaves the origin is caught by the browser itself.

/** Too long for `npm run test:long`. */
const hasWholeCorpus = process.env["PORTICO_ALL_REDIRECTS"] === "1";

/**
 * The whole corpus in three encodings with `npm run test:redirects`; otherwise one value in so many, so that the proof can't rot
 * and the suite stays quick. Neither 28 nor 56 shares a factor with the three encodings: each gets its turn.
 */
function buildValues(baseURL: string | undefined, oneIn: 28 | 56): string[] {
  const corpus = buildRedirectCorpus(new URL(String(baseURL)).host);
  const values = corpus.flatMap((entry) => encodeThreeWays(entry).map(({ value }) => value));
  return hasWholeCorpus ? values : values.filter((_, index) => index % oneIn === 0);
}

test.setTimeout(hasWholeCorpus ? 20 * 60_000 : 60_000);

/** Notes each request for a document of another origin, in whichever tab, and lets none out. */
async function watchOrigin(
  context: BrowserContext,
  baseURL: string | undefined,
  allowed: string[],
): Promise<string[]> {
  const left: string[] = [];
  const origins = new Set([new URL(String(baseURL)).origin, ...allowed]);
  context.on("page", (page) => left.push(`a new tab at ${page.url()}`));
  await context.route(
    (url) => !origins.has(url.origin),
    (route) => {
      left.push(route.request().url());
      return route.abort();
    },
  );
  return left;
}

test("the sign-in page leads nobody who is signed in off the origin @long", async ({
  page,
  context,
  baseURL,
  deployment,
  email,
}) => {
  await signInWithEmailCode(page, deployment, email);
  const left = await watchOrigin(context, baseURL, [deployment.workosOrigin]);
  for (const value of buildValues(baseURL, 56)) {
    await page.goto(`/sign-in?return_to=${value}`);
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    expect(new URL(page.url()).origin).toBe(new URL(String(baseURL)).origin);
  }
  expect(left).toEqual([]);
});

for (const way of chooseRows(["/login", "/sign-in"] as const, 2)) {
  test(`${way} stores no return path that leads off the origin`, async ({
    page,
    context,
    baseURL,
    deployment,
  }) => {
    const left = await watchOrigin(context, baseURL, [deployment.workosOrigin]);
    // Stays on the page, and has left for WorkOS all the same.
    await page.route(authorizePage, (route) => route.fulfill({ status: 204 }));
    await page.route(probe, (route) => route.fulfill({ status: 200 }));
    const values = buildValues(baseURL, 28);
    await page.goto("/signed-out");
    await expect(page.getByRole("heading", { name: "You're signed out" })).toBeVisible();
    const stored = await page.evaluate(
      async ({ given, path }) => {
        const turn = () =>
          new Promise((resolve) => {
            setTimeout(resolve, 0);
          });
        const go = (target: string) => {
          history.pushState(null, "", target);
          dispatchEvent(new PopStateEvent("popstate"));
        };
        const findEntry = () =>
          Object.keys(sessionStorage).find((key) => key.startsWith("portico:authorization:"));
        const returnPaths: unknown[] = [];
        for (const value of given) {
          sessionStorage.clear();
          localStorage.clear();
          go("/signed-out");
          for (
            let count = 0;
            count < 50 && !document.querySelector("h1")?.textContent.includes("signed out");
            count += 1
          )
            await turn();
          go(`${path}?return_to=${value}`);
          for (let count = 0; count < 400 && findEntry() === undefined; count += 1) {
            const buttons = [...document.querySelectorAll("button")];
            // `/login` starts by itself, except with a return path that isn't one: that it leaves to the sign-in page.
            buttons.find(({ textContent }) => textContent.includes("Continue with WorkOS"))?.click();
            await turn();
          }
          const entry: unknown = JSON.parse(sessionStorage.getItem(findEntry() ?? "") ?? "null");
          returnPaths.push(
            typeof entry === "object" && entry !== null && "returnTo" in entry ? entry.returnTo : entry,
          );
        }
        return returnPaths;
      },
      { given: values, path: way },
    );
    expect(stored).toHaveLength(values.length);
    for (const returnTo of stored) {
      expect(returnTo).toMatch(/^\/(?!\/)/);
      expect(new URL(String(returnTo), baseURL).origin).toBe(new URL(String(baseURL)).origin);
    }
    expect(left).toEqual([]);
  });
}

test("a return path that was changed in the tab's storage leads nobody off the origin after the callback @long", async ({
  page,
  context,
  baseURL,
  deployment,
}) => {
  // The tokens are made up, and the function would refuse them.
  await page.route("**/api/organizations", (route) => route.fulfill({ json: { organizations: [] } }));
  const left = await watchOrigin(context, baseURL, [deployment.workosOrigin]);
  const answer = buildSessionAnswer();
  const { user } = answer;
  await page.route(tokenEndpoint, (route) =>
    answerAsWorkos(route, page.url(), {
      status: 200,
      body: JSON.stringify({
        user: {
          object: "user",
          id: user.id,
          email: user.email,
          created_at: user.createdAt,
          updated_at: user.updatedAt,
        },
        access_token: answer.accessToken,
        refresh_token: "refresh",
      }),
    }),
  );
  const nonce = "0".repeat(32);
  await page.goto("/no/such/page");
  for (const value of buildValues(baseURL, 56)) {
    await page.evaluate(
      ({ key, returnTo }) => {
        sessionStorage.setItem(key, JSON.stringify({ createdAtMs: Date.now(), returnTo, codeVerifier: "v" }));
      },
      { key: `portico:authorization:${nonce}`, returnTo: value },
    );
    await page.goto(`/auth/workos/callback?code=c&state=${encodeURIComponent(JSON.stringify(nonce))}`);
    await page.waitForURL((url) => url.pathname !== "/auth/workos/callback");
    expect(new URL(page.url()).origin).toBe(new URL(String(baseURL)).origin);
  }
  expect(left).toEqual([]);
});

test("neither the address nor the function's answer leads anybody off the origin after an email code @long", async ({
  page,
  context,
  baseURL,
  deployment,
}) => {
  // The tokens are made up, and the function would refuse them.
  await page.route("**/api/organizations", (route) => route.fulfill({ json: { organizations: [] } }));
  const left = await watchOrigin(context, baseURL, [deployment.workosOrigin]);
  let returnTo = "";
  await page.route("**/api/email-code/verify", (route) =>
    route.fulfill({ json: { ...buildSessionAnswer(), returnTo } }),
  );
  await page.goto("/no/such/page");
  for (const value of buildValues(baseURL, 56)) {
    returnTo = value;
    await page.evaluate(() => {
      localStorage.clear();
      const inAnHour = Date.now() + 3_600_000;
      sessionStorage.setItem(
        "portico:email-code",
        JSON.stringify({
          email: "ada@example.com",
          sentCount: 1,
          resendAtMs: inAnHour,
          expiresAtMs: inAnHour,
        }),
      );
    });
    await page.goto(`/sign-in?return_to=${value}`);
    await page.getByLabel("Six-digit code").fill("123456");
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    expect(new URL(page.url()).origin).toBe(new URL(String(baseURL)).origin);
  }
  expect(left).toEqual([]);
});

test("a return path from a tab that has forgotten its sign-in offers nothing off the origin @long", async ({
  page,
  context,
  baseURL,
  deployment,
}) => {
  const left = await watchOrigin(context, baseURL, [deployment.workosOrigin]);
  const nonce = "0".repeat(32);
  await page.goto("/no/such/page");
  for (const value of buildValues(baseURL, 56)) {
    await page.evaluate(
      ({ key, given }) =>
        localStorage.setItem(key, JSON.stringify({ createdAtMs: Date.now(), returnTo: given })),
      { key: `portico:return-to:${nonce}`, given: value },
    );
    await page.goto(`/auth/workos/callback?code=c&state=${encodeURIComponent(JSON.stringify(nonce))}`);
    const offered = await page.getByRole("link", { name: "Use email code instead" }).getAttribute("href");
    const returnTo = new URL(String(offered), baseURL).searchParams.get("return_to") ?? "";
    expect(returnTo).toMatch(/^\/(?!\/)/);
    expect(new URL(returnTo, baseURL).origin).toBe(new URL(String(baseURL)).origin);
  }
  expect(left).toEqual([]);
});
