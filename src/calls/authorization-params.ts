import { trimInvisible } from "../contract/trim-invisible.ts";
import { type AuthorizationOptions } from "../workos/authorization-options.ts";
import { type SignInAuthorizationParams } from "./sign-in-options.ts";

/** `authorizationParams`, divided into those that Portico has an option for and the others. */
export type ParsedAuthorizationParams = {
  options: Pick<
    AuthorizationOptions,
    "loginHint" | "organizationId" | "invitationToken" | "screenHint" | "prompt"
  >;
  /** Names and values for the authorization URL. */
  others: [string, string][];
};

/**
 * Parameters that protect the sign-in: the client, the redirect URI and response mode, the binding to this tab (RFC 6749,
 * section 4.1.1; RFC 7636, section 4.3), the identity provider, and request objects, which would replace all of them (RFC 9101,
 * section 5). Ignored, because callers may pass on the parameters of a link (authorization request tampering).
 */
const reserved = new Set([
  "client_id",
  "client_secret",
  "redirect_uri",
  "response_type",
  "response_mode",
  "state",
  "nonce",
  "code_challenge",
  "code_challenge_method",
  "code_verifier",
  "provider",
  "connection",
  "connection_id",
  "request",
  "request_uri",
]);

const prompts = ["login", "consent", "none", "select_account"] as const;
const screens = ["sign-in", "sign-up"] as const;

/**
 * The parsed parameters, from any of their four forms. Empty and reserved ones are omitted; the last of a repeated one counts, because a
 * request must not repeat parameters (RFC 6749, section 3.1).
 * @throws TypeError if one of the pairs isn't a pair
 */
export function parseAuthorizationParams(params: SignInAuthorizationParams = {}): ParsedAuthorizationParams {
  const options: ParsedAuthorizationParams["options"] = {};
  const others: [string, string][] = [];
  for (const [name, given] of new Map(new URLSearchParams(params))) {
    const value = trimInvisible(given);
    if (value === "" || reserved.has(name.toLowerCase())) continue;
    const prompt = name === "prompt" ? prompts.find((known) => known === value) : undefined;
    const screenHint = name === "screen_hint" ? screens.find((known) => known === value) : undefined;
    if (name === "login_hint") options.loginHint = value;
    else if (name === "organization_id") options.organizationId = value;
    else if (name === "invitation_token") options.invitationToken = value;
    else if (prompt !== undefined) options.prompt = prompt;
    else if (screenHint !== undefined) options.screenHint = screenHint;
    else others.push([name, value]);
  }
  return { options, others };
}

/** The authorization URL with the other parameters. */
export function addOtherParams(url: string, others: [string, string][]): string {
  const complete = new URL(url);
  for (const [name, value] of others) complete.searchParams.set(name, value);
  return complete.href;
}
