/** A client's validated IP address, as the host reports it. */
export type ClientAddress = string & { readonly __brand: "ClientAddress" };

const forwardedFor = /^(?!.*for=.*for=)(?:[^,]*;)?[ \t]*for="?([^",; \t]*)"?[ \t]*(?:;[^,]*)?$/i;

/**
 * The address in a header value, or null when it isn't exactly one address. A port, a zone and the `for=` of a `Forwarded` element
 * (RFC 7239 section 4) are dropped. A list is refused, because its leftmost entry is whatever the client claims (IP spoofing).
 */
export function parseClientAddress(headerValue: string | null | undefined): ClientAddress | null {
  const element = headerValue?.trim() ?? "";
  if (isIpv4(element)) return element;
  const node = forwardedFor.exec(element)?.[1] ?? element;
  const [, inBrackets, beforePort] = /^(?:\[(.*)\](?::[0-9]{1,5})?|([^:]*):[0-9]{1,5})$/.exec(node) ?? [];
  const text = (inBrackets ?? beforePort ?? node).replace(/%[a-z0-9._~-]+$/i, "");
  if (isIpv4(text)) return inBrackets === undefined ? text : null;
  if (!/^[0-9a-f:.]+$/i.test(text) || !URL.canParse(`http://[${text}]/`)) return null;
  const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  return isIpv6(canonical) ? canonical : null;
}

/**
 * The counter key of a client: the IPv4 address, also inside an IPv6 address, or the /64 of another IPv6 address, all of which one
 * subscriber has. Clients with an unknown address share one key, so that hiding it gives an attacker no limit of their own.
 */
export function clientAddressKey(address: ClientAddress | null): string {
  if (address === null) return "unknown";
  if (!address.includes(":")) return address;
  const groups = listGroups(address);
  const bits = BigInt(`0x${groups.join("")}`);
  const embedded = findEmbeddedIpv4(bits);
  if (embedded !== null) return [24n, 16n, 8n, 0n].map((shift) => (embedded >> shift) & 0xffn).join(".");
  // A NAT64 of the operator's own (RFC 8215) has the address in a place that only the operator knows.
  if (bits >> 80n === 0x64_ff9b_0001n) return address;
  return `${groups.slice(0, 4).join(":")}::/64`;
}

/** The low 32 bits are the IPv4 address that the IPv6 address stands for, if it does. */
function findEmbeddedIpv4(bits: bigint): bigint | null {
  // IPv4-mapped (RFC 4291 section 2.5.5.2), IPv4-translated (RFC 2765 section 2.1) and NAT64 (RFC 6052 section 2.1).
  if ([0xffffn, 0xffff_0000n, 0x64_ff9bn << 64n].includes(bits >> 32n)) return bits;
  // 6to4 (RFC 3056 section 2) and Teredo, which inverts it (RFC 4380 section 4).
  if (bits >> 112n === 0x2002n) return bits >> 80n;
  return bits >> 96n === 0x2001_0000n ? ~bits : null;
}

/** The eight groups of an IPv6 address as `URL` writes it (RFC 5952), with their leading zeros. */
function listGroups(address: ClientAddress): string[] {
  const [before = [], after = []] = address.split("::").map((half) => half.split(":").filter(Boolean));
  const omitted = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...omitted, ...after].map((group) => group.padStart(4, "0"));
}

function isIpv4(text: string): text is ClientAddress {
  return /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/.test(text);
}

function isIpv6(canonical: string): canonical is ClientAddress {
  return canonical.includes(":");
}
