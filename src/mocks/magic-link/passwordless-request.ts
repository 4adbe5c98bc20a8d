import * as v from "valibot";

import { type EmailAddress, parseEmailAddress } from "../../contract/email-address.ts";
import {
  invalidEmail,
  invalidParameters,
  type InvalidParameter,
  requiredParameter,
  type WorkosFailure,
} from "../workos/failures.ts";

/** What a passwordless session is asked for with. */
export type PasswordlessRequest = {
  email: EmailAddress;
  redirectUri: string;
  oauthState: string | null;
  lifetimeSeconds: number;
};

const shortestSeconds = 900;
const longestSeconds = 86_400;

const memberSchema = v.object({
  type: v.unknown(),
  email: v.unknown(),
  redirect_uri: v.unknown(),
  state: v.unknown(),
  expires_in: v.unknown(),
});
const lifetimeSchema = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(shortestSeconds),
  v.maxValue(longestSeconds),
);

/**
 * Checks the JSON body of `POST /passwordless/sessions`; a null member counts as absent.
 * @param redirectUris the registered ones, compared exactly; the first is used where the body names none
 */
export function parsePasswordlessRequest(
  body: unknown,
  redirectUris: string[],
): { ok: true; request: PasswordlessRequest } | WorkosFailure {
  const members = v.safeParse(v.partial(memberSchema), body);
  if (!members.success) return invalidParameters(requiredParameter("type"), requiredParameter("email"));
  const given = members.output;
  const email = parseEmailAddress(given.email);
  const redirectUri = given.redirect_uri ?? redirectUris[0];
  const oauthState = given.state ?? null;
  const lifetime = v.safeParse(lifetimeSchema, given.expires_in ?? shortestSeconds);

  const isRegistered = typeof redirectUri === "string" && redirectUris.includes(redirectUri);
  const isStateText = oauthState === null || typeof oauthState === "string";
  if (given.type === "MagicLink" && email !== null && isRegistered && isStateText && lifetime.success) {
    return { ok: true, request: { email, redirectUri, oauthState, lifetimeSeconds: lifetime.output } };
  }
  return invalidParameters(
    ...(given.type === "MagicLink" ? [] : [refuse("type", "type must be MagicLink")]),
    ...(email === null ? [invalidEmail] : []),
    ...(isRegistered ? [] : [refuse("redirect_uri", "redirect_uri must be a registered one")]),
    ...(isStateText ? [] : [refuse("state", "state must be a string")]),
    ...(lifetime.success ? [] : [refuse("expires_in", "expires_in must be from 900 to 86400 seconds")]),
  );
}

function refuse(field: string, message: string): InvalidParameter {
  return { field, code: `${field}_invalid`, message };
}
