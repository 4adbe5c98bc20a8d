/** The header in which a Node host passes the socket's remote address to the function. */
export const socketAddressHeader = "portico-client-address";

/** Sets the header to the socket's address, replacing anything that the client sent under that name (IP spoofing). */
export function setSocketAddressHeader(incoming: {
  rawHeaders: string[];
  socket: { remoteAddress?: string | undefined };
}): void {
  const address = incoming.socket.remoteAddress ?? "";
  const { rawHeaders } = incoming;
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    if (rawHeaders[index]?.toLowerCase() === socketAddressHeader) rawHeaders.splice(index, 2);
  }
  rawHeaders.push(socketAddressHeader, address);
}
