/** Where authkit-js keeps the refresh token on `localhost`, and nowhere else. */
export function refreshTokenKey(clientId: string): string {
  return `workos:refresh-token:${clientId}`;
}

/** Whether a localStorage entry of this name is the SDK's refresh token, written when a sign-in succeeds. */
export function isSessionMarkerKey(key: string | null): boolean {
  return key?.startsWith("workos:refresh-token:") ?? false;
}

/** Where authkit-js keeps the code verifier of the newest URL that it built, in sessionStorage. */
export const codeVerifierKey = "workos:code-verifier";
