/**
 * Whether the SDK still holds a session for this client: its refresh token in localStorage (on localhost alone), or the
 * script-readable marker cookie beside the HttpOnly one. The SDK keeps both through a failure that may pass, so a marker
 * without a user means "could not be asked", not "signed out".
 */
export function hasSessionMarker(
  clientId: string,
  cookies: string,
  readLocalStorage: (key: string) => string | null,
): boolean {
  if (readLocalStorage(`workos:refresh-token:${clientId}`) !== null) return true;
  return [...cookies.matchAll(/(?:^|;\s*)workos-has-session=([^;]*)/g)].some(
    ([, value = ""]) => value === "1" || value.split(".").includes(clientId),
  );
}

/** Whether a localStorage entry of this name is the SDK's refresh token, written when a sign-in succeeds. */
export function isSessionMarkerKey(key: string | null): boolean {
  return key?.startsWith("workos:refresh-token:") ?? false;
}
