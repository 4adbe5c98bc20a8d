import { type Page } from "@playwright/test";

import { messages } from "../../src/config/messages.ts";
import { mockApiKey, mockClientId } from "../../src/mocks/development-credentials.ts";
import { magicLinkMessages } from "../../src/sign-in/magic-link/messages.ts";
import { type Deployment, expect, statusLine, test } from "./fixtures.ts";
import { addressOf } from "./page-modules.ts";

// The server of this project has Magic Link switched on. An account each, because WorkOS mails an address three links a minute.
const { signIn } = messages;
const { callback, emailStep, offer, sent } = magicLinkMessages;
const deepLink = "/dashboard?x=1";

async function ask(page: Page, email: string, returnTo = deepLink): Promise<void> {
  await page.goto(`/sign-in?return_to=${encodeURIComponent(returnTo)}`);
  await page.getByRole("button", { name: offer }).click();
  await page.getByLabel(messages.emailStep.email).fill(email);
  await page.getByRole("button", { name: emailStep.submit }).click();
  await expect(page.getByText(sent.sentTo(email))).toBeVisible();
}

/** The newest link that was mailed to an address. */
async function readLink(page: Page, { mockUrl }: Deployment, email: string): Promise<string> {
  let link: string | undefined;
  await expect
    .poll(async () => {
      const answer = await page.request.get(`${mockUrl}/mock/mailbox.json`);
      const mails: { to: string; text: string }[] = await answer.json();
      link = /https?:\S+\/confirm/.exec(mails.find(({ to }) => to === email)?.text ?? "")?.[0];
      return link;
    })
    .toBeDefined();
  if (link === undefined) throw new Error(`The mail to ${email} holds no link`);
  return link;
}

/** Opens a link as a program does that follows no redirects, and gives where it leads. */
async function readRedirect(page: Page, link: string): Promise<URL> {
  const answer = await page.request.get(link, { maxRedirects: 0 });
  return new URL(answer.headers()["location"] ?? "");
}

async function expectDashboard(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { name: messages.dashboard.title })).toBeVisible();
}

async function expectRefused(page: Page, { title, text }: { title: string; text: string }): Promise<void> {
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
  await expect(page.getByRole("alert")).toHaveText(text);
  await expect(page.getByText(/^Reference \S/)).toBeVisible();
  await expect(page).toHaveURL(/\/auth\/magic-link\/callback$/);
}

test("a link signs in where it was asked for, keeps the deep link, and leaves no code behind", async ({
  page,
  context,
  deployment,
}) => {
  const email = "mary@example.com";
  await ask(page, email);
  const landing = await context.newPage();
  const addresses: string[] = [];
  landing.on("framenavigated", (frame) => void addresses.push(frame.url()));
  await landing.goto(await readLink(page, deployment, email));
  await expectDashboard(landing);
  await expect(landing).toHaveURL(/\/dashboard\?x=1$/);
  await expect(landing.getByText(email, { exact: true })).toBeVisible();
  // The code was in the address once, when WorkOS's redirect arrived, and not in that of anything rendered since.
  expect(addresses.filter((address) => address.includes("code="))).toHaveLength(1);
  // The tab that waited goes on by itself.
  await expectDashboard(page);

  await landing.reload();
  await expectDashboard(landing);
  await landing.goBack();
  await landing.goForward();
  await expectDashboard(landing);
  await landing.goto("/auth/magic-link/callback");
  await expectDashboard(landing);
});

test("a link that is opened in another browser signs nobody in there, and says where it belongs @long", async ({
  page,
  browser,
  deployment,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400));
  const email = "linus@example.com";
  await ask(page, email);
  const other = await (await browser.newContext()).newPage();
  await other.goto(await readLink(page, deployment, email));
  await expectRefused(other, callback.refusals.link_other_browser);
  await other.getByRole("link", { name: messages.callback.startAgain }).click();
  await expect(other.getByRole("button", { name: signIn.withWorkos })).toBeVisible();
  await other.context().close();
});

test("a link that a mail scanner has used up says so, and starting again keeps the deep link @long", async ({
  page,
  deployment,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400));
  const email = "hedy@example.com";
  await ask(page, email);
  const link = await readLink(page, deployment, email);
  const redirect = await readRedirect(page, link);
  await page.goto(link);
  await expect(page.getByText("This link was used already.")).toBeVisible();

  // A scanner that went on from there would have had the code exchanged, had it asked for the link.
  const exchanged = await page.request.post(`${deployment.workosOrigin}/sso/token`, {
    form: {
      client_id: mockClientId,
      client_secret: mockApiKey,
      grant_type: "authorization_code",
      code: redirect.searchParams.get("code") ?? "",
    },
  });
  expect(exchanged.status()).toBe(200);
  await page.goto(redirect.href);
  await expectRefused(page, callback.refusals.link_spent);
  await page.getByRole("link", { name: messages.callback.startAgain }).click();
  await expect(page).toHaveURL(`/sign-in?return_to=${encodeURIComponent(deepLink)}`);
});

test("a server that can't be reached costs nobody the link @long", async ({
  page,
  deployment,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/ERR_FAILED/);
  const email = "grace@example.com";
  await ask(page, email);
  await page.route("**/api/magic-link/redeem", (route) => route.abort());
  await page.goto(await readLink(page, deployment, email));
  await expectRefused(page, { title: callback.unfinished, text: messages.unreachable.network });
  await page.unroute("**/api/magic-link/redeem");
  await page.getByRole("button", { name: callback.tryAgain }).click();
  await expectDashboard(page);
  await expect(page).toHaveURL(/\/dashboard\?x=1$/);
});

test('signIn("magic-link") asks, and waits on the sign-in page, over a reload too @long', async ({
  page,
  deployment,
}) => {
  const email = "ada@example.com";
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: offer })).toBeVisible();
  await page.evaluate(
    async ({ path, address }) => {
      const calls: typeof import("../../src/calls/sign-in.ts") = await import(path);
      setTimeout(() => void calls.signIn("magic-link", { email: address, redirectTo: "/dashboard?x=2" }));
    },
    { path: addressOf("signIn"), address: email },
  );
  await expect(page.getByText(sent.sentTo(email))).toBeVisible();
  await expect(page.getByRole("button", { name: /^Send again in [0-9]+ s$/ })).toBeDisabled();
  await page.reload();
  await expect(page.getByText(sent.sentTo(email))).toBeVisible();
  await page.goto(await readLink(page, deployment, email));
  await expectDashboard(page);
  await expect(page).toHaveURL(/\/dashboard\?x=2$/);
});

test("an address without an account is told nothing, and there is another way in @long", async ({
  page,
  email,
}) => {
  await ask(page, email);
  await page.getByRole("button", { name: sent.changeAddress }).click();
  await expect(page.getByLabel(messages.emailStep.email)).toHaveValue(email);
  await page.getByRole("button", { name: messages.back }).click();
  await expect(page.getByRole("button", { name: signIn.withEmailCode })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: signIn.withEmailCode })).toBeVisible();
});
