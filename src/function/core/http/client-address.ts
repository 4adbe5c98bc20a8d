import {
  convertIPv4BinaryToString,
  convertIPv4MappedIPv6ToIPv4,
  convertIPv6ToBinary,
  distinctRemoteAddr,
  expandIPv6,
  isIPv4MappedIPv6,
} from "hono/utils/ipaddr";

/** A client's address as the host reports it, checked, or null where the host reports none. */
export type ClientAddress = string & { readonly __brand: "ClientAddress" };

/** The browser that sent a request; WorkOS shows it in its list of sessions and feeds its bot detection with it. */
export type BrowserDescription = { address: ClientAddress | null; userAgent: string | null };

/**
 * The address in one header value, or null when it isn't exactly one address. A list is refused rather than searched: its
 * leftmost entry is whatever the client claims to be (IP spoofing).
 */
export function parseClientAddress(headerValue: string | null | undefined): ClientAddress | null {
  const text = headerValue?.trim().replace(/%[a-z0-9._~-]+$/i, "") ?? "";
  if (distinctRemoteAddr(text) === "IPv4" && isChecked(text)) return text;
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(":")) return null;
  return toCanonicalIpv6(text);
}

/**
 * The key that a client is counted under: the IPv4 address, or the /64 of an IPv6 address, because one line owns all of that.
 * Clients whose address is unknown share one key: who hides it gains no limit of his own.
 */
export function clientAddressKey(address: ClientAddress | null): string {
  if (address === null) return "unknown";
  if (!address.includes(":")) return address;
  const bits = convertIPv6ToBinary(address);
  if (isIPv4MappedIPv6(bits)) return convertIPv4BinaryToString(convertIPv4MappedIPv6ToIPv4(bits));
  return `${expandIPv6(address).split(":").slice(0, 4).join(":")}::/64`;
}

function toCanonicalIpv6(text: string): ClientAddress | null {
  try {
    const address = new URL(`http://[${text}]/`).hostname.slice(1, -1);
    return isChecked(address) ? address : null;
  } catch {
    return null;
  }
}

function isChecked(address: string): address is ClientAddress {
  return distinctRemoteAddr(address) !== undefined;
}

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
