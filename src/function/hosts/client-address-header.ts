import type { IncomingHttpHeaders } from "node:http";

import { readVariable } from "../../contract/variables.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";

/** The header in which a Node host passes the socket's remote address to the function. */
export const socketAddressHeader = "portico-client-address";

/** Headers with something else in them, the name of our own, and values of a switch. */
const otherHeaders =
  /^(?:accept.*|authorization|connection|content-.*|cookie|date|host|origin|referer|upgrade|via|x-forwarded-(?:host|port|proto|server)|portico-client-address|true|false|yes|no|on|off|none|null|undefined)$/i;

/**
 * The header from which a host has the function read the client's address: the proxy's of `PORTICO_CLIENT_ADDRESS_HEADER`, or
 * the host's own.
 *
 * @param hostHeader the header in which the host puts the address, overwriting what the client sent; the socket's when absent
 * @throws Error naming the variable
 */
export function parseClientAddressHeader(
  variables: FunctionVariables,
  hostHeader = socketAddressHeader,
): string {
  const name = readVariable(variables, "PORTICO_CLIENT_ADDRESS_HEADER");
  if (name !== null && !/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) {
    throw new Error("PORTICO_CLIENT_ADDRESS_HEADER must be the name of one header, such as X-Real-IP");
  }
  if (name !== null && otherHeaders.test(name)) {
    throw new Error(
      "PORTICO_CLIENT_ADDRESS_HEADER must be the header with the client's address, such as X-Real-IP; this one never has it",
    );
  }
  return name ?? hostHeader;
}

/**
 * Sets the header to the socket's address, replacing anything that the client sent under that name (IP spoofing): in the raw headers,
 * and in the parsed ones, in which Hono's adapter looks a single header up.
 */
export function setSocketAddressHeader(incoming: {
  rawHeaders: string[];
  headers: IncomingHttpHeaders;
  socket: { remoteAddress?: string | undefined };
}): void {
  const address = incoming.socket.remoteAddress ?? "";
  // Node parses them at the first access, by a number of raw headers that it has counted before these change.
  incoming.headers[socketAddressHeader] = address;
  const { rawHeaders } = incoming;
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    if (rawHeaders[index]?.toLowerCase() === socketAddressHeader) rawHeaders.splice(index, 2);
  }
  rawHeaders.push(socketAddressHeader, address);
}
