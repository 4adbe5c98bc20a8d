import { expect, it } from "vitest";

import { type SyncSummary, describeSummary } from "./sync-summary.ts";

const plain: SyncSummary = {
  accounts: 900,
  mayUseCodes: 700,
  requireSso: 150,
  requireMfa: 50,
  unconfirmed: 100,
  unusableUserIds: [],
  unknownFactorUserIds: [],
  areConnectionsUnknown: false,
  removed: 7,
  newlyRemoved: 2,
  previouslyKept: 800,
};

it("describeSummary counts what was copied, and says what is always unknown", () => {
  expect(describeSummary(plain).split("\n")).toEqual([
    "900 accounts; 700 of them may use local codes",
    "  150 have to use SSO, 50 a second factor",
    "  7 are kept as removed, 2 of them since the last sync",
    "  100 were left out, because their address isn't confirmed",
    "  Unknown: whether an organization or the environment requires a second factor of people who have enrolled none",
  ]);
});

it("describeSummary names at most twenty people about whom something is unknown", () => {
  const ids = Array.from({ length: 23 }, (_, index) => `user_${String(index)}`);
  const text = describeSummary({
    ...plain,
    unusableUserIds: ["user_x"],
    unknownFactorUserIds: ids,
    areConnectionsUnknown: true,
  });
  expect(text).toContain("user_x left out");
  expect(text).toContain("user_19 and 3 more count as having a second factor");
  expect(text).not.toContain("user_20");
  expect(text).toContain("doesn't list SSO connections");
});

it("describeSummary writes no control sequence of an id to the terminal", () => {
  const ids = ["user_1\u001B[2J", "user_2\u009B31m", "user_3\u202E\nSynced"];
  const text = describeSummary({ ...plain, unusableUserIds: ids, unknownFactorUserIds: ids });
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text.split("\n")).toHaveLength(7);
});
