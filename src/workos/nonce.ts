/** 128 random bits as 32 hexadecimal digits. */
export function createNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** The nonce inside `state`, which the SDK encodes as JSON. */
export function parseNonce(oauthState: string | null): string | null {
  if (oauthState === null) return null;
  try {
    const value: unknown = JSON.parse(oauthState);
    return typeof value === "string" && /^[0-9a-f]{32}$/.test(value) ? value : null;
  } catch {
    return null;
  }
}
