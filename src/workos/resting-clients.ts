import { LoginRequiredError } from "@workos-inc/authkit-react";

import { noIdentity } from "./identity.ts";
import { type WorkosClient } from "./workos-client.ts";

const notReady = () =>
  Promise.reject(new Error("WorkOS can't be asked: the SDK is still starting or not configured"));

/** A build without a client id: no session, nothing to start, nothing to wait for. */
export const unconfiguredWorkos: WorkosClient = {
  ...noIdentity,
  isConfigured: false,
  isLoading: false,
  user: null,
  hasUnansweredSession: false,
  retryAtMs: null,
  hasEnded: false,
  buildSignInUrl: notReady,
  buildSignUpUrl: notReady,
  getAccessToken: () => Promise.reject(new LoginRequiredError()),
  switchToOrganization: notReady,
  leaveForLogout: () => false,
  forget: () => Promise.resolve(),
  reconnect: () => undefined,
};

/** What stands until the SDK has mounted. */
export const restoringWorkos: WorkosClient = { ...unconfiguredWorkos, isConfigured: true, isLoading: true };
