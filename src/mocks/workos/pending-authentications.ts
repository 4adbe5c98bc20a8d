import { createId } from "./identifiers.ts";

/** What somebody whose sign-in has been held up has to do next. */
export type PendingStep = "email_verification" | "organization" | "mfa" | "mfa_enrollment" | "radar";

/** A sign-in that waits for a step. Times in milliseconds since the Unix epoch. */
export type PendingAuthentication = {
  token: string;
  userId: string;
  step: PendingStep;
  /** Steps that are done. */
  passed: readonly PendingStep[];
  /** The organization that was chosen; null where none has been. */
  organizationId: string | null;
  /** The invitation that is accepted with the sign-in; null where none is. */
  invitationToken: string | null;
  expiresAtMs: number;
};

/**
 * The tokens behind `pending_authentication_token`: each belongs to one user and one step, works for ten minutes, and ends when
 * the step has been taken. A restart forgets them: who was in the middle begins anew.
 */
export type PendingAuthentications = {
  create(
    pending: Pick<PendingAuthentication, "userId" | "step" | "passed" | "organizationId" | "invitationToken">,
  ): PendingAuthentication;
  /** The sign-in that waits for this step; undefined for a token that is unknown, used, expired or another step's. */
  find(token: string, step: PendingStep): PendingAuthentication | undefined;
  /** Ends the token. */
  use(token: string): void;
  /** Lets the user's tokens run out now. */
  expire(userId: string): void;
  clear(): void;
};

const lifetimeMs = 10 * 60 * 1000;

export function createPendingAuthentications(now: () => number): PendingAuthentications {
  const byToken = new Map<string, PendingAuthentication>();
  return {
    create(pending) {
      const created = { token: createId("pending"), ...pending, expiresAtMs: now() + lifetimeMs };
      byToken.set(created.token, created);
      return created;
    },
    find(token, step) {
      const pending = byToken.get(token);
      return pending?.step === step && pending.expiresAtMs > now() ? pending : undefined;
    },
    use(token) {
      byToken.delete(token);
    },
    expire(userId) {
      for (const [token, pending] of byToken) if (pending.userId === userId) byToken.delete(token);
    },
    clear: () => byToken.clear(),
  };
}
