import {
  convertIPv4BinaryToString,
  convertIPv6ToBinary,
  distinctRemoteAddr,
  expandIPv6,
} from "hono/utils/ipaddr";

import type { WriteLogEvent } from "../logging/log-entry.ts";

/** A client's validated IP address, as the host reports it. */
export type ClientAddress = string & { readonly __brand: "ClientAddress" };

/** The browser that sent a request; WorkOS shows it in its session list and uses it for bot detection. */
export type BrowserDescription = { address: ClientAddress | null; userAgent: string | null };

const forwardedFor = /^(?!.*for=.*for=)(?:[^,]*;)?[ \t]*for="?([^",; \t]*)"?[ \t]*(?:;[^,]*)?$/i;

/**
 * The address in a header value, or null when it isn't exactly one address. A port, a zone and the `for=` of a `Forwarded` element
 * (RFC 7239 section 4) are dropped. A list is refused, because its leftmost entry is whatever the client claims (IP spoofing).
 */
export function parseClientAddress(headerValue: string | null | undefined): ClientAddress | null {
  const element = headerValue?.trim() ?? "";
  const node = forwardedFor.exec(element)?.[1] ?? element;
  const [, inBrackets, beforePort] = /^(?:\[(.*)\](?::[0-9]{1,5})?|([^:]*):[0-9]{1,5})$/.exec(node) ?? [];
  const text = (inBrackets ?? beforePort ?? node).replace(/%[a-z0-9._~-]+$/i, "");
  if (isAddress(text, "IPv4")) return inBrackets === undefined ? text : null;
  if (!/^[0-9a-f:.]+$/i.test(text) || !URL.canParse(`http://[${text}]/`)) return null;
  const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  return isAddress(canonical, "IPv6") ? canonical : null;
}

/**
 * The counter key of a client: the IPv4 address, also inside an IPv6 address, or the /64 of another IPv6 address, all of which one
 * subscriber has. Clients with an unknown address share one key, so that hiding it gives an attacker no limit of their own.
 */
export function clientAddressKey(address: ClientAddress | null): string {
  if (address === null) return "unknown";
  if (!address.includes(":")) return address;
  const bits = convertIPv6ToBinary(address);
  const embedded = findEmbeddedIpv4(bits);
  if (embedded !== null) return convertIPv4BinaryToString(embedded & 0xffff_ffffn);
  // A NAT64 of the operator's own (RFC 8215) has the address in a place that only the operator knows.
  if (bits >> 80n === 0x64_ff9b_0001n) return address;
  return `${expandIPv6(address).split(":").slice(0, 4).join(":")}::/64`;
}

/** The low 32 bits are the IPv4 address that the IPv6 address stands for, if it does. */
function findEmbeddedIpv4(bits: bigint): bigint | null {
  // IPv4-mapped (RFC 4291 section 2.5.5.2), IPv4-translated (RFC 2765 section 2.1) and NAT64 (RFC 6052 section 2.1).
  if ([0xffffn, 0xffff_0000n, 0x64_ff9bn << 64n].includes(bits >> 32n)) return bits;
  // 6to4 (RFC 3056 section 2) and Teredo, which inverts it (RFC 4380 section 4).
  if (bits >> 112n === 0x2002n) return bits >> 80n;
  return bits >> 96n === 0x2001_0000n ? ~bits : null;
}

function isAddress(text: string, kind: "IPv4" | "IPv6"): text is ClientAddress {
  return distinctRemoteAddr(text) === kind;
}

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
  return (headers) => {
    const value = header === undefined ? null : headers.get(header);
    const address = parseClientAddress(value);
    if (address === null && !isLogged) {
      isLogged = true;
      const found = value === null ? "no such header" : value.includes(",") ? "a list" : "no address";
      writeLog("warn", { event: "client_address_unreadable", header: header ?? "", found, remedy });
    }
    const userAgent = headers
      .get("User-Agent")
      ?.replaceAll(unusualInUserAgent, "")
      .slice(0, longestUserAgent);
    return { address, userAgent: userAgent === "" ? null : (userAgent ?? null) };
  };
}
