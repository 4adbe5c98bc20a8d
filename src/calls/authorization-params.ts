import { type AuthorizationOptions } from "../workos/authorization-options.ts";
import { type SignInAuthorizationParams } from "./sign-in-options.ts";

/** `authorizationParams` sorted out: what Portico has a name for, and what only WorkOS knows. */
export type ParsedAuthorizationParams = {
  options: Pick<
    AuthorizationOptions,
    "loginHint" | "organizationId" | "invitationToken" | "screenHint" | "prompt"
  >;
  /** Name and value as they go into the authorization URL. */
  others: [string, string][];
};

/**
 * What the sign-in's safety stands on: who asks, where the answer goes and in which form, what ties it to this tab
 * (RFC 6749, section 4.1.1; RFC 7636, section 4.3), which identity provider is asked, and what would replace all of that
 * (RFC 9101, section 5). A caller who passes a link's parameters on must not give them away (authorization request tampering).
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
 * The parameters in any of their four forms, as options. Empty ones are left out, reserved ones too; of a repeated one the last
 * counts, because no parameter may stand in a request twice (RFC 6749, section 3.1).
 * @throws TypeError when one of the pairs isn't a pair
 */
export function parseAuthorizationParams(params: SignInAuthorizationParams = {}): ParsedAuthorizationParams {
  const options: ParsedAuthorizationParams["options"] = {};
  const others: [string, string][] = [];
  for (const [name, value] of new Map(new URLSearchParams(params))) {
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

/** The authorization URL with the parameters that only WorkOS knows. */
export function addOtherParams(url: string, others: [string, string][]): string {
  const complete = new URL(url);
  for (const [name, value] of others) complete.searchParams.set(name, value);
  return complete.href;
}
