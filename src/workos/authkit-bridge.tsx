import { useAuth } from "@workos-inc/authkit-react";
import { useLayoutEffect, useMemo } from "react";

import { createBrowserStorage } from "../config/browser-storage.ts";
import { parseReturnTo } from "../contract/return-to.ts";
import { addAuthorizationParameters, selectSdkOptions } from "./authorization-url.ts";
import { type PendingAuthorizations } from "./pending-authorization.ts";
import { restoringWorkos } from "./resting-clients.ts";
import { hasSessionMarker } from "./session-marker.ts";
import { type AuthorizationOptions, type WorkosClient } from "./workos-client.ts";

type Props = {
  clientId: string;
  pendingAuthorizations: PendingAuthorizations;
  onClient: (client: WorkosClient) => void;
};

const localStorageArea = createBrowserStorage("localStorage");

/** Hands authkit-react's context on as a `WorkosClient`: one verifier a sign-in, nothing but a nonce in `state`. */
export function AuthkitBridge({ clientId, pendingAuthorizations, onClient }: Props) {
  const {
    isLoading,
    user,
    organizationId,
    role,
    roles,
    permissions,
    featureFlags,
    impersonator,
    authenticationMethod,
    getSignInUrl,
    getSignUpUrl,
    getAccessToken,
    switchToOrganization,
    signOut,
  } = useAuth();

  const calls = useMemo(() => {
    const withNonce = (options: AuthorizationOptions) => {
      const nonce = pendingAuthorizations.remember({
        returnTo: parseReturnTo(options.returnTo, window.location.origin),
        clientState: options.state,
      });
      return selectSdkOptions(options, nonce);
    };
    return {
      async buildSignInUrl(options: AuthorizationOptions = {}) {
        return addAuthorizationParameters(await getSignInUrl(withNonce(options)), options);
      },
      async buildSignUpUrl(options: AuthorizationOptions = {}) {
        return addAuthorizationParameters(await getSignUpUrl(withNonce(options)), options);
      },
      getAccessToken: (options?: { forceRefresh?: boolean }) => getAccessToken(options),
      switchToOrganization: (options: { organizationId: string; signInOpts?: AuthorizationOptions }) =>
        switchToOrganization({
          organizationId: options.organizationId,
          signInOpts: withNonce(options.signInOpts ?? {}),
        }),
      leaveForLogout(returnTo: string) {
        try {
          signOut({ returnTo });
          return true;
        } catch {
          // NoSessionError: the SDK holds no token whose session it could name to WorkOS.
          return false;
        }
      },
      async forget(returnTo: string) {
        try {
          await signOut({ navigate: false, returnTo });
        } catch {
          // NoSessionError: there was nothing to forget.
        }
        localStorageArea.remove(`workos:refresh-token:${clientId}`);
      },
    };
  }, [
    clientId,
    pendingAuthorizations,
    getSignInUrl,
    getSignUpUrl,
    getAccessToken,
    switchToOrganization,
    signOut,
  ]);

  const client = useMemo<WorkosClient>(
    () => ({
      ...restoringWorkos,
      ...calls,
      isLoading,
      user,
      organizationId,
      role,
      roles,
      permissions,
      featureFlags,
      impersonator,
      authenticationMethod,
      hasUnansweredSession:
        !isLoading && user === null && hasSessionMarker(clientId, document.cookie, localStorageArea.read),
    }),
    [
      calls,
      clientId,
      isLoading,
      user,
      organizationId,
      role,
      roles,
      permissions,
      featureFlags,
      impersonator,
      authenticationMethod,
    ],
  );

  useLayoutEffect(() => onClient(client), [client, onClient]);
  return null;
}
