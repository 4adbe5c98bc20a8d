import type { Counter } from "../../core/counters/counter-store.ts";

/**
 * Remembers that a challenge's code was mailed by the local issuer. It stands in the store and not in the challenge: the
 * browser's cookie leaves before anybody has looked the account up, and must not tell who has one.
 */
export async function markLocalChallenge(marks: Counter, challengeId: string): Promise<void> {
  await marks.put(challengeId, 1);
}

/** Whether the local issuer has mailed this challenge's code: it takes no guess at one that was never mailed. */
export async function isLocalChallenge(marks: Counter, challengeId: string): Promise<boolean> {
  return (await marks.read(challengeId)).count > 0;
}
