import { chooseRows } from "../../src/contract/testing/long-run.ts";
import { messages } from "../../src/config/messages.ts";
import { answerProblem, failedRequest, passSeconds, probe, stopClock } from "./fault-network.ts";
import { expect, signInWithEmailCode, signInWithWorkos, signOut, statusLine, test } from "./fixtures.ts";

/** Nothing in it hangs on where AuthKit keeps its refresh token, so that one deployment is enough. */
const everywhereAlike = { tag: "@production" };

test("shows nothing of the console to people who are signed out", async ({ page, baseURL }) => {
  await page.goto("/dashboard?tab=usage");
  await expect(page).toHaveURL(`${baseURL}/sign-in?return_to=%2Fdashboard%3Ftab%3Dusage`);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("keeps an AuthKit session over a reload", async ({ page }) => {
  await signInWithWorkos(page);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await expect(page.getByText("WorkOS AuthKit")).toBeVisible();
});

test("keeps an email session over a reload", everywhereAlike, async ({ page, deployment, email }) => {
  await signInWithEmailCode(page, deployment, email);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await expect(page.getByText(email, { exact: true })).toBeVisible();
});

test("ends an AuthKit session on sign-out: the refresh token used before is refused", async ({
  page,
  context,
  deployment,
  baseURL,
}) => {
  await signInWithWorkos(page);
  const refreshToken = await page.evaluate(
    () => Object.entries(localStorage).find(([key]) => key.startsWith("workos:refresh-token:"))?.[1],
  );
  const cookies = (await context.cookies()).filter(({ domain }) =>
    deployment.workosOrigin.includes(domain.replace(/^\./, "")),
  );
  await signOut(page);
  await expect(page).toHaveURL(`${baseURL}/signed-out`);
  await page.reload();
  await expect(page.getByRole("heading", { name: "You're signed out" })).toBeVisible();

  const refresh = (headers: Record<string, string>, token?: string) =>
    page.request.post(`${deployment.mockUrl}/user_management/authenticate`, {
      headers,
      data: {
        client_id: "client_portico_mock",
        grant_type: "refresh_token",
        ...(token && { refresh_token: token }),
      },
    });
  const cookieHeader = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  expect(refreshToken !== undefined || cookies.some(({ httpOnly }) => httpOnly)).toBe(true);
  const refused = await refresh(refreshToken === undefined ? { Cookie: cookieHeader } : {}, refreshToken);
  expect(refused.status()).toBe(400);
  expect(await refused.json()).toMatchObject({ error: "invalid_grant" });
});

test(
  "offers nothing to click while it leaves for WorkOS's logout, which would be gone a moment later @long",
  everywhereAlike,
  async ({ page, baseURL }) => {
    await signInWithWorkos(page);
    await page.clock.install();
    await page.reload();
    await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
    await stopClock(page);
    // Held before it leaves: of a page whose next one is on its way Playwright doesn't tell.
    const release = Promise.withResolvers<void>();
    await page.route(probe, async (route) => {
      await release.promise;
      await route.continue();
    });
    await page.getByRole("button", { name: "Account menu" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page.getByRole("heading", { name: messages.signedOut.leaving })).toBeVisible();
    await expect(page.getByRole("link")).toHaveCount(0);
    await expect(page.getByRole("button")).toHaveCount(0);
    release.resolve();
    await expect(page.getByRole("heading", { name: messages.signedOut.title })).toBeVisible();
    await expect(page).toHaveURL(`${baseURL}/signed-out`);
    await page.getByRole("link", { name: messages.signedOut.again }).click();
    await expect(page.getByRole("heading", { name: messages.signIn.title })).toBeFocused();
  },
);

test(
  "ends an email session on sign-out: the cookie used before is refused",
  everywhereAlike,
  async ({ page, context, deployment, email, baseURL, expectedConsoleErrors }) => {
    expectedConsoleErrors.push(statusLine(401));
    await signInWithEmailCode(page, deployment, email);
    const cookies = await context.cookies(String(baseURL));
    const own = cookies.filter(({ name }) => name.includes("portico"));
    expect(own.map(({ name }) => name.replace("__Host-", "")).toSorted()).toEqual([
      "portico-device",
      "portico-session",
    ]);
    for (const cookie of own) expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });
    const answered = page.waitForResponse("**/api/session/sign-out");
    await signOut(page);
    expect(await (await answered).json()).toEqual({ revoked: true });
    await expect(page).toHaveURL(`${baseURL}/signed-out`);

    // The thief's move: put the cookie back and ask for a session with it.
    await context.addCookies(own);
    const refused = await page.evaluate(async () => {
      const answer = await fetch("/api/session/refresh", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Portico-Request": "1" },
        body: "{}",
      });
      const problem: unknown = await answer.json();
      return problem;
    });
    // Not `no_session`: the cookie was there, and the session behind it is dead.
    expect(refused).toMatchObject({ status: 401, code: "session_ended" });
    await page.goto("/dashboard");
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  },
);

