import { type Browser, type Page } from "@playwright/test";

import { messages } from "../../src/config/messages.ts";
import { magicLinkMessages } from "../../src/sign-in/magic-link/messages.ts";
import {
  type Deployment,
  expect,
  expectNoAxeViolations,
  signInWithEmailCode,
  signInWithWorkos,
  signOut,
  test,
} from "./fixtures.ts";
import { type ChangeHeaders, startForwardingProxy } from "./forwarding-proxy.ts";

test("shows the way to the mailbox on every page", async ({ page, context }) => {
  await page.goto("/sign-in");
  const opened = context.waitForEvent("page");
  await page.getByRole("link", { name: "Open the mailbox" }).click();
  const mailbox = await opened;
  await expect(mailbox.getByRole("heading", { name: "Mailbox" })).toBeVisible();
});

test("runs under the content policy of a deployment, with Vite's client connected", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/api\.example\.com/);
  const connected = page.waitForEvent("console", (message) => message.text() === "[vite] connected.");
  const policy = (await page.goto("/sign-in"))?.headers()["content-security-policy"];
  expect(policy).toMatch(/default-src 'none'.*connect-src 'self';.*trusted-types 'none'$/);
  await connected;
  // With its style sheets.
  await expect(page.getByRole("heading", { name: "Sign in" })).toHaveCSS("font-family", /Instrument Sans/);
  const said = page.waitForEvent("console", (message) => message.text().includes("PORTICO_CONNECT_ORIGINS"));
  await page.evaluate(async () => {
    await fetch("https://api.example.com/v1/members").catch(() => null);
  });
  expect((await said).text()).toContain("https://api.example.com is blocked by the content policy.");
});

test("offers no Magic Link, which is off by default @long", async ({ page }) => {
  const health = page.waitForResponse("**/api/health");
  await page.goto("/sign-in");
  expect(await (await health).json()).toEqual({ status: "ok", emailCode: "available" });
  await expect(page.getByRole("button", { name: messages.signIn.withEmailCode })).toBeEnabled();
  await expect(page.getByRole("button", { name: magicLinkMessages.offer })).toHaveCount(0);
});

test("signs a person up on the hosted page and shows them in the console", async ({ page, email }) => {
  await page.goto("/dashboard");
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("First name").fill("Rosalind");
  await page.getByLabel("Last name").fill("Franklin");
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page.getByText("Good to see you, Rosalind.")).toBeVisible();
});

for (const [name, path, heading] of [
  ["the sign-in page with the way to the mailbox", "/sign-in", "Sign in"],
  ["the mailbox", "/mock/mailbox", "Mailbox"],
] as const) {
  test(`axe finds nothing on ${name}, in either theme @long`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
    await expectNoAxeViolations(page);
  });
}

test("axe finds nothing on the hosted pages, in either theme @long", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  for (const link of [null, "Create an account"]) {
    if (link !== null) await page.getByRole("link", { name: link }).click();
    await expect(
      page.getByRole("button", { name: link === null ? "Continue as Ada Lovelace" : "Sign up" }),
    ).toBeVisible();
    await expectNoAxeViolations(page);
  }
});

/** A page of a browser that gets every address from the development server, as through a network, a proxy or a tunnel. */
async function openBehind(browser: Browser, target: string, changeHeaders: ChangeHeaders) {
  const proxy = await startForwardingProxy(target, changeHeaders);
  const context = await browser.newContext({
    proxy: { server: proxy.url, bypass: "localhost" },
    ignoreHTTPSErrors: true,
  });
  return {
    page: await context.newPage(),
    close: async () => {
      await context.close();
      proxy.close();
    },
  };
}

async function signInBothWays(page: Page, deployment: Deployment, origin: string, email: string) {
  await signInWithWorkos(page, `${origin}/dashboard`);
  expect(new URL(page.url()).origin).toBe(origin);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await signOut(page);
  await signInWithEmailCode(page, deployment, email, `${origin}/sign-in`);
  expect(new URL(page.url()).origin).toBe(origin);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
}

test("signs people in both ways at 127.0.0.1 @long", async ({ page, deployment, email }) => {
  await signInBothWays(page, deployment, deployment.mockUrl.replace("localhost", "127.0.0.1"), email);
});

for (const [name, forwarded, isRewritten] of [
  ["a Codespace, whose tunnel rewrites Host and Origin", "fluffy-5173.app.github.dev", true],
  ["a tunnel that keeps them", "abc.ngrok-free.app", false],
] as const) {
  test(`signs people in both ways through ${name} @long`, async ({ browser, deployment, email }) => {
    const { host, origin } = new URL(deployment.mockUrl);
    const behind = await openBehind(browser, origin, ({ headers }) => ({
      "x-forwarded-host": forwarded,
      "x-forwarded-proto": "https",
      ...(isRewritten && { host, ...(headers.origin !== undefined && { origin }) }),
    }));
    await signInBothWays(behind.page, deployment, `https://${forwarded}`, email);
    await behind.close();
  });
}

test("names the address that works where plain HTTP keeps WorkOS from it, and signs in with a code @long", async ({
  browser,
  deployment,
  email,
}) => {
  const { origin, port } = new URL(deployment.mockUrl);
  const { page, close } = await openBehind(browser, origin, () => ({}));
  const base = `http://192.168.77.7:${port}`;
  await page.goto(`${base}/dashboard`);
  const words = messages.signIn.insecureAddress(`http://localhost:${port}`, true);
  const button = page.getByRole("button", { name: "Continue with WorkOS" });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription(words);
  await page.goto(`${base}/login`);
  await expect(page.getByText(words)).toBeVisible();
  await signInWithEmailCode(page, deployment, email, `${base}/sign-in`);
  await close();
});
