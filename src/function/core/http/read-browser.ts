import { type BrowserDescription, parseClientAddress } from "./client-address.ts";

/** Describes the browser that sent a request. */
export type ReadBrowser = (headers: Headers) => BrowserDescription;

const longestUserAgent = 256;

/** @param clientAddressHeader the header that the host itself sets; undefined: the address stays unknown */
export function createReadBrowser(clientAddressHeader: string | undefined): ReadBrowser {
  return (headers) => ({
    address: parseClientAddress(clientAddressHeader && headers.get(clientAddressHeader)),
    userAgent: headers.get("User-Agent")?.slice(0, longestUserAgent) ?? null,
  });
}
