import { createId } from "../workos/identifiers.ts";

/** A passwordless session: a link that signs in whoever reads an address's mail. Times in milliseconds since the Unix epoch. */
export type PasswordlessSession = {
  id: string;
  email: string;
  redirectUri: string;
  oauthState: string | null;
  /** Unguessable part of the link's path. */
  linkToken: string;
  expiresAtMs: number;
};

/** Why a link does nothing any more. */
export type DeadLink = "used" | "expired";

/** The passwordless sessions of one mocked WorkOS, and the codes that their links redirect with. */
export type MagicLinks = {
  create(
    session: Pick<PasswordlessSession, "email" | "redirectUri" | "oauthState"> & {
      lifetimeMs: number;
    },
  ): PasswordlessSession;
  /** The session by its id, with whether its link still works. */
  find(id: string): { session: PasswordlessSession; dead: DeadLink | null } | undefined;
  /** Uses the link up, whoever opens it, and gives the code to redirect with. */
  follow(
    linkToken: string,
  ):
    | { outcome: "redirected"; session: PasswordlessSession; authorizationCode: string }
    | { outcome: "dead"; reason: DeadLink }
    | { outcome: "unknown" };
  /** The address that a code stands for, once; null for one that was used, has expired or never was. */
  redeem(authorizationCode: string): string | null;
  clear(): void;
};

/** RFC 6749, section 4.1.2 recommends ten minutes at most. */
const codeLifetimeMs = 10 * 60 * 1000;

export function createMagicLinks(now: () => number): MagicLinks {
  const sessionById = new Map<string, PasswordlessSession>();
  const usedLinks = new Set<string>();
  const grants = new Map<string, { email: string; expiresAtMs: number }>();

  const findDeath = (session: PasswordlessSession): DeadLink | null => {
    if (usedLinks.has(session.linkToken)) return "used";
    return session.expiresAtMs <= now() ? "expired" : null;
  };

  return {
    create({ lifetimeMs, ...asked }) {
      const session: PasswordlessSession = {
        id: createId("passwordless_session"),
        ...asked,
        linkToken: createId("link"),
        expiresAtMs: now() + lifetimeMs,
      };
      sessionById.set(session.id, session);
      return session;
    },
    find(id) {
      const session = sessionById.get(id);
      return session === undefined ? undefined : { session, dead: findDeath(session) };
    },
    follow(linkToken) {
      const session = [...sessionById.values()].find((candidate) => candidate.linkToken === linkToken);
      if (session === undefined) return { outcome: "unknown" };
      const reason = findDeath(session);
      if (reason !== null) return { outcome: "dead", reason };
      usedLinks.add(linkToken);
      const authorizationCode = createId("profile_code");
      grants.set(authorizationCode, { email: session.email, expiresAtMs: now() + codeLifetimeMs });
      return { outcome: "redirected", session, authorizationCode };
    },
    redeem(authorizationCode) {
      const grant = grants.get(authorizationCode);
      grants.delete(authorizationCode);
      return grant === undefined || grant.expiresAtMs <= now() ? null : grant.email;
    },
    clear() {
      sessionById.clear();
      usedLinks.clear();
      grants.clear();
    },
  };
}
