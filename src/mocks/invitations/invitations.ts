import { encodeBase64url } from "../workos/base64url.ts";
import { createId } from "../workos/identifiers.ts";

/** What has become of an invitation. */
export type InvitationState = "pending" | "accepted" | "expired" | "revoked";

/** An invitation to the app, and to an organization where it names one. Times in milliseconds since the Unix epoch. */
export type Invitation = {
  id: string;
  /** What the mailed link carries: whoever has it may look at the invitation. */
  token: string;
  email: string;
  organizationId: string | null;
  inviterUserId: string | null;
  /** Null: the environment's default role. */
  roleSlug: string | null;
  lifetimeMs: number;
  createdAtMs: number;
  updatedAtMs: number;
  expiresAtMs: number;
  acceptedAtMs: number | null;
  acceptedUserId: string | null;
  revokedAtMs: number | null;
};

export type InvitationStart = Pick<
  Invitation,
  "email" | "organizationId" | "inviterUserId" | "roleSlug" | "lifetimeMs"
>;

/** The invitations of this run; a restart forgets them, and links that were mailed before it lead nowhere. */
export type Invitations = {
  create(start: InvitationStart): Invitation;
  find(id: string): Invitation | undefined;
  findByToken(token: string): Invitation | undefined;
  stateOf(invitation: Invitation): InvitationState;
  /** Every invitation, whatever has become of it, the oldest first. */
  list(filter: { email?: string; organizationId?: string }): Invitation[];
  /** The pending invitation of an address to an organization, or to the app alone where the organization is null. */
  findPending(email: string, organizationId: string | null): Invitation | undefined;
  accept(invitation: Invitation, userId: string): Invitation;
  revoke(invitation: Invitation): Invitation;
  /** The same invitation with the same token, for as long again as it was sent for. */
  renew(invitation: Invitation): Invitation;
  /** Lets the pending invitations of an address run out now. */
  expire(email: string): void;
  clear(): void;
};

export function createInvitations(now: () => number): Invitations {
  const byId = new Map<string, Invitation>();
  const idsByToken = new Map<string, string>();

  function stateOf({ acceptedAtMs, revokedAtMs, expiresAtMs }: Invitation): InvitationState {
    if (acceptedAtMs !== null) return "accepted";
    if (revokedAtMs !== null) return "revoked";
    return expiresAtMs <= now() ? "expired" : "pending";
  }

  function change(invitation: Invitation, changes: Partial<Invitation>): Invitation {
    const changed = { ...invitation, ...changes, updatedAtMs: now() };
    byId.set(invitation.id, changed);
    return changed;
  }

  function list({ email, organizationId }: { email?: string; organizationId?: string }): Invitation[] {
    return [...byId.values()]
      .filter((invitation) => email === undefined || isSameAddress(invitation.email, email))
      .filter((invitation) => organizationId === undefined || invitation.organizationId === organizationId);
  }

  return {
    create(start) {
      const nowMs = now();
      const invitation: Invitation = {
        id: createId("invitation"),
        token: encodeBase64url(crypto.getRandomValues(new Uint8Array(18))),
        ...start,
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
        expiresAtMs: nowMs + start.lifetimeMs,
        acceptedAtMs: null,
        acceptedUserId: null,
        revokedAtMs: null,
      };
      byId.set(invitation.id, invitation);
      idsByToken.set(invitation.token, invitation.id);
      return invitation;
    },
    find: (id) => byId.get(id),
    findByToken: (token) => byId.get(idsByToken.get(token) ?? ""),
    stateOf,
    list,
    findPending: (email, organizationId) =>
      list({ email }).find(
        (invitation) => invitation.organizationId === organizationId && stateOf(invitation) === "pending",
      ),
    accept: (invitation, userId) => change(invitation, { acceptedAtMs: now(), acceptedUserId: userId }),
    revoke: (invitation) => change(invitation, { revokedAtMs: now() }),
    renew: (invitation) => change(invitation, { expiresAtMs: now() + invitation.lifetimeMs }),
    expire(email) {
      for (const invitation of list({ email })) {
        if (stateOf(invitation) === "pending") change(invitation, { expiresAtMs: now() });
      }
    },
    clear() {
      byId.clear();
      idsByToken.clear();
    },
  };
}

function isSameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
