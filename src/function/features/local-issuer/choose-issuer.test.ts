import { describe, expect, it } from "vitest";

import type { Account, FindAccountResult } from "./accounts/account.ts";
import { buildAccount } from "./testing/local-issuer-function.ts";
import { malformedAnswer, outage } from "../../core/workos/workos-error.ts";
import type { FindWorkosUser } from "./find-workos-user.ts";
import { createIssuerChoice } from "./choose-issuer.ts";

const own = buildAccount({ email: "ada@engines.example" });
const fromWorkos: Account = { ...own, workosUserId: "user_1" };
/** The account's address as a client may spell it. */
const typed = buildAccount({ email: "ADA@engines.example" }).email;
const absent: FindAccountResult = { kind: "absent" };
const unavailable: FindAccountResult = { kind: "unavailable", cause: "timeout" };
const found = (changes: Partial<Account> = {}): FindAccountResult => ({
  kind: "found",
  account: { ...own, ...changes },
});

function choose(options: {
  lookup: FindAccountResult;
  isOpen?: boolean;
  user?: Awaited<ReturnType<FindWorkosUser>>;
  /** Whether the neutral question fails as well. */
  isDown?: boolean;
}) {
  const asked: string[] = [];
  const choice = createIssuerChoice({
    accounts: { find: () => Promise.resolve(options.lookup) },
    findWorkosUser: (email) => {
      asked.push(email);
      return Promise.resolve(options.user ?? { kind: "found" });
    },
    breaker: {
      isOpen: () => options.isOpen === true,
      recordFailure: async () => await Promise.resolve(options.isDown === true),
    },
  })(typed, { address: null, userAgent: null });
  return { choice, asked };
}

describe("while WorkOS is down", () => {
  it("chooses the local issuer while WorkOS is down, for accounts that need only a code", async () => {
    for (const account of [own, fromWorkos]) {
      const { choice, asked } = choose({ lookup: { kind: "found", account }, isOpen: true });
      expect(await choice).toEqual({ issuer: "local", account, reason: "workos_down" });
      expect(asked).toEqual([]);
    }
  });

  it.each<[string, FindAccountResult]>([
    ["absent", absent],
    ["unavailable", unavailable],
    ["removed", found({ isRemoved: true })],
    ["not_confirmed", found({ isConfirmed: false })],
    ["sso_required", found({ requires: "sso" })],
    ["mfa_required", found({ requires: "mfa" })],
  ])(
    "chooses no issuer for other accounts while WorkOS is down, and returns the reason: %s",
    async (reason, lookup) => {
      expect(await choose({ lookup, isOpen: true }).choice).toEqual({ issuer: "none", reason });
    },
  );
});

describe("while WorkOS is up", () => {
  it.each<[string, FindAccountResult, Account | null]>([
    ["is without a local account", absent, null],
    ["can't be looked up", unavailable, null],
    ["requires single sign-on", found({ requires: "sso" }), null],
    ["came from WorkOS", { kind: "found", account: fromWorkos }, fromWorkos],
  ])("chooses WorkOS without asking it for an address that %s", async (_, lookup, fallback) => {
    const { choice, asked } = choose({ lookup, user: { kind: "absent" } });
    expect(await choice).toEqual({ issuer: "workos", fallback });
    expect(asked).toEqual([]);
  });

  it("chooses WorkOS for an account that WorkOS also knows, with the account as fallback", async () => {
    const { choice, asked } = choose({ lookup: found() });
    expect(await choice).toEqual({ issuer: "workos", fallback: own });
    expect(asked).toEqual([own.email]);
  });

  it("chooses the local issuer for an account that WorkOS doesn't know", async () => {
    const { choice } = choose({ lookup: found(), user: { kind: "absent" } });
    expect(await choice).toEqual({ issuer: "local", account: own, reason: "not_in_workos" });
  });

  it("chooses the local issuer when the look-up and the neutral question fail", async () => {
    const { choice } = choose({ lookup: found(), user: outage, isDown: true });
    expect(await choice).toEqual({ issuer: "local", account: own, reason: "workos_down" });
  });

  it.each<[Awaited<ReturnType<FindWorkosUser>>]>([
    [outage],
    [malformedAnswer],
    [{ kind: "rate_limited", retryAfterSeconds: 3 }],
    [{ kind: "credentials_refused" }],
  ])("stays with WorkOS after %j while WorkOS answers the neutral question", async (user) => {
    const { choice } = choose({ lookup: found(), user });
    expect(await choice).toEqual({ issuer: "workos", fallback: own });
  });
});
