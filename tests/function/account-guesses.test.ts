import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { chooseRows } from "../../src/contract/testing/long-run.ts";
import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseProblem } from "../../src/contract/failure.ts";
import {
  buildAccount,
  createLocalIssuerFunction,
  workosDown,
} from "../../src/function/features/local-issuer/testing/local-issuer-function.ts";
import { createTestBrowser, type TestBrowser } from "../../src/function/testing/test-browser.ts";
import { createTestFunction } from "../../src/function/testing/test-function.ts";
import { createTestWorkos, testVariables } from "../../src/function/testing/test-workos.ts";

const { sendEmailCode: send, verifyEmailCode: verify } = apiPaths;
const comparePath = "/user_management/authenticate";
const known = "grace@example.com";
const unknown = "eve@example.com";
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The function in front of a mocked WorkOS that has Grace, with a local issuer or without any feature. */
function setUp(hasLocalIssuer: boolean) {
  const workos = createTestWorkos({ signUpAllowed: false });
  const options = {
    answers: [
      (request: Request) => (control.isDown ? workosDown(request) : null),
      (request: Request) => workos.answer(request),
    ],
    variables: testVariables,
    wait: () => Promise.resolve(),
  };
  const control = { isDown: false };
  const set = hasLocalIssuer
    ? createLocalIssuerFunction({ ...options, accounts: [buildAccount({ email: known, workosUserId: "u" })] })
    : createTestFunction(options);
  let clients = 0;
  const openBrowser = (): TestBrowser => {
    clients += 1;
    return createTestBrowser(set.app, { address: `198.18.${String(clients >> 8)}.${String(clients & 255)}` });
  };
  /** Asks for a code; resolves to it, or to wrong digits for an address that gets none. */
  const ask = async (browser: TestBrowser, email: string): Promise<string> => {
    const answered = set.log.filter(({ event }) => event === "one_time_code_asked").length;
    expect((await browser.post(send, { email })).status).toBe(202);
    await vi.waitFor(() =>
      expect(set.log.filter(({ event }) => event === "one_time_code_asked").length).toBeGreaterThan(answered),
    );
    return /[0-9]{6}/.exec(workos.mailbox.latestTo(email)?.text ?? "")?.[0] ?? "123456";
  };
  /** Makes five guesses with each of so many new challenges, a minute apart; resolves to the last failures. */
  const guess = async (email: string, challenges: number): Promise<unknown[]> => {
    let failures: unknown[] = [];
    for (let index = 0; index < challenges; index += 1) {
      const browser = openBrowser();
      const code = await ask(browser, email);
      failures = [];
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        const wrong = String((Number(code) + attempt) % 1_000_000).padStart(6, "0");
        const response = await browser.post(verify, { code: wrong });
        failures.push(parseProblem(await response.json())?.code);
      }
      vi.setSystemTime(Date.now() + minuteMs + 1);
    }
    return failures;
  };
  return {
    ...set,
    control,
    openBrowser,
    ask,
    guess,
    compares: () => set.asked.filter((path) => path === comparePath).length,
  };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each(
  chooseRows(
    [
      ["with a local issuer", true, "too_many_attempts"],
      ["in a function without features", false, "continue_with_workos"],
    ] as const,
    2,
  ),
)("guesses at WorkOS's codes %s", (_name, hasLocalIssuer, refusal) => {
  it("asks WorkOS to compare ten wrong guesses an hour and twenty a day for an address, from any number of browsers", async () => {
    const set = setUp(hasLocalIssuer);
    await set.guess(known, 4);
    expect(set.compares()).toBe(10);
    vi.setSystemTime(Date.now() + hourMs);
    await set.guess(known, 4);
    expect(set.compares()).toBe(20);
    for (let hour = 0; hour < 20; hour += 4) {
      vi.setSystemTime(Date.now() + 4 * hourMs);
      await set.guess(known, 1);
    }
    expect(set.compares()).toBe(20);
  });

  it("compares ten of thirty parallel guesses from ten browsers", async () => {
    const set = setUp(hasLocalIssuer);
    const browsers = Array.from({ length: 10 }, () => set.openBrowser());
    for (const browser of browsers) await browser.post(send, { email: known });
    const guesses = [1, 2, 3].flatMap((digit) =>
      browsers.map(async (browser) => await browser.post(verify, { code: `00000${String(digit)}` })),
    );
    await Promise.all(guesses);
    expect(set.compares()).toBe(10);
  });

  it("refuses even the right code of an unknown device then, with the same answer for every address", async () => {
    const [one, other] = [setUp(hasLocalIssuer), setUp(hasLocalIssuer)];
    const failures = [await one.guess(known, 3), await other.guess(unknown, 3)];
    expect(failures[0]).toEqual(Array.from({ length: 5 }, () => refusal));
    expect(failures[1]).toEqual(failures[0]);
    const asked = one.compares();
    const browser = one.openBrowser();
    const right = await one.ask(browser, known);
    expect(parseProblem(await (await browser.post(verify, { code: right })).json())?.code).toBe(refusal);
    expect(one.compares()).toBe(asked);
  });

  it("still signs in a known device, whose wrong guesses have a limit of their own", async () => {
    const set = setUp(hasLocalIssuer);
    const device = set.openBrowser();
    expect((await device.post(verify, { code: await set.ask(device, known) })).status).toBe(200);
    await set.guess(known, 4);
    vi.setSystemTime(Date.now() + minuteMs);
    expect((await device.post(verify, { code: await set.ask(device, known) })).status).toBe(200);
    const before = set.compares();
    for (let round = 0; round < 6; round += 1) {
      vi.setSystemTime(Date.now() + 10 * minuteMs);
      await set.ask(device, known);
      for (let attempt = 0; attempt < 5; attempt += 1) await device.post(verify, { code: "000000" });
    }
    expect(set.compares() - before).toBe(20);
  });

  it("compares twenty wrong guesses a day from all known devices together, however many were made while the mailbox was open", async () => {
    const set = setUp(hasLocalIssuer);
    const devices: TestBrowser[] = [];
    for (let index = 0; index < 4; index += 1) {
      const device = set.openBrowser();
      expect((await device.post(verify, { code: await set.ask(device, known) })).status).toBe(200);
      devices.push(device);
      vi.setSystemTime(Date.now() + 2 * minuteMs);
    }
    const before = set.compares();
    for (let round = 0; round < 2; round += 1) {
      for (const device of devices) {
        vi.setSystemTime(Date.now() + 2 * minuteMs);
        await set.ask(device, known);
        for (let attempt = 0; attempt < 5; attempt += 1) await device.post(verify, { code: "000000" });
      }
    }
    expect(set.compares() - before).toBe(20);
  });

  it("counts neither right codes nor what WorkOS didn't compare", async () => {
    const set = setUp(hasLocalIssuer);
    for (let time = 0; time < 12; time += 1) {
      vi.setSystemTime(Date.now() + 4 * minuteMs);
      const browser = set.openBrowser();
      expect((await browser.post(verify, { code: await set.ask(browser, known) })).status).toBe(200);
    }
    if (hasLocalIssuer) return;
    const browser = set.openBrowser();
    const code = await set.ask(browser, known);
    set.control.isDown = true;
    for (let attempt = 0; attempt < 12; attempt += 1) {
      expect((await browser.post(verify, { code })).status).toBe(503);
    }
    set.control.isDown = false;
    vi.setSystemTime(Date.now() + minuteMs);
    expect((await browser.post(verify, { code })).status).toBe(200);
  });
});
