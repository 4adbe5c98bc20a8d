import { describe, expect, it } from "vitest";

import { type InvitationSummary, describeSummary, isAllDone } from "./invitation-summary.ts";

const calm: InvitationSummary = {
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

describe("the summary", () => {
  it("is short where everything went well", () => {
    expect(describeSummary(calm, false)).toBe("Invited: 470");
  });

  it("names everything else by its lines", () => {
    const badLines = Array.from({ length: 53 }, (_, index) => index + 2);
    const summary = {
      ...calm,
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
      "  invited already: 3",
      "  members already: 2",
      "  left out, because an earlier line has the same address: 4",
    ]);
    expect(lines[5]).toMatch(/^ {2}bad and left out: 53 \(lines 2, 3, .*, 51 and 3 more\)$/);
    expect(lines.slice(6)).toEqual([
      "  refused by WorkOS: 1 (line 7)",
      "  not done: 5; run the same command again to go on",
    ]);
  });

  it("says of a dry run that nothing was sent", () => {
    expect(describeSummary({ ...calm, invited: 0, wouldInvite: 3 }, true)).toBe(
      "Would be invited: 3\nA dry run: nothing was sent",
    );
  });

  it.each([[{ badLines: [2] }], [{ refusedLines: [2] }], [{ undone: 1 }]])(
    "isn't all done with %j",
    (changes) => {
      expect(isAllDone({ ...calm, ...changes })).toBe(false);
      expect(isAllDone({ ...calm, doneBefore: 1, alreadyInvited: 1, alreadyMember: 1, repeated: 1 })).toBe(
        true,
      );
    },
  );
});
