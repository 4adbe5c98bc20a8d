import { chooseRows } from "../../src/contract/testing/long-run.ts";
import { type Page } from "@playwright/test";

import {
  expect,
  readMailedCode,
  signInWithEmailCode,
  signInWithWorkos,
  statusLine,
  test,
} from "./fixtures.ts";
import { addressOf } from "./page-modules.ts";

type CallName = "signIn" | "signOut" | "getSignInUrl";
type Call = { name: CallName; values: unknown[]; isQuery?: boolean };

/** A page that has just been loaded may not have started yet. */
async function untilStarted(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector("#root > *") !== null);
}

/** Calls one of the calls in the page, and gives what it resolves to. */
async function call(page: Page, name: CallName, ...values: unknown[]): Promise<unknown> {
  await untilStarted(page);
  return page.evaluate(
    async ({ name, path, values }) => {
      const module: Record<string, (...values: unknown[]) => unknown> = await import(path);
      return module[name]?.(...values);
    },
    { name, path: addressOf(name), values },
  );
}

/** Calls one that leaves the page, and doesn't wait for it. The last of the values can be made a URLSearchParams on the way. */
async function callAndLeave(page: Page, { name, values, isQuery = false }: Call): Promise<void> {
  await untilStarted(page);
  await page.evaluate(
    async ({ name, path, values, isQuery }) => {
      const module: Record<string, (...values: unknown[]) => unknown> = await import(path);
      const last = values.at(-1);
      const given =
        isQuery && typeof last === "string" ? [...values.slice(0, -1), new URLSearchParams(last)] : values;
      setTimeout(() => module[name]?.(...given));
    },
    { name, path: addressOf(name), values, isQuery },
  );
}

type RunningSession = {
  getState: () => { kind: string; session?: { source: string; user: { email: string } } };
  callbackState: unknown;
};

async function readRunningSession(page: Page) {
  await untilStarted(page);
  return page.evaluate(async (path) => {
    const module: { getRunningSession: () => RunningSession } = await import(path);
    const { getState, callbackState } = module.getRunningSession();
    const { kind, session } = getState();
    return { session: { kind, email: session?.user.email, source: session?.source }, callbackState };
  }, addressOf("runningSession"));
}

async function readSession(page: Page) {
  return (await readRunningSession(page)).session;
}

const path = "/no/such/page?tab=usage&from=mail#row-7";

test.beforeEach(async ({ page }) => {
  await page.goto(path);
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
});

test("signIn() leads to the sign-in page and back to the page it was called from", async ({
  page,
  baseURL,
}) => {
  await callAndLeave(page, { name: "signIn", values: [] });
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(page).toHaveURL(baseURL + path);
});

test('signIn("workos") leads through WorkOS back to the page it was called from', async ({
  page,
  baseURL,
}) => {
  await callAndLeave(page, { name: "signIn", values: ["workos"] });
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(page).toHaveURL(baseURL + path);
  await expect.poll(() => readSession(page)).toMatchObject({ kind: "active", email: "grace@example.com" });
});

const given = {
  login_hint: "grace@example.com",
  max_age: "60",
  client_id: "client_evil",
  redirect_uri: "https://evil.example/",
  response_type: "token",
  state: "evil",
  code_challenge: "evil",
  provider: "evil",
};
const query = new URLSearchParams(given).toString();
const forms: [string, unknown, boolean][] = [
  ["a string", query, false],
  ["pairs", Object.entries(given), false],
  ["a record", given, false],
  ["URLSearchParams", query, true],
];
for (const [form, params, isQuery] of chooseRows(forms, 4)) {
  test(`signIn asks WorkOS with parameters given as ${form}, and signs in @long`, async ({
    page,
    baseURL,
  }) => {
    const asking = page.waitForRequest((request) => request.url().includes("/user_management/authorize"));
    await callAndLeave(page, {
      name: "signIn",
      values: ["workos", { redirectTo: "/dashboard?tab=usage" }, params],
      isQuery,
    });
    const asked = new URL((await asking).url()).searchParams;
    expect(asked.get("login_hint")).toBe("grace@example.com");
    expect(asked.get("max_age")).toBe("60");
    expect(asked.get("redirect_uri")).toBe(`${baseURL}/auth/workos/callback`);
    expect(asked.toString()).not.toContain("evil");
    await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
    await expect(page).toHaveURL(`${baseURL}/dashboard?tab=usage`);
  });
}

