import { encodeBase32 } from "./base32.ts";
import { sealingKey } from "./development-keys.ts";

const idLength = 26;
const genuineSessionId = /^session_([0-9A-Z]{14})([0-9A-Z]{12})$/;

/** A fresh id such as `magic_auth_01K…`, unguessable. */
export function createId(prefix: string): string {
  return `${prefix}_${encodeBase32(crypto.getRandomValues(new Uint8Array(20)), idLength)}`;
}

/** The id of the account that belongs to an address: the same after a restart, so that nobody gets a second account. */
export async function userIdOf(emailKey: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(emailKey));
  return `user_${encodeBase32(new Uint8Array(digest), idLength)}`;
}

/** The id of the Magic Link profile that belongs to an address; no user's id can be read off it. */
export async function profileIdOf(emailKey: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`profile ${emailKey}`));
  return `prof_${encodeBase32(new Uint8Array(digest), idLength)}`;
}

/** A fresh session id that carries its own proof, so that a restarted mock can tell its ids from made-up ones. */
export async function createSessionId(): Promise<string> {
  const random = encodeBase32(crypto.getRandomValues(new Uint8Array(10)), 14);
  return `session_${random}${await proofOf(random)}`;
}

/** Whether a session id was made by this mock, in this run or an earlier one. */
export async function isGenuineSessionId(sessionId: string): Promise<boolean> {
  const [, random, proof] = genuineSessionId.exec(sessionId) ?? [];
  return random !== undefined && proof === (await proofOf(random));
}

async function proofOf(random: string): Promise<string> {
  const bytes = new TextEncoder().encode(sealingKey);
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`session ${random}`));
  return encodeBase32(new Uint8Array(mac), 12);
}
