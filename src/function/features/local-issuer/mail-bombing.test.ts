import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { isLongRun } from "../../../contract/testing/long-run.ts";
import { testVariables } from "../../testing/test-workos.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { buildAccount, createLocalIssuerFunction, workosDown } from "./testing/local-issuer-function.ts";
import { createTestBrowser, type TestBrowser } from "../../testing/test-browser.ts";

const { sendEmailCode: send, verifyEmailCode: verify } = apiPaths;
const email = "victim@example.com";
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function setUp() {
  const set = createLocalIssuerFunction({
    answers: [workosDown],
    variables: testVariables,
    accounts: [buildAccount({ email })],
  });
  let clients = 0;
  /** A browser with a new client address. */
  const openBrowser = (): TestBrowser => {
    clients += 1;
    return createTestBrowser(set.app, { address: `198.18.${String(clients >> 8)}.${String(clients & 255)}` });
  };
  /** Posts that many sends from as many client addresses; resolves to the number accepted, once their mails have arrived. */
  const bomb = async (times: number, address = email): Promise<number> => {
    const answers = await Promise.all(
      Array.from({ length: times }, async () => await openBrowser().post(send, { email: address })),
    );
    return answers.filter(({ status }) => status === 202).length;
  };
  return { ...set, openBrowser, bomb };
}

async function arrived({ mails }: ReturnType<typeof setUp>, count: number): Promise<void> {
  await vi.waitFor(() => expect(mails.length).toBeGreaterThanOrEqual(count));
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(mails).toHaveLength(count);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("mail bombing", () => {
  it.runIf(isLongRun)(
    "mails an address at most ten times a minute, twenty an hour and forty a day, then once in eight minutes, from any number of client addresses",
    async () => {
      const set = setUp();
      const startedAtMs = 1_900_000_000_000 - (1_900_000_000_000 % (8 * minuteMs));
      vi.setSystemTime(startedAtMs);
      // The eleventh mail is the one that the other sends share.
      expect(await set.bomb(30)).toBe(30);
      await arrived(set, 11);
      vi.setSystemTime(startedAtMs + minuteMs);
      expect(await set.bomb(30)).toBe(30);
      await arrived(set, 21);
      for (let minute = 2; minute < 60; minute += 1) {
        vi.setSystemTime(startedAtMs + minute * minuteMs);
        expect(await set.bomb(2)).toBe(2);
      }
      await arrived(set, 21 + 7);
      vi.setSystemTime(startedAtMs + hourMs);
      await set.bomb(30);
      vi.setSystemTime(startedAtMs + hourMs + minuteMs);
      await set.bomb(30);
      await arrived(set, 28 + 20);
      for (let minute = 64; minute < 24 * 60; minute += 4) {
        vi.setSystemTime(startedAtMs + minute * minuteMs);
        await set.bomb(5);
      }
      await arrived(set, 220);
      vi.setSystemTime(startedAtMs + 24 * hourMs);
      await set.bomb(11);
      await arrived(set, 220 + 11);
    },
  );

  it("gives the owner's known device its own rate-limit bucket: ten a minute, thirty an hour, sixty a day", async () => {
    const set = setUp();
    const owner = set.openBrowser();
    await owner.post(send, { email });
    await arrived(set, 1);
    expect((await owner.post(verify, { code: set.mails[0]?.oneTimeCode })).status).toBe(200);
    const startedAtMs = Date.now();
    await set.bomb(30);
    await arrived(set, 1 + 9 + 1);

    const accepted: number[] = [];
    for (const minute of [0, 1, 2, 3, 60, 61, 62, 120]) {
      vi.setSystemTime(startedAtMs + minute * minuteMs);
      let count = 0;
      for (let index = 0; index < 11; index += 1) {
        // The same browser with changing client addresses, so that the client limit doesn't apply.
        const roaming = set.openBrowser();
        roaming.cookies.set("__Host-portico-device", owner.cookies.get("__Host-portico-device") ?? "");
        if ((await roaming.post(send, { email })).status === 202) count += 1;
      }
      accepted.push(count);
    }
    expect(accepted).toEqual([10, 10, 10, 0, 10, 10, 10, 0]);
    await arrived(set, 1 + 9 + 1 + 60);
  });

  it("answers the same for an address without an account, and mails nothing", async () => {
    const set = setUp();
    expect(await set.bomb(30, "nobody@example.com")).toBe(30);
    await arrived(set, 0);
  });
});
