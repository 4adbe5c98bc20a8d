import { messages } from "../../../src/config/messages.ts";
import { answerAsWorkos, failedRequest, passSeconds, tokenEndpoint } from "../fault-network.ts";
import { signInWithWorkos, signOut, statusLine } from "../fixtures.ts";
import { type ScreenGroup } from "./screen.ts";

const accessTokenLifetimeMs = 5 * 60_000;
const { reauthentication } = messages;

/** The console, what can stand over it, and the ways out of it. */
export const consoleScreens: ScreenGroup = {
  name: "console",
  deployment: "production",
  expectedConsoleErrors: [failedRequest, statusLine(400)],
  screens: [
    {
      name: "dashboard",
      words: messages.dashboard.greeting("Grace"),
      async show({ page }) {
        await page.clock.install();
        await signInWithWorkos(page);
      },
    },
    {
      name: "account-menu",
      words: messages.frame.signOut,
      show: ({ page }) => page.getByRole("button", { name: "Account menu" }).click(),
    },
    {
      name: "dashboard-in-an-outage",
      words: messages.outage.notice,
      async show({ page }) {
        await page.goto("/dashboard");
        await page.getByText(messages.dashboard.greeting("Grace")).waitFor();
        await page.route(tokenEndpoint, (route) => route.abort());
        await page.clock.fastForward(accessTokenLifetimeMs);
        await passSeconds(page, 2);
      },
    },
    {
      name: "session-ended",
      words: reauthentication.title,
      async show({ page }) {
        await page.goto("/dashboard");
        await page.getByText(messages.dashboard.greeting("Grace")).waitFor();
        await page.route(tokenEndpoint, (route) =>
          answerAsWorkos(route, page.url(), {
            status: 400,
            body: JSON.stringify({ error: "invalid_grant" }),
          }),
        );
        await page.clock.fastForward(accessTokenLifetimeMs);
      },
    },
    {
      name: "session-ended-one-time-code",
      words: messages.codeStep.notArrived,
      show: ({ page }) => page.getByRole("button", { name: messages.emailStep.submit }).click(),
    },
    {
      name: "sign-in-session-ended",
      words: messages.functionFailures.session_ended(null, null),
      show: ({ page }) => page.getByRole("button", { name: reauthentication.leave }).click(),
    },
    {
      name: "impersonation",
      words: messages.frame.impersonating("support@example.com", "grace@example.com"),
      async show({ page, deployment }) {
        await page.goto(`${deployment.workosOrigin}/mock/impersonate?person=grace@example.com&reason=Ticket`);
      },
    },
    { name: "signed-out", words: messages.signedOut.text, show: ({ page }) => signOut(page) },
    {
      name: "sign-in-last-used",
      words: messages.signIn.lastUsed,
      show: ({ page }) => page.getByRole("link", { name: messages.signedOut.again }).click(),
    },
    {
      name: "signed-out-here",
      words: messages.signedOut.hereTitle,
      async show({ page }) {
        await signInWithWorkos(page);
        await page.route(/\/user_management\/|\/sso\/jwks\//, (route) => route.abort());
        await page.getByRole("button", { name: "Account menu" }).click();
        await page.getByRole("menuitem", { name: messages.frame.signOut }).click();
      },
    },
  ],
};
