import { chooseRows } from "../../src/contract/testing/long-run.ts";
import { messages } from "../../src/config/messages.ts";
import { analyticalEngines, harbourWorks } from "../../src/mocks/people.ts";
import { tokenEndpoint } from "./fault-network.ts";
import { signInAsAda, signInWithEmailCode, signInWithWorkos, signOut } from "./fixtures.ts";
import { expect, test } from "./never.ts";
import { fetchAnswer } from "./request-body.ts";
import { readTokenRequest, startTokenRequest, switchOrganization } from "./running-session.ts";

// What one tab does to the session reaches the others; each proof runs over BroadcastChannel and over the storage event.

for (const line of chooseRows(["BroadcastChannel", "the storage event"] as const, 2)) {
  test.describe(`over ${line}`, () => {
    test.beforeEach(async ({ context }) => {
      if (line === "BroadcastChannel") return;
      await context.addInitScript(() => {
        Object.defineProperty(window, "BroadcastChannel", { value: undefined });
      });
    });

    test("a switch of organization is said in the other tab, which goes along by a click alone @long", async ({
      page,
      context,
    }) => {
      await signInAsAda(page, analyticalEngines, "/dashboard");
      const other = await context.newPage();
      await other.goto("/dashboard");
      const facts = other.getByRole("main");
      await expect(facts).toContainText(analyticalEngines.id);
      await switchOrganization(page, harbourWorks.id);
      const { elsewhere, openHereToo } = messages.organizations;
      await expect(other.getByText(elsewhere(harbourWorks.name, analyticalEngines.name))).toBeVisible();
      await other.reload();
      await expect(facts).toContainText(analyticalEngines.id);
      await switchOrganization(page, analyticalEngines.id);
      await switchOrganization(page, harbourWorks.id);
      await other.getByRole("button", { name: openHereToo }).click();
      await expect(facts).toContainText(harbourWorks.id);
    });

    test("a sign-out and a sign-in reach the other tab @long", async ({
      page,
      context,
      deployment,
      email,
    }) => {
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

test("a refresh under way while another tab signs out brings nothing back @long", async ({
  page,
  context,
}) => {
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
