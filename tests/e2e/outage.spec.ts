import { chooseRows } from "../../src/contract/testing/long-run.ts";
import type { Page } from "@playwright/test";

import { expect, readMailedCode, signInWithWorkos, signOut, statusLine, test } from "./fixtures.ts";

// Faults are played on a mock of this file's own, and one after the other: they meet everybody who asks it.
test.describe.configure({ mode: "serial" });

const mary = "mary@example.com";
const grace = "grace@example.com";

test.afterEach(async ({ request, deployment }) => {
  await request.delete(`${deployment.mockUrl}/mock/faults`);
});

/** What WorkOS answers, and to whom it matters: Mary has an account of the team's own alone, Grace one at WorkOS too. */
const outages: [what: string, fault: object, email: string][] = [
  ["500", { kind: "status", status: 500 }, grace],
  ["nothing", { kind: "hang" }, grace],
  ["500", { kind: "status", status: 500 }, mary],
  ["garbage", { kind: "html" }, grace],
];

async function playOutage(page: Page, mockUrl: string, fault: object): Promise<void> {
  for (const path of ["/user_management", "/sso"]) {
    const answer = await page.request.post(`${mockUrl}/mock/faults`, { data: { path, ...fault } });
    expect(answer.status()).toBe(201);
  }
}

async function ask(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in?return_to=%2Fdashboard%3Fx%3D1");
  await page.getByRole("button", { name: "Use email code" }).click();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(page.getByLabel("Six-digit code")).toBeVisible();
}

async function countMails(page: Page, mockUrl: string, email: string): Promise<number> {
  const mails: { to: string }[] = await (await page.request.get(`${mockUrl}/mock/mailbox.json`)).json();
  return mails.filter(({ to }) => to === email).length;
}

async function readLink(page: Page, mockUrl: string, email: string, count: number): Promise<string> {
  let link: string | undefined;
  await expect
    .poll(async () => {
      const mails: { to: string; text: string }[] = await (
        await page.request.get(`${mockUrl}/mock/mailbox.json`)
      ).json();
      const own = mails.filter(({ to }) => to === email);
      link = /https?:\S+#\S+/.exec(own[0]?.text ?? "")?.[0];
      return own.length;
    })
    .toBeGreaterThanOrEqual(count);
  if (link === undefined) throw new Error("The mail holds no link");
  return link;
}

async function expectDashboard(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
}

for (const [what, fault, email] of chooseRows(outages, 6)) {
  test(`with WorkOS answering ${what}, ${email} gets in by code and by link, and stays`, async ({
    page,
    context,
    deployment,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(/./);
    const { mockUrl } = deployment;
    const before = await countMails(page, mockUrl, email);
    await playOutage(page, mockUrl, fault);
    await ask(page, email);
    await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email, before + 1));
    await expectDashboard(page);
    await expect(page).toHaveURL(/\/dashboard\?x=1$/);
    const refreshed = page.waitForResponse((response) => response.url().endsWith("/api/session/refresh"));
    await page.reload();
    expect((await refreshed).status()).toBe(200);
    await expectDashboard(page);
    await expect(page.getByText(email, { exact: true })).toBeVisible();
    await signOut(page);

    await ask(page, email);
    const link = await context.newPage();
    await link.goto(await readLink(page, mockUrl, email, before + 2));
    await expect(link).toHaveURL(/\/auth\/email-link$/);
    await link.getByRole("button", { name: "Sign in" }).click();
    await expectDashboard(link);
    // The tab that waited for a code goes on by itself.
    await expectDashboard(page);
    await signOut(page);
  });
}

test("is back on AuthKit when WorkOS returns @long", async ({ page, deployment, expectedConsoleErrors }) => {
  expectedConsoleErrors.push(/./);
  const before = await countMails(page, deployment.mockUrl, grace);
  await playOutage(page, deployment.mockUrl, { kind: "status", status: 503 });
  await ask(page, grace);
  await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, grace, before + 1));
  await expectDashboard(page);
  await page.request.delete(`${deployment.mockUrl}/mock/faults`);
  await signOut(page);
  await signInWithWorkos(page);
  await expect(page.getByText("WorkOS AuthKit", { exact: true })).toBeVisible();
});

test("a link opened on another device finishes the sign-in where it was begun @long", async ({
  page,
  browser,
  deployment,
  baseURL,
}) => {
  const before = await countMails(page, deployment.mockUrl, mary);
  await ask(page, mary);
  const link = await readLink(page, deployment.mockUrl, mary, before + 1);
  const phone = await (await browser.newContext({ baseURL: baseURL ?? "" })).newPage();
  await phone.goto(link);
  await phone.getByRole("button", { name: "Sign in" }).click();
  const pairingCode = await phone.getByText(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/).textContent();
  await phone.goto("/dashboard");
  await expect(phone.getByRole("button", { name: "Continue with WorkOS" })).toBeVisible();
  await phone.context().close();

  await page.getByRole("button", { name: "I opened the link on another device" }).click();
  await page.getByLabel("Code from the other device").fill((pairingCode ?? "").toLowerCase());
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expectDashboard(page);
});

test("a link survives programs that open it: a fetch, a head request and a visit with scripts", async ({
  page,
  browser,
  deployment,
}) => {
  const before = await countMails(page, deployment.mockUrl, mary);
  await ask(page, mary);
  const link = await readLink(page, deployment.mockUrl, mary, before + 1);
  // Unlike browsers, Node may find no subdomain of localhost.
  const reachable = link.replace(/\/\/[\w.-]+\.localhost:/, "//localhost:");
  expect((await page.request.get(reachable)).status()).toBe(200);
  expect((await page.request.head(reachable)).status()).toBe(200);
  const scanner = await (await browser.newContext()).newPage();
  const asked: string[] = [];
  scanner.on("request", (request) => {
    if (request.method() !== "GET") asked.push(`${request.method()} ${request.url()}`);
  });
  await scanner.goto(link, { waitUntil: "networkidle" });
  await expect(scanner.getByRole("button", { name: "Sign in" })).toBeVisible();
  expect(asked).toEqual([]);
  await scanner.context().close();

  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expectDashboard(page);
});

test("a link that is pasted over the landing page is taken, and a used one says so @long", async ({
  page,
  deployment,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400));
  await page.goto("/auth/email-link");
  await expect(page.getByRole("heading", { name: "Open the link again" })).toBeVisible();
  const before = await countMails(page, deployment.mockUrl, mary);
  await ask(page, mary);
  const link = await readLink(page, deployment.mockUrl, mary, before + 1);
  await page.goto("/auth/email-link");
  await page.evaluate((url) => window.location.assign(url), link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expectDashboard(page);
  await signOut(page);
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("This link has been used already");
  await expect(page.getByRole("link", { name: "Ask for a new email" })).toBeVisible();
});
