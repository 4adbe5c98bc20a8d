/** Thrown where the page's address is plain HTTP: browsers keep the cryptography of PKCE (RFC 7636, section 4.2) from it. */
export class InsecurePageError extends Error {
  override readonly name = "InsecurePageError";
}

export function isPageInsecure(): boolean {
  return !("subtle" in crypto);
}

/** The address where a sign-in through WorkOS works, in place of an insecure one. */
export type SecureAddress = { origin: string; isOnServersComputerOnly: boolean };

/**
 * Guessed from the insecure address: an IP address or a port is a development server's, which browsers trust as `localhost` on its own
 * computer; any other name is that of a public console, which has HTTPS.
 */
export function findSecureAddress({ hostname, port }: { hostname: string; port: string }): SecureAddress {
  if (port === "" && !/^\[|^[0-9.]+$/.test(hostname))
    return { origin: `https://${hostname}`, isOnServersComputerOnly: false };
  return { origin: `http://localhost${port === "" ? "" : `:${port}`}`, isOnServersComputerOnly: true };
}
