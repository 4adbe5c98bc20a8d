import { type EmailAddress, emailAddressKey } from "../../../contract/email-address.ts";
import { type OneTimeCode, parseOneTimeCode } from "../../../contract/email-code.ts";
import { encodePairingCode, type PairingCode } from "../../../contract/pairing-code.ts";
import type { SealingKey } from "../../core/configuration/sealing-keys.ts";
import { createKeyedHash, type KeyedHash } from "../../core/sealing/keyed-hash.ts";

/** What the local issuer's codes are derived from: parts of the challenge that the browser holds sealed. */
export type ChallengeIdentity = {
  challengeId: string;
  email: EmailAddress;
  /** Id of the key that was the newest when the challenge began: a resend mails the same code after a key change too. */
  keyId: string;
};

/**
 * What opens a challenge of the local issuer. Nothing of it is stored: each is derived from the challenge whenever it is needed,
 * so there is no table of live codes to read out, and a resend mails the same code.
 */
export type ChallengeSecrets = {
  /** The six digits of a challenge; null when its key has been removed. */
  deriveOneTimeCode: (challenge: ChallengeIdentity) => Promise<OneTimeCode | null>;
  /** What a mailed link shows in another browser than the one that asked. */
  derivePairingCode: (challengeId: string) => Promise<PairingCode>;
  /** The pairing codes that count for a challenge: one for each key, because the link may have been opened before a key change. */
  listPairingCodes: (challengeId: string) => Promise<PairingCode[]>;
};

/** What a code counts for; another use of codes takes another word, so that one never opens the other. */
const purpose = "sign-in";

/** @param keys newest first */
export function createChallengeSecrets(keys: readonly [SealingKey, ...SealingKey[]]): ChallengeSecrets {
  const codeHashes = new Map(keys.map((key) => [key.id, createKeyedHash(key, "one-time-code")]));
  const pairingHashes = keys.map((key) => createKeyedHash(key, "pairing-code"));
  const listPairingCodes: ChallengeSecrets["listPairingCodes"] = async (challengeId) =>
    await Promise.all(pairingHashes.map(async (hash) => await derivePairing(hash, challengeId)));

  return {
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

/** The first 64 bits modulo a million: no six digits are more likely than others by more than one in 10^13. */
function readDigits(hash: Uint8Array): OneTimeCode {
  const number = new DataView(hash.buffer, hash.byteOffset).getBigUint64(0) % 1_000_000n;
  const oneTimeCode = parseOneTimeCode(number.toString().padStart(6, "0"));
  if (oneTimeCode === null) throw new Error("Six digits did not parse as a one-time code");
  return oneTimeCode;
}
