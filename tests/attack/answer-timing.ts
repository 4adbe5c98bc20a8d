import { vi } from "vitest";

import { testVariables } from "../../src/function/testing/test-workos.ts";
import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseEmailAddress } from "../../src/contract/email-address.ts";
import type { AccountDirectory } from "../../src/function/features/local-issuer/accounts/account.ts";
import { createMailCheck } from "../../src/function/features/local-issuer/mail/mail-check.ts";
import { createMailSender } from "../../src/function/features/local-issuer/mail/mail.ts";
import type { Transport } from "../../src/function/features/local-issuer/mail/transport.ts";
import { buildAccount } from "../../src/function/features/local-issuer/testing/local-issuer-function.ts";
import { localIssuer } from "../../src/function/features/local-issuer/local-issuer.ts";
import { createTestBrowser, type TestBrowser } from "../../src/function/testing/test-browser.ts";
import { type AnswerAsWorkos, createTestFunction } from "../../src/function/testing/test-function.ts";
import { type Wait, wait } from "../../src/function/core/feature/environment.ts";
import { createSeededRandom } from "../simulation/seeded-random.ts";

const { sendEmailCode: send, verifyEmailCode: verify } = apiPaths;

/** Response times in milliseconds as an attacker measures them, for addresses with an account and for others. */
export type Times = { known: number[]; unknown: number[] };

/** Where codes come from; mailing one takes much longer for an address with an account. */
export type Scenario = { name: string; hasLocalIssuer: boolean; workos: "up" | "down" };

export const scenarios: readonly Scenario[] = [
  { name: "only WorkOS", hasLocalIssuer: false, workos: "up" },
  { name: "the local issuer while WorkOS answers", hasLocalIssuer: true, workos: "up" },
  { name: "the local issuer while WorkOS is down", hasLocalIssuer: true, workos: "down" },
];

/** Prefix of addresses with an account. */
const knownPrefix = "known-";
/** Longer than the response delay, so that an answer that waits for the mail is detected. */
const mailMs = 900;

function isKnown(text: string): boolean {
  return text.includes(knownPrefix);
}

/** A WorkOS that answers slowly for addresses that it mails. */
function answerAsWorkos(scenario: Scenario): AnswerAsWorkos {
  return async (request) => {
    if (scenario.workos === "down") return Response.json({ message: "down" }, { status: 500 });
    const { pathname, search } = new URL(request.url);
    if (pathname === "/user_management/users") {
      await wait(isKnown(search) ? 30 : 5);
      return Response.json({ object: "list", data: [], list_metadata: { before: null, after: null } });
    }
    const isMailed = !scenario.hasLocalIssuer && isKnown(await request.clone().text());
    await wait(isMailed ? mailMs : 5);
    return isMailed
      ? Response.json({ object: "magic_auth", id: "magic_auth_1" }, { status: 201 })
      : Response.json({ error: "sign_up_not_allowed", error_description: "x" }, { status: 400 });
  };
}

/** The real handler with slow mails and, by default, the real response delay. */
function startFunction(scenario: Scenario, responseDelay: Wait = wait) {
  const mailed: string[] = [];
  const transport: Transport = {
    deliver: async ({ to }) => {
      mailed.push(to);
      await wait(mailMs);
      return { kind: "delivered" };
    },
    check: async () => ({ kind: "ready" }),
  };
  const from = parseEmailAddress("sign-in@example.com");
  if (from === null) throw new Error("The sender is no address");
  const accounts: AccountDirectory = {
    find: async (email) =>
      isKnown(email) ? { kind: "found", account: buildAccount({ email }) } : { kind: "absent" },
  };
  const { app } = createTestFunction({
    answers: [answerAsWorkos(scenario)],
    variables: testVariables,
    wait: responseDelay,
    ...(scenario.hasLocalIssuer && {
      features: [
        localIssuer({
          accounts,
          sendMail: createMailSender({ transport, from: { name: "Console", address: from }, wait }),
          checkMail: createMailCheck(transport),
        }),
      ],
    }),
  });
  return { app, mailed };
}

let asked = 0;

/** Requests in random order, each with its own address and client address, half of them with an account. */
function planAsks(count: number, random: () => number): { email: string; client: string }[] {
  return Array.from({ length: count }, (_, index) => {
    asked += 1;
    const client = `198.${String(18 + (asked >> 16))}.${String((asked >> 8) & 255)}.${String(asked & 255)}`;
    const who = index % 2 === 0 ? knownPrefix : "other-";
    return { email: `${who}${String(asked).padStart(6, "0")}@example.com`, client, order: random() };
  }).toSorted((a, b) => a.order - b.order);
}

async function clock(times: Times, email: string, ask: () => Promise<Response>): Promise<Response> {
  const startedAt = performance.now();
  const answer = await ask();
  times[isKnown(email) ? "known" : "unknown"].push(performance.now() - startedAt);
  return answer;
}

/** Response times of sends, in rounds of parallel requests. */
export async function timeSends(scenario: Scenario, rounds: number, atOnce: number): Promise<Times> {
  const { app, mailed } = startFunction(scenario);
  const random = createSeededRandom(1);
  const times: Times = { known: [], unknown: [] };
  // The first request loads modules, so it isn't timed.
  await createTestBrowser(app).post(send, { email: "first@example.com" });
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(
      planAsks(atOnce, random).map(async ({ email, client }) => {
        const browser = createTestBrowser(app, { address: client });
        const answer = await clock(times, email, async () => await browser.post(send, { email }));
        if (answer.status !== 202) throw new Error(`A send was answered ${String(answer.status)}`);
      }),
    );
  }
  // Mails go out in the background, on a busy machine long after the answers.
  if (scenario.hasLocalIssuer) {
    await vi.waitFor(
      () => {
        if (mailed.length < times.known.length) throw new Error("Mails are missing");
      },
      { timeout: 60_000 },
    );
  }
  return times;
}

/** Response times of one wrong guess per challenge; each 200 get a new function, because more would reach the guess limits. */
export async function timeGuesses(scenario: Scenario, guesses: number): Promise<Times> {
  const random = createSeededRandom(2);
  const times: Times = { known: [], unknown: [] };
  for (let begun = 0; begun < guesses; begun += 200) {
    const { app, mailed } = startFunction(scenario, () => Promise.resolve());
    const asks = planAsks(200, random);
    const browsers: { email: string; browser: TestBrowser }[] = [];
    for (const { email, client } of asks) {
      const browser = createTestBrowser(app, { address: client });
      await browser.post(send, { email });
      browsers.push({ email, browser });
    }
    while (mailed.length < 100) await new Promise((resolve) => setImmediate(resolve));
    for (const { email, browser } of browsers) {
      // Correct once in a million, which would change one time of many.
      await clock(times, email, async () => await browser.post(verify, { code: "000000" }));
    }
  }
  return times;
}
