import { type ClientAddress, parseClientAddress } from "../../../contract/client-address.ts";
import type { WriteLogEvent } from "../logging/log-entry.ts";

/** The browser that sent a request; WorkOS shows it in its session list and uses it for bot detection. */
export type BrowserDescription = { address: ClientAddress | null; userAgent: string | null };

/** Reads the browser that sent a request from its headers. */
export type ReadBrowser = (headers: Headers) => BrowserDescription;

/** All that browsers' own User-Agents consist of; what else is in one may be meant for a firewall of WorkOS's. */
const unusualInUserAgent = /[^\w .,:;()/+-]/g;
const longestUserAgent = 256;
const remedy =
  "All clients share their limits now. Set PORTICO_CLIENT_ADDRESS_HEADER to a header that the proxy overwrites with exactly one address";

/**
 * Logs the first header that can't be read.
 * @param header the header that the host sets; when undefined, the address is unknown
 */
export function createReadBrowser(header: string | undefined, writeLog: WriteLogEvent): ReadBrowser {
  let isLogged = header === undefined;
  const known = new WeakMap<Headers, BrowserDescription>();
  const read: ReadBrowser = (headers) => {
    const value = header === undefined ? null : headers.get(header);
    const address = parseClientAddress(value);
    if (address === null && !isLogged) {
      isLogged = true;
      const found = value === null ? "no such header" : value.includes(",") ? "a list" : "no address";
      writeLog("warn", { event: "client_address_unreadable", header: header ?? "", found, remedy });
    }
    const userAgent = (headers.get("User-Agent") ?? "").replaceAll(unusualInUserAgent, "");
    return { address, userAgent: userAgent.slice(0, longestUserAgent) || null };
  };
  return (headers) => {
    const browser = known.get(headers) ?? read(headers);
    known.set(headers, browser);
    return browser;
  };
}
