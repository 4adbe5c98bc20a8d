import { randomUUID } from "node:crypto";
import { basename } from "node:path";

import axe from "axe-core";
import {
  test as base,
  type Browser,
  type BrowserContextOptions,
  expect,
  type Locator,
  type Page,
} from "@playwright/test";

import { whyNotInFirefox } from "./firefox/not-in-firefox.ts";

/** The running product that a project tests. */
export type Deployment = {
  name: "development" | "production" | "unconfigured";
  /** Where tests reach the mock's mailbox and controls. */
  mockUrl: string;
  /** WorkOS's origin as the browser sees it. */
  workosOrigin: string;
};

type Fixtures = {
  /** See `clientAddressHeader` in the configuration: each test is a client of its own, or the suite would share one's limits. */
  userAgent: string;
  deployment: Deployment;
  /** An address that no other test uses. */
  email: string;
  /** Patterns of console errors that the test provokes; every other one fails it. */
  expectedConsoleErrors: RegExp[];
  /** Leaves a test out in Firefox when it stands on the list of those that can't run there. */
  inThisBrowser: void;
  /** Fails the test on what the browser's console, the page or the content policy complains of. */
  watchedConsole: void;
};

/** Firefox's line about a page that was left before its font had come (NS_BINDING_ABORTED). */
const abortedFont = /^downloadable font: download failed .* status=2152398850 /;

/** A breach of the content policy or of Trusted Types, which no test that expects any other error excuses. */
const policyBreach = /Content.Security.Policy|Trusted ?(?:Types?|HTML|Script)/i;

/** Playwright's test, with a deployment under test and an eye on the console. */
export const test = base.extend<Fixtures>({
  deployment: [{ name: "development", mockUrl: "", workosOrigin: "" }, { option: true }],
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
  email: async ({}, use) => use(`person-${randomUUID().slice(0, 8)}@example.com`),
  // eslint-disable-next-line no-empty-pattern -- as above
  userAgent: async ({}, use) => use(buildClientAddress()),
  // eslint-disable-next-line no-empty-pattern -- as above
  expectedConsoleErrors: async ({}, use) => use([]),
  inThisBrowser: [
    async ({ browserName }, use, testInfo) => {
      const reason =
        browserName === "firefox" ? whyNotInFirefox(basename(testInfo.file), testInfo.title) : null;
      testInfo.skip(reason !== null, reason ?? "");
      await use();
    },
    { auto: true },
  ],
  watchedConsole: [
    async ({ context, expectedConsoleErrors }, use) => {
      const complaints: string[] = [];
      context.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning")
          complaints.push(`${message.text()} @ ${message.location().url}`);
      });
      context.on("weberror", (error) => complaints.push(String(error.error())));
      await use();
      const unexpected = complaints.filter(
        (text) =>
          ![abortedFont, ...expectedConsoleErrors].some(
            (pattern) => pattern.test(text) && !(pattern.source === "." && policyBreach.test(text)),
          ),
      );
      expect(unexpected, "the console stays quiet").toEqual([]);
    },
    { auto: true },
  ],
});

/** An address of the range that is set aside for measurements (RFC 2544, appendix C.2.2). */
function buildClientAddress(): string {
  const [second = 0, third = 0, fourth = 0] = crypto.getRandomValues(new Uint8Array(3));
  return [198, 18 + (second & 1), third, fourth].join(".");
}

export { expect };

/** The browser's own line about an answer with this status; it can't be silenced from the page. */
export function statusLine(status: number): RegExp {
  return new RegExp(`Failed to load resource: the server responded with a status of ${status}`);
}

/** The newest code that was mailed to an address, once there are at least `count` mails. */
export async function readMailedCode(
  page: Page,
  deployment: Deployment,
  email: string,
  count = 1,
): Promise<string> {
  let found: string | undefined;
  await expect
    .poll(async () => {
      const answer = await page.request.get(`${deployment.mockUrl}/mock/mailbox.json`);
      const mails: { to: string; text: string }[] = await answer.json();
      const own = mails.filter((mail) => mail.to === email);
      found = own[0]?.text.match(/\b[0-9]{6}\b/)?.[0];
      return own.length;
    })
    .toBeGreaterThanOrEqual(count);
  if (found === undefined) throw new Error(`the mail to ${email} has no code in it`);
  return found;
}

