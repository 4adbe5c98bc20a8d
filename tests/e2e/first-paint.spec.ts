import { type Page } from "@playwright/test";

import { commonMessages } from "../../src/config/messages/common.ts";
import { emailCodeMessages } from "../../src/config/messages/email-code.ts";
import { landingMessages } from "../../src/config/messages/landing.ts";
import { expect, readMailedCode, signInWithWorkos, test } from "./fixtures.ts";

// Pages before the app's script is there, and the moment when it takes over. On the two builds; the development server renders no pages.

const { signIn } = commonMessages;
const { emailStep } = emailCodeMessages;

/** The app's scripts; the early one comes through. */
const appScripts = /\/assets\/(?!early-)[^/]+\.js$/;

/** Holds the app's scripts back until `release`. */
async function holdApp(page: Page) {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(appScripts, async (route) => {
    await released;
    // The page may be gone meanwhile.
    await route.continue().catch(() => undefined);
  });
  return { release };
}

/** Waits for the app to have taken over. */
const untilTaken = (page: Page) => page.locator("#root:not([data-page])").waitFor({ state: "attached" });

const workosButton = (page: Page) => page.getByRole("button", { name: signIn.withWorkos });

test("a click before the app leads to WorkOS, and the sign-in is finished", async ({ page, baseURL }) => {
  await holdApp(page);
  await page.goto("/sign-in?return_to=%2Fdashboard%3Ftab%3Dusage", { waitUntil: "commit" });
  const authorize = page.waitForRequest(/\/user_management\/authorize\?/);
  await workosButton(page).click();
  const { searchParams } = new URL((await authorize).url());
  expect(searchParams.get("code_challenge_method")).toBe("S256");
  await expect(page.getByRole("button", { name: "Continue as Grace Hopper" })).toBeVisible();
  await page.unroute(appScripts);
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(page).toHaveURL(`${baseURL}/dashboard?tab=usage`);
});

test("/login leads to WorkOS before the app, and stops a loop there too @production", async ({ page }) => {
  const hold = await holdApp(page);
  for (let count = 0; count < 3; count += 1) {
    const authorize = page.waitForRequest(/\/user_management\/authorize\?/);
    await page.goto("/login?login_hint=ada%40example.com", { waitUntil: "commit" });
    expect(new URL((await authorize).url()).searchParams.get("login_hint")).toBe("ada@example.com");
  }
  await page.goto("/login", { waitUntil: "commit" });
  hold.release();
  await expect(page.getByRole("alert")).toContainText(landingMessages.login.looping.text);
});

test("another account is asked for before the app on /signed-out @production", async ({ page }) => {
  await holdApp(page);
  await page.goto("/signed-out", { waitUntil: "commit" });
  const authorize = page.waitForRequest(/\/user_management\/authorize\?/);
  await page.locator("[data-early=workos]").click();
  expect(new URL((await authorize).url()).searchParams.get("prompt")).toBe("login");
});

test("an address typed before the app survives it, with caret and focus", async ({
  page,
  email,
  deployment,
}) => {
  const hold = await holdApp(page);
  await page.goto("/sign-in?login_hint=hinted%40example.com", { waitUntil: "commit" });
  await page.getByRole("button", { name: signIn.withEmailCode }).click();
  const field = page.getByLabel(emailStep.email);
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("hinted@example.com");
  await field.fill(email);
  await field.press("Home");
  await field.press("ArrowRight");
  const before = await field.elementHandle();
  hold.release();
  await untilTaken(page);
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(email);
  expect(await field.evaluate((node: HTMLInputElement) => node.selectionStart)).toBe(1);
  expect(await field.evaluate((node, other) => node === other, before)).toBe(true);
  await expect(page).toHaveTitle(/./);
  await page.getByRole("button", { name: emailStep.submit }).click();
  await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email));
});

test("an address submitted before the app is sent by it, once", async ({ page, email }) => {
  const hold = await holdApp(page);
  const sends: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/email-code/send")) sends.push(request.url());
  });
  await page.goto("/sign-in", { waitUntil: "commit" });
  await page.getByRole("button", { name: signIn.withEmailCode }).click();
  await page.getByLabel(emailStep.email).fill(email);
  await page.getByLabel(emailStep.email).press("Enter");
  await page.getByLabel(emailStep.email).press("Enter");
  await expect(page.getByRole("button", { name: emailStep.busy })).toHaveAttribute("aria-disabled", "true");
  hold.release();
  await expect(page.getByLabel("Six-digit code")).toBeVisible();
  expect(sends).toHaveLength(1);
});

/** Notes what is painted: layout shifts, and the texts of `#root` at every frame in which they are seen. */
async function watchPaints(page: Page) {
  await page.addInitScript(() => {
    const seen: string[] = [];
    let shift = 0;
    const note = () => {
      document.documentElement.dataset["paints"] = JSON.stringify({ seen, shift });
    };
    // Firefox has none.
    if (PerformanceObserver.supportedEntryTypes.includes("layout-shift"))
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shift += "value" in entry ? Number(entry.value) : 0;
        note();
      }).observe({ type: "layout-shift", buffered: true });
    const look = () => {
      const root = document.getElementById("root");
      const text = root?.checkVisibility() === true ? root.innerText.replaceAll(/\s+/g, " ").trim() : "";
      if (text !== "" && text !== seen.at(-1)) seen.push(text);
      note();
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return async (): Promise<{ seen: string[]; shift: number }> =>
    JSON.parse((await page.locator("html").getAttribute("data-paints")) ?? "");
}

test("the app takes over without a shift, and nothing else is painted", async ({ page }) => {
  const readPaints = await watchPaints(page);
  await page.addInitScript(() => localStorage.setItem("portico:last-method", "workos"));
  const hold = await holdApp(page);
  await page.goto("/sign-in?return_to=%2Fa&login_hint=a%40b.example", { waitUntil: "commit" });
  await expect(workosButton(page)).toBeVisible();
  await expect(page.getByText(signIn.lastUsed)).toBeVisible();
  const health = page.waitForResponse("**/api/health");
  hold.release();
  await untilTaken(page);
  await health;
  // The frames that this has led to.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  const { seen, shift } = await readPaints();
  expect(seen).toEqual([expect.stringContaining(signIn.withWorkos)]);
  expect(shift).toBe(0);
});

test("people who are signed in never see the sign-in page @production", async ({ page }) => {
  await signInWithWorkos(page);
  const readPaints = await watchPaints(page);
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  const { seen } = await readPaints();
  expect(seen.filter((text) => text.includes(signIn.withWorkos))).toEqual([]);
});
