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
  it("gives the local issuer to an account that a code is enough for, wherever it came from", async () => {
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
  ])("gives nobody else any, and says why to the log: %s", async (reason, lookup) => {
    expect(await choose({ lookup, isFailing: true }).choice).toEqual({ issuer: "none", reason });
  });
});

describe("while WorkOS is up", () => {
  it.each<[string, FindAccountResult, Account | null]>([
    ["without an account here", absent, null],
    ["whose account can't be looked up", unavailable, null],
    ["who owes a single sign-on", found({ requires: "sso" }), null],
    ["whose account came from WorkOS", { kind: "found", account: fromWorkos }, fromWorkos],
  ])("leaves whoever is %s to WorkOS, unasked", async (_, lookup, fallback) => {
    const { choice, asked } = choose({ lookup, user: { kind: "absent" } });
    expect(await choice).toEqual({ issuer: "workos", fallback });
    expect(asked).toEqual([]);
  });

  it("leaves an account that WorkOS knows too to WorkOS, with the account to fall back on", async () => {
    const { choice, asked, breaker } = choose({ lookup: found() });
    expect(await choice).toEqual({ issuer: "workos", fallback: own });
    expect([asked, breaker.isFailing()]).toEqual([[own.email], false]);
  });

  it("gives the local issuer to an account that WorkOS doesn't know", async () => {
    const { choice, breaker } = choose({ lookup: found(), user: { kind: "absent" } });
    expect(await choice).toEqual({ issuer: "local", account: own, reason: "not_in_workos" });
    expect(breaker.isFailing()).toBe(false);
  });

  it.each<[Awaited<ReturnType<FindWorkosUser>>]>([
    [unreachable],
    [{ kind: "rate_limited", retryAfterSeconds: 3 }],
  ])("holds a look-up that fails for an outage, and remembers it: %j", async (user) => {
    const { choice, breaker } = choose({ lookup: found(), user });
    expect(await choice).toEqual({ issuer: "local", account: own, reason: "workos_down" });
    expect(breaker.isFailing()).toBe(true);
  });
});

it("makes an outage of a rate limit, and leaves every other failure what it is", () => {
  expect(asOutage({ kind: "rate_limited", retryAfterSeconds: 3 })).toEqual({
    kind: "unreachable",
    retryAfterSeconds: 3,
  });
  expect(asOutage(unreachable)).toBe(unreachable);
  const refused: WorkosFailure = { kind: "credentials_refused" };
  expect(asOutage(refused)).toBe(refused);
});
