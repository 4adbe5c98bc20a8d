const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The first `length` characters of the bytes in Crockford's base 32, the alphabet of WorkOS's ids. */
export function encodeBase32(bytes: Uint8Array, length: number): string {
  let text = "";
  let accumulator = 0;
  let bits = 0;
  for (const byte of bytes) {
    accumulator = (accumulator << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((accumulator >> bits) & 31);
    }
    accumulator &= 31;
  }
  return text.slice(0, length);
}
