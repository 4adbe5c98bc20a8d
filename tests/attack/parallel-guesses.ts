import { apiPaths } from "../../src/contract/api-paths.ts";
import type { TimedAuthEvent } from "../../src/function/core/logging/auth-event.ts";
import { type TestBrowser, testAddressHeader } from "../../src/function/testing/test-browser.ts";

const { sendEmailCode: send, verifyEmailCode: verify } = apiPaths;

/** The outcome of the guesses at one challenge. */
export type ChallengeOutcome = {
  compares: number;
  sessions: number;
  refusedUncompared: number;
  /** Answered with `codes_paused`: the store was too slow for the load, and nothing was compared uncounted. */
  paused: number;
};

/** The function under attack, in one or several processes. */
export type Target = {
  /** A new browser for each challenge, whose requests may be answered by any process. */
  createBrowser: (address: string) => TestBrowser;
  /** The code that was mailed to the address. */
  readMailedCode: (email: string) => Promise<string>;
  /** The events of all processes since the last call. */
  takeEvents: () => Promise<TimedAuthEvent[]>;
};

/**
 * Guesses at one challenge with that many parallel requests, including the correct code, and counts the compared ones from the
 * function's events and from its answers, which must agree.
 */
export async function guessInParallel(
  target: Target,
  email: string,
  guesses: number,
): Promise<ChallengeOutcome> {
  const browser = target.createBrowser("198.51.100.7");
  const response = await browser.post(send, { email });
  if (response.status !== 202) throw new Error(`The send was answered ${String(response.status)}`);
  const right = await target.readMailedCode(email);
  await target.takeEvents();

  const codes = Array.from({ length: guesses - 2 }, (_, index) =>
    String((Number(right) + (index + 1) * 7919) % 1_000_000).padStart(6, "0"),
  );
  // The correct code is there twice, among or just after the first that can be compared: both could give a session.
  codes.splice(Number(right) % 7, 0, right, right);
  // Cookies are fixed beforehand, so that the first session doesn't clear the challenge for later guesses.
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  // Each from a client of its own, so that the limit of a client stops none of them.
  const answers = await Promise.all(
    codes.map((code, index) =>
      browser.post(
        verify,
        { code },
        { Cookie: cookie, [testAddressHeader]: `198.19.${String(index >> 8)}.${String(index & 255)}` },
      ),
    ),
  );

  const statuses = await Promise.all(
    answers.map(async (answer) => ({ status: answer.status, code: await readFailureCode(answer) })),
  );
  const events = await target.takeEvents();
  const compares = events.filter(
    (event) => event.event === "signed_in" || (event.event === "sign_in_refused" && event.wasCompared),
  ).length;
  const sessions = statuses.filter(({ status }) => status === 200).length;
  const wrong = statuses.filter(({ code }) => code === "wrong_one_time_code").length;
  // A second correct guess is compared too, but answered like a used challenge.
  if (compares < wrong + sessions) {
    throw new Error(
      `The events report ${String(compares)} compares, the answers ${String(wrong + sessions)}`,
    );
  }
  return {
    compares,
    sessions,
    refusedUncompared: statuses.filter(({ code }) => code === "too_many_attempts").length,
    paused: statuses.filter(({ code }) => code === "codes_paused").length,
  };
}

async function readFailureCode(answer: Response): Promise<string | null> {
  const body: unknown = await answer.json();
  return typeof body === "object" && body !== null && "code" in body ? String(body.code) : null;
}

/** A summary of all challenges' outcomes. */
export function describeOutcomes(
  where: string,
  guesses: number,
  outcomes: readonly ChallengeOutcome[],
): string {
  const worst = Math.max(...outcomes.map(({ compares }) => compares));
  const sessions = outcomes.reduce((sum, outcome) => sum + outcome.sessions, 0);
  const most = Math.max(...outcomes.map((outcome) => outcome.sessions));
  const paused = outcomes.reduce((sum, outcome) => sum + outcome.paused, 0);
  const refused = outcomes.reduce((sum, outcome) => sum + outcome.refusedUncompared, 0);
  return [
    `${where}: ${String(outcomes.length)} challenges with ${String(guesses)} parallel guesses each, including the correct one`,
    `  most compares at one challenge: ${String(worst)}`,
    `  most sessions from one challenge: ${String(most)} (${String(sessions)} in total)`,
    `  guesses refused without a compare: ${String(refused)}`,
    `  guesses answered "codes paused", the store being too slow: ${String(paused)}`,
  ].join("\n");
}
