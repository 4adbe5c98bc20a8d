import { expect, type Page, type Request, type Route } from "@playwright/test";

import { findFreePorts } from "../../src/function/stores/testing/free-ports.ts";
import { readContractFailures } from "../set-up/contract-failures.ts";
import { type Deployment } from "./fixtures.ts";
import { readBody } from "./request-body.ts";

export const tokenEndpoint = "**/user_management/authenticate";
export const probe = "**/sso/jwks/**";
export const authorizePage = "**/user_management/authorize?*";

type Answer = { status: number; body: string; contentType?: string; headers?: Record<string, string> };

/**
 * Answers in WorkOS's place, readable for the app as WorkOS's own answers are.
 * @param appUrl any address of the app's origin
 */
export async function answerAsWorkos(route: Route, appUrl: string, answer: Answer): Promise<void> {
  const { status, body, contentType = "application/json", headers = {} } = answer;
  await route.fulfill({
    status,
    body,
    contentType,
    headers: {
      "Access-Control-Allow-Origin": new URL(appUrl).origin,
      "Access-Control-Allow-Credentials": "true",
      "Access-Control-Expose-Headers": "Retry-After",
      ...headers,
    },
  });
}

const contract = Object.entries(readContractFailures()).map(([call, failures]) => ({
  pattern: new RegExp(`^${call.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
  failures,
}));

/** @throws Error for a problem that the function's contract doesn't have: a page that waits for it would wait for ever */
function requireContract(request: Request, status: number, failureCode: string): void {
  const call = `${request.method()} ${new URL(request.url()).pathname}`;
  const failures = contract.find(({ pattern }) => pattern.test(call))?.failures;
  if (failures?.includes(`${String(status)} ${failureCode}`) !== true)
    throw new Error(`${call} never fails with ${String(status)} ${failureCode}`);
}

/** Answers in the function's place with a problem. */
export async function answerProblem(
  route: Route,
  status: number,
  failureCode: string,
  retryAfterSeconds?: number,
): Promise<void> {
  requireContract(route.request(), status, failureCode);
  await route.fulfill({
    status,
    contentType: "application/problem+json",
    json: {
      type: "about:blank",
      title: "Problem",
      status,
      code: failureCode,
      reference: "ref-7f3k",
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    },
  });
}

/** Lets a request wait for ever. */
export function hang(): Promise<void> {
  return Promise.resolve();
}

/**
 * Sends a request where nobody listens. Of a page that Playwright aborts Firefox shows nothing; of one that it can't reach it
 * shows its own error page, as Chromium does.
 */
export async function leadNowhere(route: Route): Promise<void> {
  const [port] = await findFreePorts(1);
  await route.continue({ url: `http://localhost:${port}/` });
}

/** Stops the page's clock, so that a wait is as long as the test says, however slow the machine is. */
export async function stopClock(page: Page): Promise<void> {
  await page.clock.install();
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000);
}

/** Runs what a page with a stopped clock has put off to its next task: `AuthKitProvider` starts the SDK in one. */
export async function runNextTask(page: Page): Promise<void> {
  await page.clock.runFor(1);
}

/**
 * Moves the page's clock on in steps of a second, and lets what the page has asked of the network be answered in between: an
 * answer comes in real time, and one long step would run past it.
 */
export async function passSeconds(page: Page, seconds: number): Promise<void> {
  const running = watchRequests(page);
  for (let second = 0; second < seconds; second += 1) {
    await page.clock.runFor(1_000);
    await expect.poll(() => running.size).toBe(0);
  }
}

const runningRequests = new WeakMap<Page, Set<Request>>();

/** The requests of a page that aren't answered yet: also those that began between two calls of `passSeconds`. */
function watchRequests(page: Page): Set<Request> {
  const known = runningRequests.get(page);
  if (known !== undefined) return known;
  const running = new Set<Request>();
  runningRequests.set(page, running);
  const end = (request: Request) => void running.delete(request);
  page.on("request", (request) => void running.add(request));
  page.on("requestfinished", end).on("requestfailed", end);
  // A page that is left takes its requests along, and doesn't tell how all of them ended.
  page.on("framenavigated", (frame) => frame === page.mainFrame() && running.clear());
  return running;
}

/** An error object in the console as Firefox tells of it; Chromium tells its message and where it comes from. */
export const namelessError = /^Error @ /;

/** What authkit-js writes to the console about a code that it couldn't exchange; the page has words of its own. */
export const failedExchange = new RegExp(`authenticateWithCode|${namelessError.source}`);

/** The browser's own lines about requests that a test makes fail. */
export const failedRequest = /net::ERR_|^Cross-Origin Request Blocked: .*did not succeed/;

/**
 * Everything that the page asks of WorkOS's token endpoint, by what it presents. Where that isn't known, a request counts as both,
 * so that an assertion that there was none can't hold by mistake.
 */
export function countTokenRequests(page: Page): { exchanges: number; refreshes: number } {
  const count = { exchanges: 0, refreshes: 0 };
  page.on("request", (request) => {
    if (!request.url().endsWith("/user_management/authenticate") || request.method() !== "POST") return;
    const body = readBody(request);
    if (body === null || body.includes("authorization_code")) count.exchanges += 1;
    if (body === null || !body.includes("authorization_code")) count.refreshes += 1;
  });
  return count;
}

/** Whether an address is WorkOS's logout for some session. */
export function isLogout(url: string, deployment: Deployment): boolean {
  return url.startsWith(`${deployment.workosOrigin}/user_management/sessions/logout?session_id=`);
}
