import type { Core } from "../feature/core.ts";
import type { CodeCheck, Issuer } from "../feature/issuer.ts";
import { createReadOutcome } from "./sign-in-outcome.ts";

const notCompared: CodeCheck = { kind: "wrong", wasCompared: false, forgive: () => Promise.resolve() };

/** Has WorkOS compare a code. */
export function createWorkosCodeCheck(core: Core): Issuer["checkCode"] {
  const readOutcome = createReadOutcome(core);
  return async ({ context, challenge, typed, isOnlyIssuer }) => {
    if (typed.kind === "pairing_code") return notCompared;
    // While WorkOS is down its codes can't be compared. Every address then gets the answer to a wrong one: another answer would
    // tell which of the issuers knows it (account enumeration).
    if (!isOnlyIssuer && core.breaker.isFailing()) return notCompared;

    const result = await core.workos.verifyOneTimeCode(
      challenge.email,
      typed.oneTimeCode,
      core.readBrowser(context.req.raw.headers),
      challenge.invitationToken,
    );
    const outcome = readOutcome(context, challenge, result, "no_challenge");
    return outcome.kind === "wrong"
      ? { kind: "wrong", wasCompared: true, forgive: () => Promise.resolve() }
      : outcome;
  };
}