/** Sets somebody up at the mock: what a sign-in by code asks of them. */
export async function setUpPerson(
  page: Page,
  deployment: Deployment,
  person: { email: string; requirements?: string[]; organizationIds?: string[]; secondFactor?: boolean },
): Promise<void> {
  const answer = await page.request.post(`${deployment.mockUrl}/mock/people`, { data: person });
  expect(answer.status()).toBe(204);
}

/** What the authenticator app of an address shows at this moment. */
export async function readAppCode(page: Page, deployment: Deployment, email: string): Promise<string> {
  const answer = await page.request.get(`${deployment.mockUrl}/mock/authenticator.json`);
  const entries: { email: string; code: string }[] = await answer.json();
  const code = entries.find((entry) => entry.email === email)?.code;
  if (code === undefined) throw new Error(`${email} has no authenticator app`);
  return code;
}

/** Types the mailed code, and stops at whatever comes behind it. */
export async function typeMailedCode(page: Page, deployment: Deployment, email: string): Promise<void> {
  await askForEmailCode(page, email);
  await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email));
}

/** Signs in on the mocked hosted page, from wherever the door opens; as Grace Hopper, a member of one organization, by default. */
export async function signInWithWorkos(
  page: Page,
  path = "/dashboard",
  name = "Grace Hopper",
): Promise<void> {
  await page.goto(path);
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await page.getByRole("button", { name: `Continue as ${name}` }).click();
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
}

/** Signs in on the mocked hosted page as Ada Lovelace, who may invite in Analytical Engines and only look in Harbour Works. */
export async function signInAsAda(page: Page, organization: { id: string }, path: string): Promise<void> {
  const search = new URLSearchParams({ organization_id: organization.id, return_to: path });
  await page.goto(`/login?${search.toString()}`);
  await page.getByRole("button", { name: "Continue as Ada Lovelace" }).click();
  await expect(page).toHaveURL((url) => url.pathname === path);
}

/** Opens a page as somebody in a browser of their own. */
export async function openElsewhere(
  browser: Browser,
  options: BrowserContextOptions,
  path: string,
): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

/** Presses Tab until a control has the focus, as a person does who looks for it. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches ${String(control)}`);
}

/** Asks for a code and stops where it is typed. */
export async function askForEmailCode(page: Page, email: string, path = "/sign-in"): Promise<void> {
  await page.goto(path);
  await page.getByRole("button", { name: "Use email code" }).click();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
}

/** Signs in with a mailed code. */
export async function signInWithEmailCode(
  page: Page,
  deployment: Deployment,
  email: string,
  path = "/sign-in",
  mails = 1,
): Promise<void> {
  await askForEmailCode(page, email, path);
  await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email, mails));
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
}

/** Signs out through the avatar menu and waits until that is settled. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "You're signed out" })).toBeVisible();
}

/** Shows the page in a theme, and waits until nothing on it moves: colours in the middle of a transition are nobody's choice. */
export async function chooseTheme(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  // The page learns of it a moment later, and its transitions begin with the frame after that.
  await page.waitForFunction(
    (scheme) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches,
    colorScheme,
  );
  await page.evaluate(async () => {
    await new Promise((resolve) => {
      requestAnimationFrame(() => requestAnimationFrame(resolve));
    });
    const ending = document
      .getAnimations()
      // A spinner never comes to rest.
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.all(ending.map((animation) => animation.finished.catch(() => null)));
  });
}

/** The rules of axe's whose answer hangs on the theme; everything else is one document in both. */
const colourRules = ["color-contrast", "link-in-text-block"];

/** Asserts that axe finds nothing on the page, in either theme; leaves it in the dark one. */
export async function expectNoAxeViolations(page: Page): Promise<void> {
  await chooseTheme(page, "light");
  await expectNoAxeViolationsNow(page);
  await chooseTheme(page, "dark");
  await expectNoAxeViolationsNow(page, colourRules);
}

/** Asserts that axe finds nothing on the page as it stands, by all of its rules or some. */
export async function expectNoAxeViolationsNow(page: Page, rules?: string[]): Promise<void> {
  const violations = await findAxeViolations(page, rules).catch((error: unknown) => {
    // Firefox may tell of the navigation that led here only now, and what was being run is gone with it.
    if (!String(error).includes("Execution context was destroyed")) throw error;
    return findAxeViolations(page, rules);
  });
  expect(violations).toEqual([]);
}

async function findAxeViolations(page: Page, rules: string[] | undefined): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async (names) => {
    const results = await axe.run(document, {
      resultTypes: ["violations"],
      ...(names !== undefined && { runOnly: { type: "rule", values: names } }),
    });
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
  }, rules);
}
