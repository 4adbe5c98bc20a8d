import { expect, signInWithEmailCode, signInWithWorkos, signOut, statusLine, test } from "./fixtures.ts";

const base = "/console";

test("signs in with WorkOS to a deep link below the base path, and out again @long", async ({ page }) => {
  await page.goto(`${base}/members?page=2#people`);
  await expect(page).toHaveURL((url) => url.pathname === `${base}/sign-in`);
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(page).toHaveURL(
    (url) => url.pathname + url.search + url.hash === `${base}/members?page=2#people`,
  );
  await page.getByRole("link", { name: "Dashboard" }).click();
  await expect(page).toHaveURL((url) => url.pathname === `${base}/dashboard`);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await signOut(page);
  await expect(page).toHaveURL((url) => url.pathname === `${base}/signed-out`);
  await page.goto(`${base}/dashboard`);
  await expect(page).toHaveURL((url) => url.pathname === `${base}/sign-in`);
});

test("signs in with an email code below the base path, keeps the session, and ends it @long", async ({
  page,
  deployment,
  email,
}) => {
  const calls: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.includes("/api/")) calls.push(pathname);
  });
  await signInWithEmailCode(page, deployment, email, `${base}/sign-in`);
  await expect(page).toHaveURL((url) => url.pathname === `${base}/dashboard`);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await signOut(page);
  await expect(page).toHaveURL((url) => url.pathname === `${base}/signed-out`);
  expect(calls.length).toBeGreaterThan(3);
  expect(calls.filter((path) => !path.startsWith(`${base}/api/`))).toEqual([]);
});

test("starts WorkOS at the Sign-in URL below the base path @long", async ({ page }) => {
  await page.goto(`${base}/login?return_to=${encodeURIComponent(`${base}/account`)}`);
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(page).toHaveURL((url) => url.pathname === `${base}/account`);
});

test("returns to no other application of the origin @long", async ({ page }) => {
  await signInWithWorkos(page, `${base}/sign-in?return_to=${encodeURIComponent("/other/page")}`);
  await expect(page).toHaveURL((url) => url.pathname === `${base}/dashboard`);
});

test("answers the app and the function only below the base path @long", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(404));
  expect((await page.goto(`${base}/no/such/page`))?.status()).toBe(200);
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  const statuses = await page.evaluate(
    async (paths) => await Promise.all(paths.map(async (path) => (await fetch(path)).status)),
    [
      `${base}/api/health`,
      "/api/health",
      `${base}/assets/missing.js`,
      "/assets/missing.js",
      "/consoles/x.js",
    ],
  );
  expect(statuses).toEqual([200, 404, 404, 404, 404]);
  expect((await page.goto(base))?.status()).toBe(200);
});
