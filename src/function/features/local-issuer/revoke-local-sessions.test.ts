import { describe, expect, it } from "vitest";

import { CounterStoreError } from "../../core/counters/counter-store.ts";
import type { LocalSession } from "./local-session.ts";
import { createLocalRevocation } from "./revoke-local-sessions.ts";

const session: LocalSession = {
  refreshToken: {
    familyId: "family",
    generation: 3,
    subject: "acct_ada",
    email: "ada@example.com",
    incarnation: "store",
    startedAtMs: 0,
    idleExpiresAtMs: 1,
    absoluteExpiresAtMs: 2,
  },
  authenticationMethod: "EmailCode",
  organizationId: null,
};

function setUp(failure: Error | null = null) {
  const revoked: string[] = [];
  const note = async (what: string): Promise<void> => {
    if (failure !== null) throw failure;
    revoked.push(what);
  };
  const revoke = createLocalRevocation({
    revoke: async ({ familyId }) => await note(`family ${familyId}`),
    revokeSubject: async (subject) => await note(`subject ${subject}`),
  });
  return { revoke, revoked };
}

describe("ending local sessions", () => {
  it("ends one local session, or all of the user", async () => {
    const one = setUp();
    expect(await one.revoke(session, false)).toBe("revoked");
    expect(one.revoked).toEqual(["family family"]);
    const all = setUp();
    expect(await all.revoke(session, true)).toBe("revoked");
    expect(all.revoked).toEqual(["family family", "subject acct_ada"]);
  });

  it("reports that the store wasn't reached, and throws for a bug", async () => {
    expect(await setUp(new CounterStoreError("down")).revoke(session, false)).toBe("not_reached");
    await expect(setUp(new TypeError("bug")).revoke(session, false)).rejects.toThrow("bug");
  });
});
