import { type Browser, type CDPSession, type Page } from "@playwright/test";

import { wait } from "../../../src/function/core/feature/environment.ts";
import { firstName } from "./stub-servers.ts";
import { type PageCounts, type PageReport, reportBinding, watchPage } from "./watch-page.ts";

/** An app whose sign-in page is measured. */
export type Subject = {
  name: string;
  origin: string;
  buttonText: string;
  /** The request by which a click on the button is seen to have worked. */
  effect: { method: string; url: RegExp };
  /** Whether the page has lost a click at its first paint, so that it is clicked again at each frame. */
  isLosingClicks: boolean;
};

/** What a person meets who clicks at once. Milliseconds since the navigation began. */
export type ClickTimes = { usableMs: number; effectMs: number };

export type LoadFigures = {
  longestTaskMs: number;
  layoutShift: number;
  bytes: number;
  bytesUntilButton: number;
  requests: number;
};

const frameMs = 16;
/** A click that has had no effect by then is lost. */
const lostAfterMs = 10_000;
const giveUpAfterMs = 60_000;
/** A page without a request for so long has loaded. */
const quietMs = 1_000;
const forgottenMs = 5_000;

/** A phone of the middle class on a slow mobile network: a processor four times slower, 1.6 Mbit/s, 150 ms. */
async function slowDown(session: CDPSession): Promise<void> {
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 150,
    downloadThroughput: (1.6 * 1024 * 1024) / 8,
    uploadThroughput: (750 * 1024) / 8,
  });
}

/** A request as it leaves. */
type SentRequest = { url: string; method: string; isDocument: boolean; atMs: number };

/** A new browser with an empty cache, which reports what its page shows and asks for. */
async function openPage(browser: Browser, { buttonText }: Subject) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: false });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const reports: PageReport[] = [];
  const sent: SentRequest[] = [];
  const received: { bytes: number; atMs: number }[] = [];
  const openRequests = new Set<string>();
  let lastActivityMs = Date.now();
  // CDP's timestamps are of a monotonic clock; the first request ties it to the wall clock.
  let clockOffsetMs: number | null = null;
  session.on("Network.requestWillBeSent", ({ requestId, timestamp, wallTime, type, request }) => {
    clockOffsetMs ??= (wallTime - timestamp) * 1000;
    lastActivityMs = Date.now();
    openRequests.add(requestId);
    if (!request.url.startsWith("http")) return;
    sent.push({
      url: request.url,
      method: request.method,
      isDocument: type === "Document",
      atMs: timestamp * 1000 + clockOffsetMs,
    });
  });
  const close = (requestId: string, timestamp: number, bytes: number) => {
    openRequests.delete(requestId);
    lastActivityMs = Date.now();
    received.push({ bytes, atMs: timestamp * 1000 + (clockOffsetMs ?? 0) });
  };
  session.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) =>
    close(requestId, timestamp, encodedDataLength),
  );
  session.on("Network.loadingFailed", ({ requestId, timestamp }) => close(requestId, timestamp, 0));
  session.on("Network.dataReceived", () => {
    lastActivityMs = Date.now();
  });
  session.on("Runtime.bindingCalled", ({ name, payload }) => {
    if (name === reportBinding) reports.push(JSON.parse(payload));
  });
  await session.send("Network.enable");
  await session.send("Runtime.enable");
  await session.send("Runtime.addBinding", { name: reportBinding });
  await page.addInitScript(watchPage, { buttonText, firstName });
  return {
    page,
    session,
    sent,
    received,
    findReport: <Kind extends PageReport["kind"]>(kind: Kind) =>
      reports.find((report): report is Extract<PageReport, { kind: Kind }> => report.kind === kind),
    waitUntilQuiet: async () => {
      await until(() => {
        const silentMs = Date.now() - lastActivityMs;
        // Of a request for a document that has been left no end is reported.
        return silentMs > forgottenMs || (openRequests.size === 0 && silentMs > quietMs);
      }, "The page keeps loading");
    },
    findButton: async (): Promise<{ x: number; y: number } | null> =>
      await page
        .evaluate(() => {
          const find: () => { x: number; y: number } | null = Reflect.get(window, "findBenchButton");
          return find();
        })
        .catch(() => null),
    close: async () => await context.close(),
  };
}

function sumBytes(entries: readonly { bytes: number }[]): number {
  return entries.reduce((total, { bytes }) => total + bytes, 0);
}

