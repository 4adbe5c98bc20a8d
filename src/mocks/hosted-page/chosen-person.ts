import * as v from "valibot";

import { openToken, sealToken } from "../workos/sealed-token.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";

const chosenPersonSchema = v.object({ userId: v.string(), codeChallenge: v.string() });
const lifetimeMs = 30 * 60 * 1000;

/** Who was chosen on the first screen, for the organization screen to carry on with. */
export function sealChosenPerson(
  userId: string,
  request: AuthorizationRequest,
  nowMs: number,
): Promise<string> {
  return sealToken("chosen person", { userId, codeChallenge: request.codeChallenge }, nowMs + lifetimeMs);
}

/**
 * The id of the chosen user, or null. A choice made in another sign-in does not count in this one: an attacker could plant his
 * own and have the victim sign in to the attacker's account (login CSRF).
 */
export async function openChosenPerson(
  sealed: string,
  request: AuthorizationRequest,
  nowMs: number,
): Promise<string | null> {
  const opened = await openToken("chosen person", chosenPersonSchema, sealed, nowMs);
  return opened.ok && opened.value.codeChallenge === request.codeChallenge ? opened.value.userId : null;
}
