import { describe, expect, it, vi } from "vitest";

import { createTestWorkos, testVariables } from "../../testing/test-workos.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { buildAccount, createLocalIssuerFunction, workosDown } from "./testing/local-issuer-function.ts";
import { createTestBrowser } from "../../testing/test-browser.ts";

const { sendEmailCode: send, verifyEmailCode: verify } = apiPaths;

/** Addresses of equal length, one of every kind. */
const accounts = [
  buildAccount({ email: "locally@example.com" }),
  buildAccount({ email: "needsso@example.com", requires: "sso" }),
  buildAccount({ email: "needmfa@example.com", requires: "mfa" }),
  buildAccount({ email: "removed@example.com", isRemoved: true }),
  buildAccount({ email: "unready@example.com", isConfirmed: false }),
  buildAccount({ email: "wasatit@example.com", workosUserId: "user_gone" }),
];
const addresses = [...accounts.map(({ email }) => email), "nobody1@example.com", "ada.ada@example.com"];

function setUp(isWorkosDown: boolean) {
  const workos = createTestWorkos({ signUpAllowed: false });
  return createLocalIssuerFunction({
    answers: [(request) => (isWorkosDown ? workosDown(request) : null), (request) => workos.answer(request)],
    variables: testVariables,
    accounts,
  });
}

/** The whole answer: status, every header in order, the body's bytes; random parts only by their length. */
async function readWhole(response: Response): Promise<string> {
  const headers = [...response.headers].map(
    ([name, value]) =>
      `${name}: ${value.replace(/^([^=;]+)=([^;]+)/, (_match, cookie: string, sealed: string) => `${cookie}=${String(sealed.length)}`)}`,
  );
  const body = (await response.text()).replace(/"reference":"[0-9a-f-]{36}"/, '"reference":"…"');
  return [String(response.status), ...headers, body].join("\n");
}

/** The answers for one address, from the first send to the limit. */
async function listAnswers(isWorkosDown: boolean): Promise<string[][]> {
  return await Promise.all(
    addresses.map(async (email, index) => {
      // A separate function for each, so that neither outages nor total counts carry over from one address to another.
      const set = setUp(isWorkosDown);
      const browser = createTestBrowser(set.app, { address: `198.51.100.${String(index)}` });
      const answers: string[] = [];
      const post = async (path: string, body: unknown): Promise<void> => {
        answers.push(await readWhole(await browser.post(path, body)));
      };
      await post(send, { email, returnTo: "/members" });
      await vi.waitFor(() => expect(set.log.length).toBeGreaterThanOrEqual(2));
      for (let guess = 0; guess < 6; guess += 1) await post(verify, { code: "000000" });
      await post(verify, { code: "ABCDE-FGH12" });
      for (let resend = 0; resend < 11; resend += 1) await post(send, { email });
      await post(verify, { code: "000000" });
      return answers;
    }),
  );
}

describe("enumeration", () => {
  it.each([
    ["while WorkOS is down", true],
    ["while WorkOS answers", false],
  ])(
    "sends the same bytes and headers for every kind of address %s, from the first send to the limit",
    { timeout: 30_000 },
    async (_when, isWorkosDown) => {
      vi.useFakeTimers({ toFake: ["Date"] });
      const [first, ...others] = await listAnswers(isWorkosDown);
      vi.useRealTimers();
      expect(first?.[0]).toMatch(/^202\n/);
      expect(first?.[1]).toMatch(/^400\n/);
      expect(first?.at(-2)).toMatch(/^429\n/);
      for (const [index, answers] of others.entries()) expect(answers, addresses[index + 1]).toEqual(first);
    },
  );
});
