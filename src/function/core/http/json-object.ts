/**
 * The JSON object that the bytes are, or null for anything else: other JSON values, broken UTF-8, a byte order mark, or an
 * object with a `__proto__` member at any depth (prototype pollution).
 */
export function parseJsonObject(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text, refusePrototype);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function refusePrototype(this: unknown, key: string, value: unknown): unknown {
  if (key === "__proto__") throw new SyntaxError("__proto__ is no member of any call");
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
