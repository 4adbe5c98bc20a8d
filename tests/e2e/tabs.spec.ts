import { type Page } from "@playwright/test";

import { messages } from "../../src/config/messages.ts";
import { tokenEndpoint } from "./fault-network.ts";
import { signInWithEmailCode, signInWithWorkos, signOut } from "./fixtures.ts";
import { expect, test } from "./never.ts";
import { fetchAnswer } from "./request-body.ts";
import { readTokenRequest, startTokenRequest, switchOrganization } from "./running-session.ts";

// What one tab does to the session reaches the others; each proof runs over BroadcastChannel and over the storage event.

/** Ada's two organizations, and the one she chooses on the hosted page. */
const analyticalEngines = "org_01K000000000000000000ENGNES";
const harbourWorks = "org_01K00000000000000000HARBARW";

async function signInAsAda(page: Page): Promise<void> {
  await page.goto("/dashboard");
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await page.getByRole("button", { name: "Continue as Ada Lovelace" }).click();
  await page.getByRole("button", { name: /Analytical Engines/ }).click();
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
}

for (const line of ["BroadcastChannel", "the storage event"] as const) {
  test.describe(`over ${line}`, () => {
    test.beforeEach(async ({ context }) => {
      if (line === "BroadcastChannel") return;
      await context.addInitScript(() => {
        Object.defineProperty(window, "BroadcastChannel", { value: undefined });
      });
    });

    test("a switch of organization is said in the other tab, which goes along by a click alone", async ({
      page,
      context,
    }) => {
      await signInAsAda(page);
      const other = await context.newPage();
      await other.goto("/dashboard");
      const facts = other.getByRole("main");
      await expect(facts).toContainText(analyticalEngines);
      await switchOrganization(page, harbourWorks);
      const { elsewhere, openHereToo } = messages.organizations;
      await expect(other.getByText(elsewhere("Harbour Works", "Analytical Engines"))).toBeVisible();
      await other.reload();
      await expect(facts).toContainText(analyticalEngines);
      await switchOrganization(page, analyticalEngines);
      await switchOrganization(page, harbourWorks);
      await other.getByRole("button", { name: openHereToo }).click();
      await expect(facts).toContainText(harbourWorks);
    });

    test("a sign-out and a sign-in reach the other tab", async ({ page, context, deployment, email }) => {
      await signInWithEmailCode(page, deployment, email);
      const other = await context.newPage();
      await other.goto("/dashboard?tab=usage");
      await expect(other.getByRole("heading", { name: "Dashboard" })).toBeVisible();
      await signOut(page);
      await expect(other.getByRole("heading", { name: "You're signed out" })).toBeVisible();
      await other.goto("/dashboard?tab=usage");
      await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();
      await signInWithWorkos(page);
      await expect(other.getByRole("heading", { name: "Dashboard" })).toBeVisible();
      await expect(other).toHaveURL(/\/dashboard\?tab=usage$/);
    });
  });
}

test("a refresh under way while another tab signs out brings nothing back", async ({ page, context }) => {
  await signInWithWorkos(page);
  const other = await context.newPage();
  await other.goto("/dashboard");
  await expect(other.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  const release = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  await page.route(
    tokenEndpoint,
    async (route) => {
      // WorkOS has answered already; only the answer is late.
      const response = await fetchAnswer(route);
      answered.resolve();
      await release.promise;
      await route.fulfill({ response });
    },
    { times: 1 },
  );
  await startTokenRequest(page);
  await answered.promise;
  await signOut(other);
  await expect(page.getByRole("heading", { name: "You're signed out" })).toBeVisible();
  const arrived = page.waitForResponse(tokenEndpoint);
  release.resolve();
  expect((await arrived).status()).toBe(200);
  expect(await readTokenRequest(page)).toHaveProperty("error");
  await page.goto("/dashboard");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});
