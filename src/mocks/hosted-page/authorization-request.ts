import * as v from "valibot";

import { isCodeChallenge } from "../workos/code-challenge.ts";
import { type OpenedToken, openToken, sealToken } from "../workos/sealed-token.ts";
import type { WorkosSettings } from "../workos/settings.ts";

const requestSchema = v.object({
  clientId: v.string(),
  redirectUri: v.string(),
  oauthState: v.nullable(v.string()),
  codeChallenge: v.string(),
  organizationId: v.nullable(v.string()),
  loginHint: v.nullable(v.string()),
  mustAskAgain: v.boolean(),
  mustNotAsk: v.boolean(),
  screenHint: v.nullable(v.picklist(["sign-in", "sign-up"])),
  invitationToken: v.nullable(v.string()),
});

/** An authorization request that was checked and may be shown to a person. */
export type AuthorizationRequest = v.InferOutput<typeof requestSchema>;

/** Where the answer to a request goes, and what has to be in it. */
type Client = Pick<AuthorizationRequest, "redirectUri" | "oauthState">;

export type ParsedAuthorizationRequest =
  | { outcome: "valid"; request: AuthorizationRequest }
  /** Told on a page: without a trusted redirect URI there is nowhere to send the browser (RFC 9700, section 4.1). */
  | { outcome: "refused"; reason: string }
  /** Told to the client at its registered redirect URI (RFC 6749, section 4.1.2.1). */
  | { outcome: "redirected"; client: Client; error: string; description: string };

/** Time a person has on the hosted page. */
const lifetimeMs = 30 * 60 * 1000;

/**
 * Checks the query of `GET /user_management/authorize`.
 * @param knows what exists besides: organizations by their ids, pending invitations by their tokens
 */
export function parseAuthorizationRequest(
  query: URLSearchParams,
  settings: Pick<WorkosSettings, "clientId" | "redirectUris">,
  knows: {
    organization: (organizationId: string) => boolean;
    invitation: (invitationToken: string) => boolean;
  },
): ParsedAuthorizationRequest {
  const repeated = [...new Set(query.keys())].find((name) => query.getAll(name).length > 1);
  if (repeated !== undefined) return { outcome: "refused", reason: `The parameter ${repeated} is repeated.` };
  const clientId = query.get("client_id");
  if (clientId !== settings.clientId) {
    return { outcome: "refused", reason: "The client_id is missing or unknown." };
  }
  const redirectUri = query.get("redirect_uri");
  if (redirectUri === null || !settings.redirectUris.includes(redirectUri)) {
    return { outcome: "refused", reason: "The redirect_uri is missing or is not a registered one." };
  }

  const oauthState = query.get("state");
  const redirected = (error: string, description: string): ParsedAuthorizationRequest => ({
    outcome: "redirected",
    client: { redirectUri, oauthState },
    error,
    description,
  });
  if (query.get("response_type") !== "code") {
    return redirected("unsupported_response_type", "response_type must be code.");
  }
  if (query.get("provider") !== "authkit") return redirected("invalid_request", "provider must be authkit.");
  const codeChallenge = query.get("code_challenge") ?? "";
  if (query.get("code_challenge_method") !== "S256" || !isCodeChallenge(codeChallenge)) {
    return redirected("invalid_request", "A code_challenge with code_challenge_method=S256 is required.");
  }
  const maxAge = query.get("max_age");
  if (maxAge !== null && !/^[0-9]{1,9}$/.test(maxAge)) {
    return redirected("invalid_request", "max_age must be a number of seconds.");
  }
  const screenHint = query.get("screen_hint");
  if (screenHint !== null && screenHint !== "sign-in" && screenHint !== "sign-up") {
    return redirected("invalid_request", "screen_hint must be sign-in or sign-up.");
  }
  const organizationId = query.get("organization_id");
  if (organizationId !== null && !knows.organization(organizationId)) {
    return redirected("organization_invalid", "There is no organization with this organization_id.");
  }
  const invitationToken = query.get("invitation_token");
  if (invitationToken !== null && !knows.invitation(invitationToken)) {
    return redirected("invitation_invalid", "There is no pending invitation with this invitation_token.");
  }
  const prompts = (query.get("prompt") ?? "").split(" ");
  return {
    outcome: "valid",
    request: {
      clientId,
      redirectUri,
      oauthState,
      codeChallenge,
      organizationId,
      loginHint: query.get("login_hint"),
      mustAskAgain: prompts.includes("login") || maxAge === "0",
      mustNotAsk: prompts.includes("none"),
      screenHint,
      invitationToken,
    },
  };
}

/** The request as the hosted page carries it from form to form: sealed, so that nothing in it can be changed on the way. */
export function sealAuthorizationRequest(request: AuthorizationRequest, nowMs: number): Promise<string> {
  return sealToken("authorization request", request, nowMs + lifetimeMs);
}

export function openAuthorizationRequest(
  sealed: string,
  nowMs: number,
): Promise<OpenedToken<AuthorizationRequest>> {
  return openToken("authorization request", requestSchema, sealed, nowMs);
}

/** Where a granted request leads: the registered callback with the authorization code. */
export function buildCodeRedirect(request: AuthorizationRequest, authorizationCode: string): string {
  return buildRedirect(request, { code: authorizationCode });
}

/** Where a refused request leads (RFC 6749, section 4.1.2.1). */
export function buildErrorRedirect(client: Client, error: string, description: string): string {
  return buildRedirect(client, { error, error_description: description });
}

function buildRedirect(client: Client, parameters: Record<string, string>): string {
  const url = new URL(client.redirectUri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  if (client.oauthState !== null) url.searchParams.set("state", client.oauthState);
  return url.href;
}
