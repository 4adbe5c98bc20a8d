import {
  convertIPv4BinaryToString,
  convertIPv4MappedIPv6ToIPv4,
  convertIPv6ToBinary,
  distinctRemoteAddr,
  expandIPv6,
  isIPv4MappedIPv6,
} from "hono/utils/ipaddr";

/** A client's validated IP address, as the host reports it. */
export type ClientAddress = string & { readonly __brand: "ClientAddress" };

/** The browser that sent a request; WorkOS shows it in its session list and uses it for bot detection. */
export type BrowserDescription = { address: ClientAddress | null; userAgent: string | null };

/**
 * The address in a header value, or null when it isn't exactly one address. A list is refused, because its leftmost entry is
 * whatever the client claims (IP spoofing).
 */
export function parseClientAddress(headerValue: string | null | undefined): ClientAddress | null {
  const text = headerValue?.trim().replace(/%[a-z0-9._~-]+$/i, "") ?? "";
  if (distinctRemoteAddr(text) === "IPv4" && isChecked(text)) return text;
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(":")) return null;
  return toCanonicalIpv6(text);
}

/**
 * The counter key of a client: the IPv4 address, or the /64 of an IPv6 address, because one subscriber has all of it.
 * Clients with an unknown address share one key, so that hiding the address gives an attacker no limit of their own.
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

/** Reads the browser that sent a request from its headers. */
export type ReadBrowser = (headers: Headers) => BrowserDescription;

const longestUserAgent = 256;

/** @param clientAddressHeader the header that the host sets; when undefined, the address is unknown */
export function createReadBrowser(clientAddressHeader: string | undefined): ReadBrowser {
  return (headers) => ({
    address: parseClientAddress(clientAddressHeader && headers.get(clientAddressHeader)),
    userAgent: headers.get("User-Agent")?.slice(0, longestUserAgent) ?? null,
  });
}
