import { encodeBase64url } from "../../../contract/base64url.ts";
import { type EmailAddress, emailAddressKey } from "../../../contract/email-address.ts";
import { type OneTimeCode, parseOneTimeCode } from "../../../contract/email-code.ts";
import { encodePairingCode, type PairingCode } from "../../../contract/pairing-code.ts";
import type { SealingKey } from "../../core/configuration/sealing-keys.ts";
import type { Challenge } from "../../core/feature/challenge.ts";
import { createKeyedHash, type KeyedHash } from "../../core/sealing/keyed-hash.ts";

/** The parts of the browser's sealed challenge from which the local issuer's codes are derived. */
export type ChallengeIdentity = {
  challengeId: string;
  email: EmailAddress;
  /** Id of the key that was newest when the challenge began, so that a resend after a key change mails the same code. */
  keyId: string;
};

/**
 * The codes that complete a local challenge. They are derived from the challenge when needed and never stored, so there is no
 * table of live codes to steal, and a resend mails the same code.
 */
export type ChallengeSecrets = {
  /**
   * The challenge under the id of its mail, from which its codes and its link are made: challenges that share a mail have one.
   * It is hashed, because a forwarded link reveals it.
   */
  readMailed: (challenge: Challenge) => Promise<Challenge>;
  /** The six digits of a challenge; null when its key has been removed. */
  deriveOneTimeCode: (challenge: ChallengeIdentity) => Promise<OneTimeCode | null>;
  /** The code that a mailed link shows in any browser other than the one that requested it. */
  derivePairingCode: (challengeId: string) => Promise<PairingCode>;
  /** The valid pairing codes of a challenge: one for each key, because the link may have been opened before a key change. */
  listPairingCodes: (challengeId: string) => Promise<PairingCode[]>;
};

/** Domain separation: codes for another use need another purpose, so that neither is valid for the other. */
const purpose = "sign-in";

/** @param keys newest first */
export function createChallengeSecrets(keys: readonly [SealingKey, ...SealingKey[]]): ChallengeSecrets {
  const codeHashes = new Map(keys.map((key) => [key.id, createKeyedHash(key, "one-time-code")]));
  const sharedMailHashes = new Map(keys.map((key) => [key.id, createKeyedHash(key, "shared-mail")]));
  const pairingHashes = keys.map((key) => createKeyedHash(key, "pairing-code"));
  const listPairingCodes: ChallengeSecrets["listPairingCodes"] = async (challengeId) =>
    await Promise.all(pairingHashes.map(async (hash) => await derivePairing(hash, challengeId)));

  return {
    readMailed: async (challenge) => {
      const { sharedSinceMs, email } = challenge;
      const sharedMailHash = sharedMailHashes.get(challenge.keyId);
      if (sharedSinceMs === null || sharedMailHash === undefined) return challenge;
      const hash = await sharedMailHash([String(sharedSinceMs), emailAddressKey(email)]);
      return { ...challenge, challengeId: encodeBase64url(hash.slice(0, 16)) };
    },
    deriveOneTimeCode: async ({ challengeId, email, keyId }) => {
      const hash = codeHashes.get(keyId);
      return hash === undefined
        ? null
        : readDigits(await hash([challengeId, emailAddressKey(email), purpose]));
    },
    derivePairingCode: async (challengeId) => {
      const [newest] = await listPairingCodes(challengeId);
      if (newest === undefined) throw new Error("There is no key");
      return newest;
    },
    listPairingCodes,
  };
}

async function derivePairing(hash: KeyedHash, challengeId: string): Promise<PairingCode> {
  return encodePairingCode(await hash([challengeId, purpose]));
}

/** The first 64 bits modulo a million; the bias between codes is below one in 10^13. */
function readDigits(hash: Uint8Array): OneTimeCode {
  const number = new DataView(hash.buffer, hash.byteOffset).getBigUint64(0) % 1_000_000n;
  const oneTimeCode = parseOneTimeCode(number.toString().padStart(6, "0"));
  if (oneTimeCode === null) throw new Error("Six digits did not parse as a one-time code");
  return oneTimeCode;
}
