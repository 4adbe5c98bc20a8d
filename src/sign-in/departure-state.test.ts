import { describe, expect, it } from "vitest";

import { type DepartureEvent, idleDeparture, reduceDeparture } from "./departure-state.ts";

function play(...events: DepartureEvent[]) {
  return events.reduce(reduceDeparture, idleDeparture);
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
    ).toEqual(idleDeparture);
  });

  it.each(["reachable", "unanswered"] as const)("says nothing of a probe that was %s", (reachability) => {
    expect(play({ type: "probed", reachability })).toEqual(idleDeparture);
  });

  it("keeps saying it while a later probe goes unanswered", () => {
    expect(
      play({ type: "probed", reachability: "unreachable" }, { type: "probed", reachability: "unanswered" }),
    ).toMatchObject({ kind: "unreachable" });
  });

  it("doesn't let a probe talk into somebody's leaving", () => {
    expect(play({ type: "left", attempt: 1 }, { type: "probed", reachability: "unreachable" })).toEqual({
      kind: "leaving",
      attempt: 1,
    });
  });

  it.each<[DepartureEvent, object]>([
    [
      { type: "foundUnreachable", attempt: 1 },
      { kind: "unreachable", attempt: 1, isAnswerToClick: true },
    ],
    [
      { type: "failedToStart", attempt: 1, reason: "storageBlocked" },
      { kind: "failed", attempt: 1, reason: "storageBlocked" },
    ],
    [
      { type: "gotNoAnswer", attempt: 1 },
      { kind: "stalled", attempt: 1 },
    ],
  ])("ends the leaving it belongs to: $0.type", (event, expected) => {
    expect(play({ type: "left", attempt: 1 }, event)).toEqual(expected);
  });

  it.each<DepartureEvent>([
    { type: "foundUnreachable", attempt: 1 },
    { type: "failedToStart", attempt: 1, reason: "other" },
    { type: "gotNoAnswer", attempt: 1 },
  ])("ignores $type of an older try, and without one", (event) => {
    expect(play({ type: "left", attempt: 2 }, event)).toEqual({ kind: "leaving", attempt: 2 });
    expect(play({ type: "left", attempt: 1 }, { type: "cameBack" }, event)).toMatchObject({ kind: "idle" });
    expect(play(event)).toEqual(idleDeparture);
  });

  it("has a working button again when the person comes Back, and forgets the try before", () => {
    expect(play({ type: "left", attempt: 1 }, { type: "cameBack" })).toEqual({ kind: "idle", attempt: 2 });
  });

  it("is given up for another way in, and only while somebody is leaving", () => {
    expect(play({ type: "left", attempt: 1 }, { type: "stayed" })).toEqual({ kind: "idle", attempt: 1 });
    const found = play({ type: "probed", reachability: "unreachable" });
    expect(reduceDeparture(found, { type: "stayed" })).toBe(found);
  });

  it("stops before leaving where sign-ins keep coming back, and leaves on the next try", () => {
    const stopped = play({ type: "loopFound" });
    expect(stopped).toEqual({ kind: "failed", attempt: 0, reason: "looping" });
    expect(reduceDeparture(stopped, { type: "left", attempt: 1 })).toEqual({ kind: "leaving", attempt: 1 });
  });

  it("may be tried again after every failure", () => {
    expect(
      play({ type: "left", attempt: 1 }, { type: "gotNoAnswer", attempt: 1 }, { type: "left", attempt: 2 }),
    ).toEqual({ kind: "leaving", attempt: 2 });
  });
});
