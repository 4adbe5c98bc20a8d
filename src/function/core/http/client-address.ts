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
  if (isDottedIpv4(text)) return text;
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
  const groups = expandIpv6(address);
  const mapped = groups.slice(0, 5).every((group) => group === "0") && groups[5] === "ffff";
  if (mapped) {
    const bytes = groups.slice(6).flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 255];
    });
    return bytes.join(".");
  }
  return `${groups.slice(0, 4).join(":")}::/64`;
}

function isDottedIpv4(text: string): text is ClientAddress {
  const parts = text.split(".");
  return (
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256)
  );
}

function toCanonicalIpv6(text: string): ClientAddress | null {
  try {
    const address = new URL(`http://[${text}]/`).hostname.slice(1, -1);
    return isCanonicalIpv6(address) ? address : null;
  } catch {
    return null;
  }
}

function isCanonicalIpv6(address: string): address is ClientAddress {
  return address.includes(":");
}

function expandIpv6(address: string): string[] {
  const [head = "", tail] = address.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after];
}