for (const way of chooseRows(["AuthKit", "email"] as const, 2)) {
  test(
    `keeps two tabs signed in, and signs both out at once (${way})`,
    way === "AuthKit" ? {} : everywhereAlike,
    async ({ page, context, deployment, email }) => {
      if (way === "AuthKit") await signInWithWorkos(page);
      else await signInWithEmailCode(page, deployment, email);
      const second = await context.newPage();
      await second.goto("/dashboard");
      await expect(second.getByRole("heading", { name: "Dashboard" })).toBeVisible();
      await page.reload();
      await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
      await signOut(second);
      await expect(page.getByRole("heading", { name: "You're signed out" })).toBeVisible();
    },
  );

  test(
    `brings a waiting tab in when another signs in (${way}) @long`,
    way === "AuthKit" ? {} : everywhereAlike,
    async ({ page, context, deployment, email }) => {
      const waiting = await context.newPage();
      await waiting.goto("/dashboard?tab=usage");
      await expect(waiting.getByRole("heading", { name: "Sign in" })).toBeVisible();
      if (way === "AuthKit") await signInWithWorkos(page);
      else await signInWithEmailCode(page, deployment, email);
      await expect(waiting.getByRole("heading", { name: "Dashboard" })).toBeVisible();
      await expect(waiting).toHaveURL(/\/dashboard\?tab=usage$/);
    },
  );
}

test(
  "keeps an email session while the function can't be reached, and carries on by itself @long",
  everywhereAlike,
  async ({ page, deployment, email, expectedConsoleErrors }) => {
    expectedConsoleErrors.push(failedRequest);
    await signInWithEmailCode(page, deployment, email);
    await page.route("**/api/session/refresh", (route) => route.abort());
    await page.reload();
    await expect(page.getByRole("heading", { name: "Sign-in service unreachable" })).toBeVisible();
    await page.unroute("**/api/session/refresh");
    await page.getByRole("button", { name: "Try now" }).click();
    await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  },
);

test("keeps an AuthKit session while WorkOS can't be reached, and carries on by itself @long", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(failedRequest);
  await signInWithWorkos(page);
  await page.route("**/user_management/authenticate", (route) => route.abort());
  await page.clock.install();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign-in service unreachable" })).toBeVisible();
  await page.unroute("**/user_management/authenticate");
  await passSeconds(page, 3);
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
});

test("says that the session has ended when its issuer refuses to go on", async ({
  page,
  deployment,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(401));
  await signInWithEmailCode(page, deployment, email);
  await page.route("**/api/session/refresh", (route) => answerProblem(route, 401, "session_ended"));
  await page.goto("/dashboard?tab=usage");
  await expect(page.getByText("Your session has ended. Sign in again.")).toBeVisible();
  await expect(page).toHaveURL(/return_to=%2Fdashboard%3Ftab%3Dusage$/);
});