test('signIn("workos", { redirect: false }) resolves once a new tab has signed in @long', async ({
  page,
  context,
  baseURL,
}) => {
  const opening = context.waitForEvent("page");
  const response = call(page, "signIn", "workos", { redirect: false });
  const tab = await opening;
  await expect(tab.getByRole("button", { name: "Continue as Grace Hopper" })).toBeVisible();
  expect(await readSession(page)).toMatchObject({ kind: "signedOut" });
  await tab.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(tab).toHaveURL(`${baseURL}/signed-in`);
  expect(await response).toEqual({ ok: true, status: 200, url: path, error: undefined, code: undefined });
  expect(await readSession(page)).toMatchObject({
    kind: "active",
    source: "workos",
    email: "grace@example.com",
  });
  await expect(page).toHaveURL(baseURL + path);
  expect(await call(page, "signIn", "workos", { redirect: false })).toMatchObject({ ok: true });
});

test('signIn("workos", { redirect: false }) says that WorkOS can\'t be reached, and opens nothing @long', async ({
  page,
  context,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/ERR_FAILED/);
  await page.route("**/sso/jwks/**", (route) => route.abort());
  await page.reload();
  expect(await call(page, "signIn", "workos", { redirect: false })).toMatchObject({
    ok: false,
    error: "WorkosUnreachable",
    code: "workos_unreachable",
    status: 503,
    url: null,
  });
  expect(context.pages()).toHaveLength(1);
});

test('signIn("workos") offers the other way where WorkOS can\'t be reached @long', async ({
  page,
  baseURL,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/ERR_FAILED/);
  await page.route("**/sso/jwks/**", (route) => route.abort());
  await page.reload();
  await callAndLeave(page, { name: "signIn", values: ["workos", { redirectTo: "/dashboard?tab=usage" }] });
  await expect(page).toHaveURL(`${baseURL}/sign-in?return_to=%2Fdashboard%3Ftab%3Dusage`);
  await expect(page.getByRole("button", { name: "Use email code" })).toBeVisible();
});

test('signIn("email-code", { redirect: false }) asks for a code, refuses a wrong one, takes the right one', async ({
  page,
  deployment,
  email,
  baseURL,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400));
  expect(await call(page, "signIn", "email-code", { email, redirect: false })).toMatchObject({
    ok: true,
    url: path,
  });
  const mailed = await readMailedCode(page, deployment, email);
  const wrong = mailed === "000000" ? "000001" : "000000";
  expect(await call(page, "signIn", "email-code", { code: wrong, redirect: false })).toMatchObject({
    ok: false,
    error: "WrongOneTimeCode",
    code: "wrong_one_time_code",
    status: 400,
    url: null,
  });
  expect(await readSession(page)).toMatchObject({ kind: "signedOut" });
  expect(await call(page, "signIn", "email-code", { code: mailed, redirect: false })).toMatchObject({
    ok: true,
    status: 200,
    url: path,
  });
  expect(await readSession(page)).toEqual({ kind: "active", source: "email-code", email });
  await expect(page).toHaveURL(baseURL + path);
});

test('signIn("email-code", { email }) leads to the code step and back to the page it was called from @long', async ({
  page,
  deployment,
  email,
  baseURL,
}) => {
  await callAndLeave(page, { name: "signIn", values: ["email-code", { email }] });
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await expect(page.getByText(email)).toBeVisible();
  await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email));
  await expect(page).toHaveURL(baseURL + path);
  expect(await readSession(page)).toMatchObject({ kind: "active", email });
});

test('signIn("email-code", { code }) lands where the code was asked for @long', async ({
  page,
  deployment,
  email,
  baseURL,
}) => {
  const redirectTo = "/dashboard?tab=usage#row-7";
  await call(page, "signIn", "email-code", { email, redirectTo, redirect: false });
  const code = await readMailedCode(page, deployment, email);
  await callAndLeave(page, { name: "signIn", values: ["email-code", { code }] });
  await expect(page).toHaveURL(baseURL + redirectTo);
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
});

