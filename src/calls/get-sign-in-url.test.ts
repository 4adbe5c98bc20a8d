import { afterEach, expect, it, vi } from "vitest";

import { getSignInUrl } from "./get-sign-in-url.ts";
import { openTestPage, origin } from "./testing/test-page.ts";

afterEach(() => vi.unstubAllGlobals());

it("returns to the current page by default", async () => {
  const { asked } = openTestPage({ path: "/members?tab=all#row-7" });
  expect(await getSignInUrl()).toBe("https://auth.example/authorize?client_id=client_1&state=nonce");
  expect(asked).toEqual([{ returnTo: "/members?tab=all#row-7" }]);
});

it("passes on every option", async () => {
  const { asked } = openTestPage();
  const options = {
    organizationId: "org_1",
    loginHint: "ada@example.com",
    redirectUri: `${origin}/auth/second/callback`,
    prompt: "consent",
    state: { from: "pricing" },
    returnTo: "/account",
  } as const;
  await getSignInUrl(options);
  expect(asked).toEqual([options]);
});

it("asks WorkOS for credentials after maxAge seconds", async () => {
  const { asked } = openTestPage();
  const url = new URL(await getSignInUrl({ maxAge: 300 }));
  expect(url.searchParams.get("max_age")).toBe("300");
  expect(asked).toEqual([{ returnTo: "/members" }]);
});

it("rejects in a build without WorkOS", async () => {
  openTestPage({ overrides: { getSignInUrl: () => Promise.reject(new Error("not configured")) } });
  await expect(getSignInUrl()).rejects.toThrow("not configured");
});
