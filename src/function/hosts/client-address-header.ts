/** The header in which a Node host tells the function the address at the other end of the socket. */
export const socketAddressHeader = "portico-client-address";

/** Puts the socket's address into its header, in the place of whatever the client sent under that name (IP spoofing). */
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