test("signIn says of a provider that it isn't available @long", async ({
  page,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(404));
  expect(await call(page, "signIn", "magic-link", { email, redirect: false })).toMatchObject({
    ok: false,
    error: "ProviderNotAvailable",
    code: "provider_not_available",
    status: 404,
  });
});

test("no redirectTo leads off the origin @long", async ({ page, baseURL }) => {
  await callAndLeave(page, { name: "signIn", values: ["workos", { redirectTo: "https://evil.example/" }] });
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(page).toHaveURL(`${baseURL}/dashboard`);
  await callAndLeave(page, { name: "signOut", values: [{ redirectTo: "//evil.example" }] });
  await expect(page).toHaveURL(`${baseURL}/signed-out`);
});

test("signOut() ends an AuthKit session and rests on /signed-out @long", async ({ page, baseURL }) => {
  await signInWithWorkos(page);
  // The page shows where it will rest before it leaves for WorkOS's logout.
  const cameBack = page.waitForEvent("load");
  await callAndLeave(page, { name: "signOut", values: [] });
  await cameBack;
  await expect(page).toHaveURL(`${baseURL}/signed-out`);
  // The page has come by now, so that the reload breaks no load off.
  await expect(page.getByRole("heading", { name: "You're signed out" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "You're signed out" })).toBeVisible();
  expect(await readSession(page)).toMatchObject({ kind: "signedOut" });
});

for (const way of chooseRows(["AuthKit", "email"] as const, 2)) {
  test(`signOut({ redirectTo }) lands on a page that WorkOS knows nothing of (${way}) @long`, async ({
    page,
    deployment,
    email,
    baseURL,
  }) => {
    if (way === "AuthKit") await signInWithWorkos(page);
    else await signInWithEmailCode(page, deployment, email);
    await callAndLeave(page, { name: "signOut", values: [{ redirectTo: path }] });
    await expect(page).toHaveURL(baseURL + path);
    // So that the next address breaks no load off, which Firefox reports as another navigation.
    await page.waitForLoadState("load");
    await page.goto("/dashboard");
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  });

  test(`signOut({ redirect: false }) stays on the page (${way}) @long`, async ({
    page,
    deployment,
    email,
    baseURL,
  }) => {
    if (way === "AuthKit") await signInWithWorkos(page);
    else await signInWithEmailCode(page, deployment, email);
    await page.goto(path);
    await expect.poll(() => readSession(page)).toMatchObject({ kind: "active" });
    expect(await call(page, "signOut", { redirect: false, redirectTo: "/dashboard" })).toEqual({
      url: "/dashboard",
    });
    await expect(page).toHaveURL(baseURL + path);
    expect(await readSession(page)).toMatchObject({ kind: "signedOut" });
    await page.goto("/dashboard");
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  });
}

test("getSignInUrl gives a URL that signs in and brings the state back @long", async ({ page, baseURL }) => {
  const state = { teamId: "team_123", referrer: "pricing" };
  const first = await call(page, "getSignInUrl", { state, loginHint: "grace@example.com", prompt: "login" });
  // Another one, as a page with two links makes it, takes nothing from the first.
  await call(page, "getSignInUrl", { state: "another" });
  const url = new URL(String(first));
  expect(url.searchParams.get("login_hint")).toBe("grace@example.com");
  expect(url.searchParams.get("prompt")).toBe("login");
  expect(url.href).not.toContain("team_123");
  await page.goto(url.href);
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(page).toHaveURL(baseURL + path);
  expect(await readRunningSession(page)).toMatchObject({ callbackState: state });
});

test("getSignInUrl takes a redirect URI of this origin alone @long", async ({ page, baseURL }) => {
  const url = new URL(String(await call(page, "getSignInUrl", { redirectUri: "/auth/second/callback" })));
  expect(url.searchParams.get("redirect_uri")).toBe(`${baseURL}/auth/second/callback`);
  await expect(call(page, "getSignInUrl", { redirectUri: "https://evil.example/callback" })).rejects.toThrow(
    "redirectUri must be on",
  );
});
