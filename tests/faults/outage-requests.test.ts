// @vitest-environment jsdom

import { createClient } from "@workos-inc/authkit-js";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { createBreaker } from "../../src/workos/breaker.ts";
import { refreshTokenKey } from "../../src/workos/session-marker.ts";
import { createFakeIssuer, fakeApiOrigin, type FakeIssuer } from "../../src/workos/testing/fake-issuer.ts";
import { createFakeLocks } from "../../src/workos/testing/fake-locks.ts";
import {
  type AnswerRequest,
  createFakeNetwork,
  type FakeNetwork,
  hang,
} from "../../src/workos/testing/fake-network.ts";
import { type ConnectionPage, openConnection, settle } from "../../src/workos/testing/open-connection.tsx";

const minuteMs = 60_000;
const outageSeconds = isLongRun ? 600 : 180;
/** Recovery comes at another point of the waits between tries in each round. */
const phaseStepSeconds = isLongRun ? 5 : 40;

const outages: Record<string, AnswerRequest> = {
  "a failing connection": () => Promise.reject(new TypeError("Failed to fetch")),
  "a connection that hangs": hang,
  "500": () => Response.json({ error: "server_error" }, { status: 500 }),
  "429": () => Response.json({ message: "Too many requests" }, { status: 429 }),
  "429 with Retry-After": () => new Response("", { status: 429, headers: { "Retry-After": "25" } }),
  "a captive portal's page": () =>
    new Response("<html></html>", { headers: { "Content-Type": "text/html" } }),
};

let issuer: FakeIssuer;
let network: FakeNetwork;
let page: ConnectionPage | null;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.spyOn(console, "debug").mockReturnValue();
  localStorage.clear();
  sessionStorage.clear();
  Object.defineProperty(navigator, "locks", { configurable: true, value: createFakeLocks() });
  issuer = createFakeIssuer();
  network = createFakeNetwork(issuer.answer);
  vi.stubGlobal("fetch", network.fetch);
  localStorage.setItem(refreshTokenKey("client_1"), issuer.beginSession());
  page = null;
});
afterEach(async () => {
  await page?.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function restore(jitter: number): Promise<ConnectionPage> {
  page = openConnection({ apiOrigin: fakeApiOrigin, breaker: createBreaker({ random: () => jitter }) });
  page.start(null);
  await settle();
  return page;
}

/** Lets seconds pass, with what a person and a browser do in each of them. */
async function pass(seconds: number, eachSecond: () => void): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await vi.advanceTimersByTimeAsync(1_000);
    eachSecond();
    await settle();
  }
}

/** Runs into the outage, as a page does that needs a fresh token. */
async function notice({ connection }: ConnectionPage, eachSecond: () => void): Promise<void> {
  const refused = connection.getAccessToken({ forceRefresh: true }).catch(() => undefined);
  await pass(8, eachSecond);
  await refused;
}

/** The most requests that lie within any minute. */
function countBusiestMinute(): number {
  const sent = network.requests.map(({ atMs }) => atMs);
  return Math.max(
    ...sent.map((fromMs) => sent.filter((atMs) => atMs >= fromMs && atMs < fromMs + minuteMs).length),
  );
}

/** Seconds from now until the session stands again. */
async function countSecondsToRecovery(
  { connection }: ConnectionPage,
  eachSecond: () => void,
): Promise<number> {
  for (let second = 0; second <= 120; second += 1) {
    if (connection.getState().kind === "active") return second;
    await pass(1, eachSecond);
  }
  return Infinity;
}

const nothing = () => undefined;
const eagerly = () => {
  window.dispatchEvent(new Event("online"));
  window.dispatchEvent(new Event("focus"));
  page?.connection.retry();
};

describe.each(Object.entries(outages))("in an outage by %s", { timeout: 60_000 }, (_, breakDown) => {
  describe.each([
    ["left alone", nothing],
    ["with events and clicks every second", eagerly],
  ])("%s", (_, eachSecond) => {
    it.each([0, 0.999])(
      "asks WorkOS at most six times a minute, and notices its recovery within 30 s (jitter %d)",
      async (jitter) => {
        const opened = await restore(jitter);
        expect(opened.connection.getState().kind).toBe("active");

        network.answer = breakDown;
        network.requests.length = 0;
        await notice(opened, eachSecond);
        await pass(outageSeconds - 8, eachSecond);
        expect(opened.connection.getState()).toMatchObject({ kind: "unreachable", person: { user: {} } });
        expect(countBusiestMinute()).toBeLessThanOrEqual(6);
        expect(network.requests.length).toBeGreaterThan(outageSeconds / 60);

        network.answer = issuer.answer;
        expect(await countSecondsToRecovery(opened, eachSecond)).toBeLessThanOrEqual(30);
      },
    );

    it("notices the recovery within 30 s, whatever it was doing at that moment", async () => {
      const opened = await restore(0.999);
      for (let phaseSeconds = 0; phaseSeconds < 80; phaseSeconds += phaseStepSeconds) {
        network.answer = breakDown;
        await notice(opened, eachSecond);
        await pass(phaseSeconds, eachSecond);
        expect(opened.connection.getState().kind).toBe("unreachable");
        network.answer = issuer.answer;
        expect(await countSecondsToRecovery(opened, eachSecond)).toBeLessThanOrEqual(30);
        await pass(60, nothing);
      }
    });
  });
});

describe("the SDK without the guard", () => {
  it.each(["a failing connection", "500", "429"])(
    "asks more than forty times a minute: %s",
    async (outage) => {
      network.answer = outages[outage] ?? hang;
      const client = await createClient("client_1", { apiHostname: "auth.example" });
      await pass(120, nothing);
      expect(countBusiestMinute()).toBeGreaterThan(40);
      client.dispose();
    },
  );
});
