import { decodeBase64url, encodeBase64url } from "../../../contract/base64url.ts";
import { doctorScheme } from "../../../contract/doctor/diagnosis.ts";
import type { SealingKey } from "../../core/configuration/sealing-keys.ts";
import { createRandomId } from "../../core/counters/counter-store.ts";
import { isEqualInConstantTime } from "../../../contract/equal-in-constant-time.ts";
import { createKeyedHash } from "../../core/sealing/keyed-hash.ts";

/** How long a token is accepted, and how far ahead its moment may be. */
export const tokenLifetimeSeconds = 60;

const tokenForm =
  /^([A-Za-z0-9_-]{1,32})\.(\d{1,12})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{1,400})$/;

/** A token that proves its holder's knowledge of a sealing key, for one question to one origin within a minute. */
export async function createDoctorToken(key: SealingKey, origin: string, nowMs: number): Promise<string> {
  const issuedAt = String(Math.floor(nowMs / 1000));
  const nonce = createRandomId();
  const audience = encodeBase64url(new TextEncoder().encode(origin));
  return [key.id, issuedAt, nonce, await computeMac(key, [audience, issuedAt, nonce]), audience].join(".");
}

/** A genuine token: for which origin it was made, and the id under which its one use is counted. */
export type DoctorToken = { origin: string; nonce: string };

/** The token in an `Authorization` header; null for anything that none of the keys has made within the last minute. */
export async function readDoctorToken(
  keys: readonly SealingKey[],
  header: string | undefined,
  nowMs: number,
): Promise<DoctorToken | null> {
  const [scheme, text, ...rest] = (header ?? "").split(" ");
  const [, keyId, issuedAt = "", nonce = "", mac = "", audience = ""] = tokenForm.exec(text ?? "") ?? [];
  const key = keys.find(({ id }) => id === keyId);
  if (scheme !== doctorScheme || rest.length > 0 || key === undefined) return null;
  if (Math.abs(nowMs / 1000 - Number(issuedAt)) > tokenLifetimeSeconds) return null;
  const expected = await computeMac(key, [audience, issuedAt, nonce]);
  if (!isEqualInConstantTime(expected, mac)) return null;
  return { origin: new TextDecoder().decode(decodeBase64url(audience)), nonce };
}

async function computeMac(key: SealingKey, parts: readonly string[]): Promise<string> {
  return encodeBase64url(await createKeyedHash(key, "doctor-token")(parts));
}

/** A fingerprint that only holders of the key can compare; 96 bits. */
export async function fingerprint(key: SealingKey, what: "key" | "store", value: string): Promise<string> {
  const hash = await createKeyedHash(key, "doctor-fingerprint")([what, value]);
  return encodeBase64url(hash.subarray(0, 12));
}
