import { describe, expect, it } from "vitest";

import { type InvitationSummary, describeSummary, isAllDone } from "./invitation-summary.ts";

const simple: InvitationSummary = {
  invited: 470,
  wouldInvite: 0,
  alreadyInvited: 0,
  alreadyMember: 0,
  doneBefore: 0,
  repeated: 0,
  badLines: [],
  refusedLines: [],
  undone: 0,
};

describe("describeSummary", () => {
  it("is one line when everyone was invited", () => {
    expect(describeSummary(simple, false)).toBe("Invited: 470");
  });

  it("names bad and refused lines by their numbers, at most fifty", () => {
    const badLines = Array.from({ length: 53 }, (_, index) => index + 2);
    const summary = {
      ...simple,
      alreadyInvited: 3,
      alreadyMember: 2,
      doneBefore: 20,
      repeated: 4,
      badLines,
      refusedLines: [7],
      undone: 5,
    };
    const lines = describeSummary(summary, false).split("\n");
    expect(lines.slice(0, 5)).toEqual([
      "Invited: 470",
      "  done by an earlier run: 20",
      "  already invited: 3",
      "  already members: 2",
      "  left out, because an earlier line has the same address: 4",
    ]);
    expect(lines[5]).toMatch(/^ {2}bad and left out: 53 \(lines 2, 3, .*, 51 and 3 more\)$/);
    expect(lines.slice(6)).toEqual([
      "  refused by WorkOS: 1 (line 7)",
      "  not done: 5; run the same command again to continue",
    ]);
  });

  it("says that nothing was sent in a dry run", () => {
    expect(describeSummary({ ...simple, invited: 0, wouldInvite: 3 }, true)).toBe(
      "Would be invited: 3\nA dry run: nothing was sent",
    );
  });

  it.each([[{ badLines: [2] }], [{ refusedLines: [2] }], [{ undone: 1 }]])(
    "isAllDone is false with %j",
    (changes) => {
      expect(isAllDone({ ...simple, ...changes })).toBe(false);
      expect(isAllDone({ ...simple, doneBefore: 1, alreadyInvited: 1, alreadyMember: 1, repeated: 1 })).toBe(
        true,
      );
    },
  );
});