/** Clicks as soon as the button has been painted, and waits for the click's effect; again and again where clicks are lost. */
export async function measureClick(browser: Browser, subject: Subject): Promise<ClickTimes> {
  const opened = await openPage(browser, subject);
  await slowDown(opened.session);
  await opened.page.goto(`${subject.origin}/sign-in`, { waitUntil: "commit" });
  const button = await until(() => opened.findReport("button"), `${subject.name} shows no button`);
  const findEffect = () =>
    opened.sent.find(({ method, url }) => method === subject.effect.method && subject.effect.url.test(url));

  const clicks = [await click(opened.session, button)];
  let isLosing = subject.isLosingClicks;
  while (findEffect() === undefined) {
    await wait(frameMs);
    if (Date.now() - button.atMs > giveUpAfterMs) throw new Error(`A click on ${subject.name} does nothing`);
    isLosing ||= Date.now() - button.atMs > lostAfterMs;
    if (!isLosing || findEffect() !== undefined) continue;
    // It may be elsewhere by now, or not there while the page does what the click has asked for.
    const point = await opened.findButton();
    if (point !== null) clicks.push(await click(opened.session, point));
  }
  const effect = findEffect();
  const start = opened.sent.find(({ isDocument }) => isDocument);
  await opened.close();
  if (effect === undefined || start === undefined) throw new Error("The page was never asked for");
  const usedClickMs = clicks.findLast((atMs) => atMs <= effect.atMs) ?? button.atMs;
  return {
    usableMs: clicks.length === 1 ? button.atMs - start.atMs : usedClickMs - start.atMs,
    effectMs: effect.atMs - start.atMs,
  };
}

/** Whether a click at the first paint has no effect, ever. */
export async function findLostClick(browser: Browser, subject: Subject): Promise<boolean> {
  const { usableMs } = await measureClick(browser, { ...subject, isLosingClicks: false });
  return usableMs > lostAfterMs;
}

/** Loads the sign-in page without a click, until nothing more comes. */
export async function measureLoad(browser: Browser, subject: Subject): Promise<LoadFigures> {
  const opened = await openPage(browser, subject);
  await slowDown(opened.session);
  await opened.page.goto(`${subject.origin}/sign-in`, { waitUntil: "commit" });
  const button = await until(() => opened.findReport("button"), `${subject.name} shows no button`);
  await opened.waitUntilQuiet();
  const counts = await readCounts(opened.page);
  await opened.close();
  return {
    ...counts,
    bytes: sumBytes(opened.received),
    bytesUntilButton: sumBytes(opened.received.filter(({ atMs }) => atMs <= button.atMs)),
    requests: opened.sent.length,
  };
}

/**
 * Milliseconds from WorkOS's redirect to the callback until the dashboard is painted.
 *
 * @param options.isCold without what the sign-in page has left in the browser's cache
 */
export async function measureCallback(
  browser: Browser,
  subject: Subject,
  options: { isCold: boolean },
): Promise<number> {
  const opened = await openPage(browser, subject);
  await opened.page.goto(`${subject.origin}/sign-in`, { waitUntil: "commit" });
  const button = await until(() => opened.findReport("button"), `${subject.name} shows no button`);
  await opened.waitUntilQuiet();
  if (options.isCold) await opened.session.send("Network.setCacheDisabled", { cacheDisabled: true });
  await slowDown(opened.session);
  await click(opened.session, (await opened.findButton()) ?? button);
  const dashboard = await until(
    () => opened.findReport("dashboard"),
    () => `${subject.name} shows no dashboard; it asked for\n${opened.sent.map(({ url }) => url).join("\n")}`,
  );
  const callback = opened.sent.findLast(({ url }) => new URL(url).searchParams.has("code"));
  await opened.close();
  if (callback === undefined) throw new Error(`${subject.name} has no callback`);
  return dashboard.atMs - callback.atMs;
}

async function readCounts(page: Page): Promise<PageCounts> {
  return await page.evaluate(() => {
    const counts: PageCounts = Reflect.get(window, "benchCounts");
    return counts;
  });
}

/** A real click, of which the page can't tell that nobody has moved a mouse. @returns when it was made */
async function click(session: CDPSession, { x, y }: { x: number; y: number }): Promise<number> {
  const atMs = Date.now();
  const mouse = { x, y, button: "left", clickCount: 1 } as const;
  // Not awaited one by one: while the page's thread is busy, both wait for it, as a person's click would.
  const pressed = session.send("Input.dispatchMouseEvent", { type: "mousePressed", ...mouse });
  await session.send("Input.dispatchMouseEvent", { type: "mouseReleased", ...mouse });
  await pressed;
  return atMs;
}

async function until<Found>(
  find: () => Found | null | undefined | false,
  complaint: string | (() => string),
): Promise<Found> {
  const deadlineMs = Date.now() + giveUpAfterMs;
  for (;;) {
    const found = find();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > deadlineMs) throw new Error(typeof complaint === "string" ? complaint : complaint());
    await wait(1);
  }
}
