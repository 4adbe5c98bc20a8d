import { describe, expect, it } from "vitest";

import type { Account, FindAccountResult } from "./accounts/account.ts";
import { buildAccount } from "./testing/local-issuer-function.ts";
import { createWorkosBreaker } from "../../core/workos/workos-breaker.ts";
import type { WorkosFailure } from "../../core/workos/workos-error.ts";
import type { FindWorkosUser } from "./find-workos-user.ts";
import { asOutage, createIssuerChoice } from "./choose-issuer.ts";

const own = buildAccount({ email: "ada@engines.example" });
const fromWorkos: Account = { ...own, workosUserId: "user_1" };
const absent: FindAccountResult = { kind: "absent" };
const unavailable: FindAccountResult = { kind: "unavailable", cause: "timeout" };
const found = (changes: Partial<Account> = {}): FindAccountResult => ({
  kind: "found",
  account: { ...own, ...changes },
});
const unreachable: WorkosFailure = { kind: "unreachable", retryAfterSeconds: 7 };

function choose(options: {
  lookup: FindAccountResult;
  isFailing?: boolean;
  user?: Awaited<ReturnType<FindWorkosUser>>;
}) {
  const breaker = createWorkosBreaker(() => 1_000);
  if (options.isFailing === true) breaker.recordFailure(unreachable, { isReported: true });
  const asked: string[] = [];
  const choice = createIssuerChoice({
    accounts: { find: () => Promise.resolve(options.lookup) },
    findWorkosUser: (email) => {
      asked.push(email);
      return Promise.resolve(options.user ?? { kind: "found" });
    },
    breaker,
  })(own.email);
  return { choice, asked, breaker };
}

describe("while WorkOS is down", () => {
  it("chooses the local issuer while WorkOS is down, for accounts that need only a code", async () => {
    for (const account of [own, fromWorkos]) {
      const { choice, asked } = choose({ lookup: { kind: "found", account }, isFailing: true });
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
      expect(await choose({ lookup, isFailing: true }).choice).toEqual({ issuer: "none", reason });
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
    const { choice, asked, breaker } = choose({ lookup: found() });
    expect(await choice).toEqual({ issuer: "workos", fallback: own });
    expect([asked, breaker.isFailing()]).toEqual([[own.email], false]);
  });

  it("chooses the local issuer for an account that WorkOS doesn't know", async () => {
    const { choice, breaker } = choose({ lookup: found(), user: { kind: "absent" } });
    expect(await choice).toEqual({ issuer: "local", account: own, reason: "not_in_workos" });
    expect(breaker.isFailing()).toBe(false);
  });

  it.each<[Awaited<ReturnType<FindWorkosUser>>]>([
    [unreachable],
    [{ kind: "rate_limited", retryAfterSeconds: 3 }],
  ])("treats a failed lookup as an outage, and remembers it: %j", async (user) => {
    const { choice, breaker } = choose({ lookup: found(), user });
    expect(await choice).toEqual({ issuer: "local", account: own, reason: "workos_down" });
    expect(breaker.isFailing()).toBe(true);
  });
});

it("turns a rate limit into an outage, and keeps every other failure", () => {
  expect(asOutage({ kind: "rate_limited", retryAfterSeconds: 3 })).toEqual({
    kind: "unreachable",
    retryAfterSeconds: 3,
  });
  expect(asOutage(unreachable)).toBe(unreachable);
  const refused: WorkosFailure = { kind: "credentials_refused" };
  expect(asOutage(refused)).toBe(refused);
});
