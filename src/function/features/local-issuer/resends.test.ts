import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { testVariables } from "../../testing/test-workos.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { parseProblem } from "../../../contract/failure.ts";
import { buildAccount, createLocalIssuerFunction, workosDown } from "./testing/local-issuer-function.ts";

const { sendEmailCode: send, verifyEmailCode: verify } = apiPaths;
const email = "ada@analytical.example";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it("allows five attempts in total over ten resends, and no more for the old code after a new challenge", async () => {
  const set = createLocalIssuerFunction({
    answers: [workosDown],
    variables: testVariables,
    accounts: [buildAccount({ email })],
  });
  const ask = async (): Promise<string> => {
    const count = set.mails.length + 1;
    expect((await set.browser.post(send, { email })).status).toBe(202);
    await vi.waitFor(() => expect(set.mails).toHaveLength(count));
    return set.mails.at(-1)?.oneTimeCode ?? "none";
  };
  const mailed = await ask();
  const wrong = String((Number(mailed) + 1) % 1_000_000).padStart(6, "0");
  const guess = async () => {
    const problem = parseProblem(await (await set.browser.post(verify, { code: wrong })).json());
    return [problem?.code, problem?.attemptsLeft];
  };

  expect(await guess()).toEqual(["wrong_one_time_code", 4]);
  for (let resend = 0; resend < 10; resend += 1) {
    vi.setSystemTime(Date.now() + 40_000);
    expect(await ask()).toBe(mailed);
  }
  for (const left of [3, 2, 1, 0]) expect(await guess()).toEqual(["wrong_one_time_code", left]);
  expect(await guess()).toEqual(["too_many_attempts", undefined]);

  // Used up: the next send begins a new challenge, for which the old code is invalid.
  vi.setSystemTime(Date.now() + 40_000);
  expect(await ask()).not.toBe(mailed);
  const old = await set.browser.post(verify, { code: mailed });
  expect(parseProblem(await old.json())?.code).toBe("wrong_one_time_code");
});
