import * as v from "valibot";

import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import { sealingKey } from "./development-keys.ts";

/** What a sealed token is for. A token of one purpose is never accepted for another. */
export type SealPurpose =
  | "authorization request"
  | "chosen person"
  | "authorization code"
  | "refresh token"
  | "hosted session"
  | "pending impersonation";

export type OpenedToken<T> = { ok: true; value: T } | { ok: false; reason: "invalid" | "expired" };

const envelopeSchema = v.object({ expiresAtMs: v.number(), value: v.unknown() });
const initializationVectorLength = 12;

/**
 * The value as an opaque, tamper-proof string that outlives the mock's run: AES-256-GCM, the purpose bound to it.
 * On WebCrypto itself, because jose refuses the byte arrays of jsdom's realm.
 */
export async function sealToken(purpose: SealPurpose, value: unknown, expiresAtMs: number): Promise<string> {
  const plaintext = new TextEncoder().encode(JSON.stringify({ expiresAtMs, value }));
  const iv = crypto.getRandomValues(new Uint8Array(initializationVectorLength));
  const ciphertext = await crypto.subtle.encrypt(algorithm(purpose, iv), await importKey(), plaintext);
  return encodeBase64url(new Uint8Array([...iv, ...new Uint8Array(ciphertext)]));
}

/** The value of a token sealed for this purpose, or why there is none. */
export async function openToken<T>(
  purpose: SealPurpose,
  schema: v.GenericSchema<unknown, T>,
  token: string,
  nowMs: number,
): Promise<OpenedToken<T>> {
  const envelope = v.safeParse(envelopeSchema, await decrypt(purpose, token));
  if (!envelope.success) return { ok: false, reason: "invalid" };
  const value = v.safeParse(schema, envelope.output.value);
  if (!value.success) return { ok: false, reason: "invalid" };
  if (envelope.output.expiresAtMs <= nowMs) return { ok: false, reason: "expired" };
  return { ok: true, value: value.output };
}

async function decrypt(purpose: SealPurpose, token: string): Promise<unknown> {
  const bytes = decodeBase64url(token);
  if (bytes === null || bytes.length <= initializationVectorLength) return null;
  const iv = bytes.slice(0, initializationVectorLength);
  try {
    const plaintext = await crypto.subtle.decrypt(
      algorithm(purpose, iv),
      await importKey(),
      bytes.slice(initializationVectorLength),
    );
    return JSON.parse(new TextDecoder().decode(plaintext));
  } catch {
    return null;
  }
}

function algorithm(purpose: SealPurpose, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(purpose) };
}

function importKey(): Promise<CryptoKey> {
  const bytes = decodeBase64url(sealingKey);
  if (bytes === null) throw new Error("The mock's sealing key is not base64url.");
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}
