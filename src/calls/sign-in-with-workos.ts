import { paths } from "../config/paths.ts";
import { requireReturnTo, type ReturnTo } from "../contract/return-to.ts";
import { type Session } from "../session/session-state.ts";
import { type SessionStore } from "../session/session-store.ts";
import { InsecurePageError } from "../workos/insecure-page.ts";
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

/** Redirects to AuthKit; if that can't start, to the sign-in page, which says why and offers the email code. */
export async function redirectToAuthkit(store: SessionStore, request: Request): Promise<void> {
  const { redirectTo, params } = request;
  const built = await buildUrl(store, params, redirectTo);
  window.location.assign(built.ok ? built.url : buildSignInPagePath(redirectTo, params.options));
}

/**
 * The result of signing in through AuthKit in a new tab, which browsers only open during a click. Only the session or the signal ends
 * the wait: this page can't see that the new tab was closed (Cross-Origin-Opener-Policy).
 */
export async function signInInNewTab(
  store: SessionStore,
  request: Request,
  signal?: AbortSignal,
): Promise<SignInResponse> {
  const { redirectTo, params } = request;
  const state = store.getState();
  if (state.kind === "active") {
    // Tabs only notify each other about a first session, so waiting for another one would never end.
    return suits(state.session, params) ? buildSuccess(redirectTo) : buildFailure("already_signed_in");
  }
  const isGivenUp = () => signal?.aborted === true;
  if (isGivenUp()) return buildFailure("aborted");
  const built = await buildUrl(store, params, requireReturnTo(paths.signedIn));
  if (!built.ok) return buildFailure(built.failureCode);
  if (isGivenUp()) return buildFailure("aborted");
  // Not with `noopener`, because such a tab has no copy of sessionStorage, which has the code verifier and the nonce.
  const tab = window.open(built.url, "_blank");
  if (tab === null) return buildFailure("tab_blocked");
  // The new tab must not be able to navigate this page (reverse tabnabbing).
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
    if (error instanceof InsecurePageError) return { ok: false, failureCode: "insecure_page" };
    if (error instanceof StorageBlockedError) return { ok: false, failureCode: "storage_blocked" };
    throw error;
  }
}

/** Whether the existing session matches the requested sign-in. */
function suits(session: Session, { options }: ParsedAuthorizationParams): boolean {
  const { prompt, organizationId, loginHint, invitationToken } = options;
  if (prompt !== undefined && prompt !== "none") return false;
  if (invitationToken !== undefined) return false;
  if (organizationId !== undefined && organizationId !== session.organizationId) return false;
  return loginHint === undefined || loginHint.toLowerCase() === session.user.email.toLowerCase();
}
