import type { Counter } from "../../core/counters/counter-store.ts";

/**
 * Records that the local issuer mailed a challenge's code. It is kept in the store and not in the challenge: the cookie is set
 * before the account is looked up, and must not reveal who has one (account enumeration).
 */
export async function markLocalChallenge(marks: Counter, challengeId: string): Promise<void> {
  await marks.put(challengeId, 1);
}

/** Whether the local issuer mailed this challenge's code; a code that was never mailed can't be guessed. */
export async function isLocalChallenge(marks: Counter, challengeId: string): Promise<boolean> {
  return (await marks.read(challengeId)).count > 0;
}
