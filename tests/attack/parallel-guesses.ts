import { apiPaths } from "../../src/contract/api-paths.ts";
import type { TimedAuthEvent } from "../../src/function/core/logging/auth-event.ts";
import { type TestBrowser } from "../../src/function/testing/test-browser.ts";

const { sendEmailCode: send, verifyEmailCode: verify } = apiPaths;

/** What the guesses at one challenge came to. */
export type ChallengeOutcome = {
  compares: number;
  sessions: number;
  refusedUncompared: number;
  /** Answered with `codes_paused`: the store was too slow for the crowd, and nothing was compared uncounted. */
  paused: number;
};

/** The function under attack, whatever it runs in. */
export type Target = {
  /** A browser of its own for each challenge; requests of one browser may be answered by any process. */
  createBrowser: (address: string) => TestBrowser;
  /** The code that was mailed to the address. */
  readMailedCode: (email: string) => Promise<string>;
  /** Events of all processes so far, by the address's fingerprint in its order of appearance. */
  takeEvents: () => Promise<TimedAuthEvent[]>;
};

/**
 * Guesses at one challenge with that many parallel requests, the right code among them, and counts what was compared: by the
 * function's own events, and by its answers, which must agree.
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
  // The right one stands there twice, among the first that can be compared or just behind them: both posts would give a session.
  codes.splice(Number(right) % 7, 0, right, right);
  // Cookies are fixed beforehand: the first session must not take the challenge away from the guesses that follow.
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const answers = await Promise.all(codes.map((code) => browser.post(verify, { code }, { Cookie: cookie })));

  const statuses = await Promise.all(
    answers.map(async (answer) => ({ status: answer.status, code: await readFailureCode(answer) })),
  );
  const events = await target.takeEvents();
  const compares = events.filter(
    (event) => event.event === "signed_in" || (event.event === "sign_in_refused" && event.wasCompared),
  ).length;
  const sessions = statuses.filter(({ status }) => status === 200).length;
  const wrong = statuses.filter(({ code }) => code === "wrong_one_time_code").length;
  // A right guess that came second to another has been compared too, and is answered like a used challenge.
  if (compares < wrong + sessions) {
    throw new Error(
      `The events tell of ${String(compares)} compares, the answers of ${String(wrong + sessions)}`,
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

/** One line of what all challenges came to. */
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
    `${where}: ${String(outcomes.length)} challenges with ${String(guesses)} parallel guesses each, the right one among them`,
    `  most compares at one challenge: ${String(worst)}`,
    `  most sessions from one challenge: ${String(most)} (${String(sessions)} in all)`,
    `  guesses refused without a compare: ${String(refused)}`,
    `  guesses answered "codes paused", the store being too slow: ${String(paused)}`,
  ].join("\n");
}
