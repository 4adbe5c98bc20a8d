import { describe, expect, it } from "vitest";

import { mayUseLocalCodes } from "./may-use-local-codes.ts";
import { buildTestAccount } from "../testing/test-account.ts";

const requirements = ["nothing", "sso", "mfa"] as const;
const accounts = requirements.flatMap((requires) =>
  [true, false].flatMap((isConfirmed) =>
    [true, false].map((isRemoved) => buildTestAccount({ requires, isConfirmed, isRemoved })),
  ),
);

describe("mayUseLocalCodes", () => {
  it("allows only confirmed accounts that require nothing more and aren't removed", () => {
    const allowed = accounts.filter((account) => mayUseLocalCodes(account).kind === "allowed");
    expect(allowed).toEqual([buildTestAccount()]);
    expect(accounts).toHaveLength(12);
  });

  it.each([
    ["confirmed", "kept", "sso", "sso_required"],
    ["confirmed", "kept", "mfa", "mfa_required"],
    ["unconfirmed", "kept", "nothing", "not_confirmed"],
    ["unconfirmed", "kept", "sso", "not_confirmed"],
    ["confirmed", "removed", "nothing", "removed"],
    ["confirmed", "removed", "mfa", "removed"],
    ["unconfirmed", "removed", "nothing", "removed"],
  ] as const)(
    "refuses an account that is %s, %s and requires %s: %s",
    (confirmed, kept, requires, reason) => {
      const account = buildTestAccount({
        isConfirmed: confirmed === "confirmed",
        isRemoved: kept === "removed",
        requires,
      });
      expect(mayUseLocalCodes(account)).toEqual({ kind: "refused", reason });
    },
  );
});
