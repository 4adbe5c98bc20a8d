import { type Page } from "@playwright/test";

import { askForEmailCode, type Deployment, expect, signInWithWorkos, signOut } from "./fixtures.ts";

type Screen = {
  name: string;
  open: (page: Page, deployment: Deployment, email: string) => Promise<void>;
  /** What the browser's console says of the failure that the screen is about. */
  expectedConsoleErrors?: RegExp[];
};

/** Every screen of the app, and how a person comes to it. */
export const screens: Screen[] = [
  { name: "sign-in", open: async (page) => void (await page.goto("/sign-in")) },
  {
    name: "email",
    async open(page) {
      await page.goto("/sign-in");
      await page.getByRole("button", { name: "Use email code" }).click();
    },
  },
  {
    name: "email-refused",
    async open(page) {
      await page.goto("/sign-in");
      await page.getByRole("button", { name: "Use email code" }).click();
      await page.getByRole("button", { name: "Send code" }).click();
      await expect(page.getByText("Enter your email address.")).toBeVisible();
    },
  },
  { name: "one-time-code", open: (page, _, email) => askForEmailCode(page, email) },
  {
    name: "one-time-code-refused",
    async open(page, _, email) {
      await askForEmailCode(page, email);
      await page.getByLabel("Six-digit code").fill("12");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByText("Enter all six digits.")).toBeVisible();
    },
  },
  {
    name: "callback-denied",
    open: async (page) => void (await page.goto("/auth/workos/callback?error=access_denied")),
  },
  {
    name: "callback-malformed",
    open: async (page) => void (await page.goto("/auth/workos/callback?state=x")),
  },
  {
    name: "callback-not-begun-here",
    open: async (page) =>
      void (await page.goto(`/auth/workos/callback?code=stray&state=${encodeURIComponent('"x"')}`)),
  },
  {
    name: "session-unreachable",
    async open(page) {
      await signInWithWorkos(page);
      await page.route("**/user_management/authenticate", (route) => route.abort());
      await page.reload();
      await expect(page.getByRole("heading", { name: "Sign-in service unreachable" })).toBeVisible();
    },
    expectedConsoleErrors: [/ERR_FAILED/],
  },
  { name: "dashboard", open: (page) => signInWithWorkos(page) },
  {
    name: "account-menu",
    async open(page) {
      await signInWithWorkos(page);
      await page.getByRole("button", { name: "Account menu" }).click();
    },
  },
  {
    name: "signed-out",
    async open(page) {
      await signInWithWorkos(page);
      await signOut(page);
    },
  },
  { name: "not-found", open: async (page) => void (await page.goto("/no/such/page")) },
];
