import { authorizePage, failedRequest, probe } from "./fault-network.ts";
import { expect, test } from "./never.ts";

// `/login`, the Sign-in URL registered at WorkOS, and what stands beside the two ways in.

test("starts AuthKit at once and once, with every hint passed on", async ({ page, deployment }) => {
  const asked: URL[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith(`${deployment.workosOrigin}/user_management/authorize`))
      asked.push(new URL(request.url()));
  });
  await page.goto(
    "/login?login_hint=grace%40example.com&organization_id=org_01K00000000000000000ENGNES&invitation_token=tok&screen_hint=sign-up&return_to=%2Fdashboard%3Ftab%3Dusage",
  );
  await expect.poll(() => asked.length).toBe(1);
  await page.waitForLoadState();
  expect(asked).toHaveLength(1);
  expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toMatchObject({
    login_hint: "grace@example.com",
    organization_id: "org_01K00000000000000000ENGNES",
    invitation_token: "tok",
    screen_hint: "sign-up",
  });
});

test("lands on the deep link @long", async ({ page }) => {
  await page.goto("/login?return_to=%2Fdashboard%3Ftab%3Dusage");
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(page).toHaveURL(/\/dashboard\?tab=usage$/);
});

test("says so when WorkOS can't be reached, and starts on a click when it can @long", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(failedRequest);
  await page.route(probe, (route) => route.abort("connectionrefused"));
  await page.goto("/login?return_to=%2Fdashboard%3Ftab%3Dusage");
  await expect(page.getByRole("heading", { name: "WorkOS can't be reached" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Go to sign-in" })).toHaveAttribute(
    "href",
    "/sign-in?return_to=%2Fdashboard%3Ftab%3Dusage",
  );
  await page.unroute(probe);
  await page.getByRole("button", { name: "Try WorkOS again" }).click();
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(page).toHaveURL(/\/dashboard\?tab=usage$/);
});

test("stops a sign-in that keeps coming back, and a person can go on @long", async ({ page, baseURL }) => {
  let visits = 0;
  await page.route(authorizePage, (route) => {
    visits += 1;
    return visits > 20
      ? route.abort()
      : route.fulfill({ status: 302, headers: { Location: `${baseURL}/login` } });
  });
  await page.goto("/login");
  await expect(page.getByRole("heading", { name: "Sign-in keeps coming back here" })).toBeVisible();
  expect(visits).toBe(3);
  await page.unroute(authorizePage);
  await page.getByRole("button", { name: "Try WorkOS again" }).click();
  await expect(page.getByRole("button", { name: "Continue as Grace Hopper" })).toBeVisible();
});

test("marks the way that was used last @long", async ({ page }) => {
  await page.goto("/dashboard");
  const workos = page.getByRole("button", { name: "Continue with WorkOS" });
  await expect(workos).toHaveAccessibleDescription("");
  await workos.click();
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("link", { name: "Sign in again" }).click();
  await expect(workos).toHaveAccessibleDescription("Last used");
  await expect(page.getByRole("button", { name: "Use email code" })).toHaveAccessibleDescription("");
});

test("rests at the signed-out page, and asks for credentials for another account @long", async ({
  page,
  deployment,
}) => {
  await page.goto("/signed-out");
  await expect(page.getByRole("heading", { name: "You're signed out" })).toBeVisible();
  const asked = page.waitForRequest((request) =>
    request.url().startsWith(`${deployment.workosOrigin}/user_management/authorize`),
  );
  await page.getByRole("button", { name: "Use another account" }).click();
  expect(new URL((await asked).url()).searchParams.get("prompt")).toBe("login");
});
