import type { CounterStore } from "../counters/counter-store.ts";
import type { Cookies } from "../http/cookies.ts";
import type { Context } from "../http/context.ts";
import { hashRandomId } from "../sealing/keyed-hash.ts";
import { type Sealer, unknownKey } from "../sealing/sealer.ts";
import type { IssuedSession, Issuer } from "./issuer.ts";

export type SessionCookie = {
  /** `unreadable`: no key opens it, or no issuer recognizes what it holds. `unknown_key`: it may be valid at another instance. */
  read: (
    context: Context,
  ) => Promise<
    | { kind: "kept"; issuer: string; session: IssuedSession; payload: unknown }
    | { kind: "absent" | "unreadable" | "unknown_key" }
  >;
  /** Replaces any existing cookie, so that a planted one never survives a sign-in (session fixation). */
  write: (context: Context, payload: Record<string, unknown>, lifetimeSeconds: number) => Promise<void>;
  clear: (context: Context) => void;
};

/** One cookie for the sessions of all issuers, each of which recognizes its own. */
export function createSessionCookie(
  sealer: Sealer,
  cookies: Cookies,
  issuers: readonly Issuer[],
): SessionCookie {
  return {
    read: async (context) => {
      const sealed = cookies.read(context, "portico-session");
      if (sealed === null || sealed === "") return { kind: "absent" };
      const payload = await sealer.open("session", sealed);
      const found = recognizeSession(issuers, payload);
      if (found !== null) return { kind: "kept", ...found, payload };
      return { kind: payload === unknownKey ? "unknown_key" : "unreadable" };
    },
    write: async (context, payload, lifetimeSeconds) => {
      cookies.write(context, "portico-session", await sealer.seal("session", payload), lifetimeSeconds);
    },
    clear: (context) => cookies.clear(context, "portico-session"),
  };
}

/** The session in an opened payload and its issuer; null when no issuer recognizes it. */
export function recognizeSession(issuers: readonly Issuer[], payload: unknown) {
  for (const issuer of issuers) {
    const session = issuer.recognizeSession(payload);
    if (session !== null) return { issuer: issuer.name, session };
  }
  return null;
}

/** Longer than any refresh takes, and than the time between two attempts to revoke a session at WorkOS. */
const rememberedMs = 10 * 60_000;

/** Remembers recent sign-outs in the store, so that a refresh in flight at any instance can't restore the cookie (sign-out race). */
export function createSignedOutSessions(store: CounterStore) {
  const options = { name: "signed-out", lifetimeMs: rememberedMs, maximumKeys: 10_000 };
  const entries = store.createEntries({ ...options, keptInProcess: "while_down" });
  return {
    add: async (sessionId: string): Promise<void> => {
      await entries.write(await hashRandomId(options.name, sessionId), "1");
    },
    has: async (sessionId: string | null): Promise<boolean> =>
      sessionId !== null && (await entries.read(await hashRandomId(options.name, sessionId))) !== null,
  };
}
