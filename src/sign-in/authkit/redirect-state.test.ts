import { describe, expect, it } from "vitest";

import { type RedirectEvent, idleRedirect, reduceRedirect } from "./redirect-state.ts";

function play(...events: RedirectEvent[]) {
  return events.reduce(reduceRedirect, idleRedirect);
}

describe("the way to WorkOS", () => {
  it("says before any click that WorkOS can't be reached, and takes it back when it can", () => {
    expect(play({ type: "probed", reachability: "unreachable" })).toEqual({
      kind: "unreachable",
      attempt: 0,
      isAnswerToClick: false,
    });
    expect(
      play({ type: "probed", reachability: "unreachable" }, { type: "probed", reachability: "reachable" }),
    ).toEqual(idleRedirect);
  });

  it.each(["reachable", "unanswered"] as const)("says nothing of a probe that was %s", (reachability) => {
    expect(play({ type: "probed", reachability })).toEqual(idleRedirect);
  });

  it("keeps saying it while a later probe goes unanswered", () => {
    expect(
      play({ type: "probed", reachability: "unreachable" }, { type: "probed", reachability: "unanswered" }),
    ).toMatchObject({ kind: "unreachable" });
  });

  it("doesn't let a probe talk into somebody's leaving", () => {
    expect(play({ type: "started", attempt: 1 }, { type: "probed", reachability: "unreachable" })).toEqual({
      kind: "redirecting",
      attempt: 1,
    });
  });

  it.each<[RedirectEvent, object]>([
    [
      { type: "foundUnreachable", attempt: 1 },
      { kind: "unreachable", attempt: 1, isAnswerToClick: true },
    ],
    [
      { type: "failedToStart", attempt: 1, reason: "storageBlocked" },
      { kind: "failed", attempt: 1, reason: "storageBlocked" },
    ],
    [
      { type: "timedOut", attempt: 1 },
      { kind: "stalled", attempt: 1 },
    ],
  ])("ends the leaving it belongs to: $0.type", (event, expected) => {
    expect(play({ type: "started", attempt: 1 }, event)).toEqual(expected);
  });

  it.each<RedirectEvent>([
    { type: "foundUnreachable", attempt: 1 },
    { type: "failedToStart", attempt: 1, reason: "other" },
    { type: "timedOut", attempt: 1 },
  ])("ignores $type of an older try, and without one", (event) => {
    expect(play({ type: "started", attempt: 2 }, event)).toEqual({ kind: "redirecting", attempt: 2 });
    expect(play({ type: "started", attempt: 1 }, { type: "pageRestored" }, event)).toMatchObject({
      kind: "idle",
    });
    expect(play(event)).toEqual(idleRedirect);
  });

  it("has a working button again when the person comes Back, and forgets the try before", () => {
    expect(play({ type: "started", attempt: 1 }, { type: "pageRestored" })).toEqual({
      kind: "idle",
      attempt: 2,
    });
  });

  it("is given up for another way in, and only while somebody is leaving", () => {
    expect(play({ type: "started", attempt: 1 }, { type: "cancelled" })).toEqual({
      kind: "idle",
      attempt: 1,
    });
    const found = play({ type: "probed", reachability: "unreachable" });
    expect(reduceRedirect(found, { type: "cancelled" })).toBe(found);
  });

  it("stops before leaving where sign-ins keep coming back, and leaves on the next try", () => {
    const stopped = play({ type: "loopFound" });
    expect(stopped).toEqual({ kind: "failed", attempt: 0, reason: "looping" });
    expect(reduceRedirect(stopped, { type: "started", attempt: 1 })).toEqual({
      kind: "redirecting",
      attempt: 1,
    });
  });

  it("may be tried again after every failure", () => {
    expect(
      play(
        { type: "started", attempt: 1 },
        { type: "timedOut", attempt: 1 },
        { type: "started", attempt: 2 },
      ),
    ).toEqual({ kind: "redirecting", attempt: 2 });
  });
});
