import { beforeEach, describe, expect, it, vi } from "vitest";

import { type EmailAddress, parseEmailAddress } from "../../../contract/email-address.ts";
import type { SealingKey } from "../configuration/sealing-keys.ts";
import { Context } from "../http/context.ts";
import { createCookies } from "../http/cookies.ts";

import { createSealer } from "../sealing/sealer.ts";
import { createTestBrowser, testOrigin } from "../../testing/test-browser.ts";
import { createKnownDevices } from "./known-devices.ts";

const key: SealingKey = { id: "k1", secret: new Uint8Array(32).fill(1) };
const dayMs = 24 * 60 * 60_000;

function address(text: string): EmailAddress {
  const email = parseEmailAddress(text);
  if (email === null) throw new Error(`${text} is no address`);
  return email;
}

/** A browser whose posts to `/find` and `/remember` use the known devices through real cookies. */
function setUp(sealingKey: SealingKey = key) {
  const knownDevices = createKnownDevices(createSealer([sealingKey]), createCookies(testOrigin), () =>
    Date.now(),
  );
  const app = {
    fetch: async (request: Request): Promise<Response> => {
      const context = new Context(request, null);
      const email = address(await request.json());
      if (request.url.endsWith("/find")) return context.json(await knownDevices.find(context, email));
      await knownDevices.remember(context, email);
      return context.json(null);
    },
  };
  const browser = createTestBrowser(app);
  const find = async (email: string): Promise<unknown> => (await browser.post("/find", email)).json();
  const remember = (email: string) => browser.post("/remember", email);
  return { browser, find, remember };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  return () => vi.useRealTimers();
});

describe("a known device", () => {
  it("knows a device only for the address that has signed in on it, in any spelling", async () => {
    const { find, remember } = setUp();
    expect(await find("ada@example.com")).toBeNull();
    await remember("ada@example.com");
    expect(await find("ADA@example.com")).toMatch(/^[\w-]{22}$/);
    expect(await find("grace@example.com")).toBeNull();
  });

  it("keeps a device's id at each further sign-in, and knows it for 180 days from the last", async () => {
    const { find, remember } = setUp();
    await remember("ada@example.com");
    const deviceId = await find("ada@example.com");
    vi.setSystemTime(Date.now() + 179 * dayMs);
    await remember("ada@example.com");
    vi.setSystemTime(Date.now() + 180 * dayMs - 1);
    expect(await find("ada@example.com")).toBe(deviceId);
    vi.setSystemTime(Date.now() + 1);
    expect(await find("ada@example.com")).toBeNull();
  });

  it("remembers five addresses in a browser, and forgets the one that signed in longest ago", async () => {
    const { browser, find, remember } = setUp();
    for (let person = 0; person < 6; person += 1) {
      await remember(`person-${String(person)}-${"x".repeat(40)}@example.com`);
    }
    const known = await Promise.all(
      Array.from({ length: 6 }, async (_, person) =>
        find(`person-${String(person)}-${"x".repeat(40)}@example.com`),
      ),
    );
    expect(known.map((deviceId) => deviceId !== null)).toEqual([false, true, true, true, true, true]);
    expect((browser.cookies.get("__Host-portico-device") ?? "").length).toBeLessThan(2000);
  });

  it("refuses a forged device cookie and one sealed with another console's keys", async () => {
    const { browser, find } = setUp();
    browser.cookies.set("__Host-portico-device", "a.b.c.d.e");
    expect(await find("ada@example.com")).toBeNull();
    const elsewhere = setUp({ id: "k1", secret: new Uint8Array(32).fill(9) });
    await elsewhere.remember("ada@example.com");
    browser.cookies.set(
      "__Host-portico-device",
      elsewhere.browser.cookies.get("__Host-portico-device") ?? "",
    );
    expect(await find("ada@example.com")).toBeNull();
  });

  it("keeps the known devices in a cookie that scripts and other sites can't reach", async () => {
    const { remember } = setUp();
    const [cookie] = (await remember("ada@example.com")).headers.getSetCookie();
    expect(cookie?.replace(/=[^;]*/, "=…")).toBe(
      "__Host-portico-device=…; Max-Age=15552000; Path=/; HttpOnly; Secure; SameSite=Strict",
    );
  });
});
