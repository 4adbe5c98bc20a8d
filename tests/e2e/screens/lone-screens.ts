import { messages } from "../../../src/config/messages.ts";
import { authorizePage, failedRequest, probe } from "../fault-network.ts";
import { type ScreenGroup } from "./screen.ts";

/** Pages that stand by themselves, before or beside the console. */
export const loneScreens: ScreenGroup = {
  name: "pages that stand by themselves",
  deployment: "production",
  expectedConsoleErrors: [failedRequest],
  screens: [
    {
      name: "login-workos-unreachable",
      words: messages.login.unreachable.text,
      async show({ page }) {
        await page.route(probe, (route) => route.abort());
        await page.goto("/login");
      },
    },
    {
      name: "login-looping",
      words: messages.login.looping.title,
      async show({ page }) {
        await page.route(authorizePage, (route) =>
          route.fulfill({ status: 302, headers: { Location: new URL("/login", page.url()).href } }),
        );
        await page.goto("/login");
      },
    },
    {
      name: "signed-in",
      words: messages.signedIn.title,
      show: async ({ page }) => void (await page.goto("/signed-in")),
    },
    {
      name: "signed-out-workos-unreachable",
      words: messages.signIn.workosUnreachable,
      async show({ page }) {
        await page.route(probe, (route) => route.abort());
        await page.goto("/signed-out");
        await page.getByRole("button", { name: messages.signedOut.anotherAccount }).click();
      },
    },
    {
      name: "forbidden",
      words: messages.forbidden.title,
      show: async ({ page }) => void (await page.goto("/403")),
    },
    {
      name: "not-found",
      words: messages.notFound.title,
      show: async ({ page }) => void (await page.goto("/no/such/page")),
    },
  ],
};
