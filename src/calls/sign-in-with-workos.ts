import { paths } from "../config/paths.ts";
import { requireReturnTo, type ReturnTo } from "../contract/return-to.ts";
import { type Session } from "../session/session-state.ts";
import { type SessionStore } from "../session/session-store.ts";
import { StorageBlockedError } from "../workos/storage-blocked-error.ts";
import { addOtherParams, type ParsedAuthorizationParams } from "./authorization-params.ts";
import { buildSignInPagePath } from "./sign-in-page-path.ts";
import {
  buildFailure,
  buildSuccess,
  type SignInFailureCode,
  type SignInResponse,
} from "./sign-in-response.ts";
import { untilSignedIn } from "./until-signed-in.ts";

type Request = { redirectTo: ReturnTo; params: ParsedAuthorizationParams };

/**
 * Leaves for WorkOS; for the sign-in page, which says what is wrong and offers the e-mail code, where WorkOS can't be reached or
 * asked.
 */
export async function leaveForWorkos(store: SessionStore, request: Request): Promise<void> {
  const { redirectTo, params } = request;
  const built = await buildUrl(store, params, redirectTo);
  window.location.assign(built.ok ? built.url : buildSignInPagePath(redirectTo, params.options));
}

/**
 * Opens WorkOS in a new tab and waits until the session stands in this one. It takes the click that it was called from: browsers
 * open no tab without one. A person who closes the new tab can't be noticed (Cross-Origin-Opener-Policy cuts the two apart), so
 * that only the session or the signal ends the wait.
 */
export async function signInInNewTab(
  store: SessionStore,
  request: Request,
  signal?: AbortSignal,
): Promise<SignInResponse> {
  const { redirectTo, params } = request;
  const state = store.getState();
  if (state.kind === "active") {
    // The tabs tell each other of a first session, not of one in place of another: there would be nothing to wait for.
    return suits(state.session, params) ? buildSuccess(redirectTo) : buildFailure("already_signed_in");
  }
  const isGivenUp = () => signal?.aborted === true;
  if (isGivenUp()) return buildFailure("aborted");
  const built = await buildUrl(store, params, requireReturnTo(paths.signedIn));
  if (!built.ok) return buildFailure(built.failureCode);
  if (isGivenUp()) return buildFailure("aborted");
  // Without `noopener`: such a tab wouldn't get the copy of sessionStorage in which the code verifier and the nonce lie.
  const tab = window.open(built.url, "_blank");
  if (tab === null) return buildFailure("tab_blocked");
  // What is opened must not be able to send this page elsewhere (reverse tabnabbing).
  tab.opener = null;
  return (await untilSignedIn(store, signal)) ? buildSuccess(redirectTo) : buildFailure("aborted");
}

type BuiltUrl = { ok: true; url: string } | { ok: false; failureCode: SignInFailureCode };

async function buildUrl(
  store: SessionStore,
  params: ParsedAuthorizationParams,
  returnTo: ReturnTo,
): Promise<BuiltUrl> {
  if (!store.isWorkosConfigured) return { ok: false, failureCode: "not_configured" };
  if ((await store.checkWorkosReachability()) === "unreachable")
    return { ok: false, failureCode: "workos_unreachable" };
  try {
    const url = await store.getSignInUrl({ ...params.options, returnTo });
    return { ok: true, url: addOtherParams(url, params.others) };
  } catch (error) {
    if (error instanceof StorageBlockedError) return { ok: false, failureCode: "storage_blocked" };
    throw error;
  }
}

/** Whether a standing session is already what the sign-in would give. */
function suits(session: Session, { options }: ParsedAuthorizationParams): boolean {
  const { prompt, organizationId, loginHint, invitationToken } = options;
  if (prompt !== undefined && prompt !== "none") return false;
  if (invitationToken !== undefined) return false;
  if (organizationId !== undefined && organizationId !== session.organizationId) return false;
  return loginHint === undefined || loginHint.toLowerCase() === session.user.email.toLowerCase();
}
