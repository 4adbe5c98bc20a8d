import { type BrowserStorage } from "../config/browser-storage.ts";

/** Where authkit-js keeps the organization that the next page load asks for a session in. */
export function organizationKey(clientId: string): string {
  return `workos-org-id:${clientId}`;
}

/**
 * The way to put that organization back to what it is now. authkit-js notes the one it is to switch to before WorkOS has agreed;
 * left there after a switch that failed, it would have every page load refused, for as long as the tab lives.
 */
export function holdOrganization(
  clientId: string,
  sessionStorage: Pick<BrowserStorage, "read" | "write" | "remove">,
): () => void {
  const key = organizationKey(clientId);
  const held = sessionStorage.read(key);
  return () => {
    if (held === null) sessionStorage.remove(key);
    else sessionStorage.write(key, held);
  };
}

/**
 * Keeps this tab in the organization of the session that it has just got: another tab may have chosen another one since, and so may
 * whoever was signed in here before, whose organization would have WorkOS refuse the next page load of somebody who isn't in it.
 */
export function pinOrganization(
  clientId: string,
  organizationId: string | null,
  sessionStorage: Pick<BrowserStorage, "write" | "remove">,
): void {
  if (organizationId === null) sessionStorage.remove(organizationKey(clientId));
  else sessionStorage.write(organizationKey(clientId), organizationId);
}
