import { describe, expect, it } from "vitest";

import { type EmailAddress, parseEmailAddress } from "../../../contract/email-address.ts";
import type { SealingKey } from "../../core/configuration/sealing-keys.ts";
import { type ChallengeIdentity, createChallengeSecrets } from "./challenge-secrets.ts";

const older: SealingKey = { id: "k1", secret: new Uint8Array(32).fill(1) };
const newer: SealingKey = { id: "k2", secret: new Uint8Array(32).fill(2) };

function address(text: string): EmailAddress {
  const email = parseEmailAddress(text);
  if (email === null) throw new Error(`${text} is no address`);
  return email;
}

const challenge: ChallengeIdentity = {
  challengeId: "AAAAAAAAAAAAAAAAAAAAAA",
  email: address("ada@example.com"),
  keyId: "k1",
};

describe("a derived one-time code", () => {
  it("derives the same code for the same challenge, so that a resend mails it again", async () => {
    const first = await createChallengeSecrets([older]).deriveOneTimeCode(challenge);
    expect(first).toMatch(/^[0-9]{6}$/);
    expect(await createChallengeSecrets([older]).deriveOneTimeCode(challenge)).toBe(first);
  });

  it("derives the same code after a key change and for any spelling of the address", async () => {
    const before = await createChallengeSecrets([older]).deriveOneTimeCode(challenge);
    const rotated = createChallengeSecrets([newer, older]);
    expect(await rotated.deriveOneTimeCode({ ...challenge, email: address("ADA@example.com") })).toBe(before);
  });

  it("derives no code once its key is removed", async () => {
    expect(await createChallengeSecrets([newer]).deriveOneTimeCode(challenge)).toBeNull();
  });

  it.each<[string, Partial<ChallengeIdentity>]>([
    ["challenge", { challengeId: "AAAAAAAAAAAAAAAAAAAAAB" }],
    ["address", { email: address("grace@example.com") }],
    ["key", { keyId: "k2" }],
  ])("derives a different code for another %s", async (_part, change) => {
    const secrets = createChallengeSecrets([newer, older]);
    const [one, other] = await Promise.all([
      secrets.deriveOneTimeCode(challenge),
      secrets.deriveOneTimeCode({ ...challenge, ...change }),
    ]);
    expect(one).not.toBe(other);
  });

  it("distributes codes evenly over the million", async () => {
    const secrets = createChallengeSecrets([older]);
    const counts = Array.from({ length: 10 }, () => 0);
    const samples = 2000;
    const codes = await Promise.all(
      Array.from({ length: samples }, (_, index) =>
        secrets.deriveOneTimeCode({ ...challenge, challengeId: `challenge-${String(index)}` }),
      ),
    );
    for (const oneTimeCode of codes) {
      const first = Number(oneTimeCode?.charAt(0));
      counts[first] = (counts[first] ?? 0) + 1;
    }
    // Chi squared with nine degrees of freedom: one sound generator in a thousand exceeds 27.9, and the inputs are fixed.
    const expected = samples / 10;
    const chiSquared = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquared).toBeLessThan(27.9);
  });
});

describe("a pairing code", () => {
  it("derives the pairing code from the newest key and accepts it under every remaining key", async () => {
    const { challengeId } = challenge;
    const shownBefore = await createChallengeSecrets([older]).derivePairingCode(challengeId);
    const rotated = createChallengeSecrets([newer, older]);
    const shownAfter = await rotated.derivePairingCode(challengeId);
    expect(shownAfter).not.toBe(shownBefore);
    expect(await rotated.listPairingCodes(challengeId)).toEqual([shownAfter, shownBefore]);
    expect(await createChallengeSecrets([newer]).listPairingCodes(challengeId)).not.toContain(shownBefore);
  });

  it("derives different pairing codes for different challenges", async () => {
    const secrets = createChallengeSecrets([older]);
    expect(await secrets.derivePairingCode("a")).not.toBe(await secrets.derivePairingCode("b"));
  });
});
