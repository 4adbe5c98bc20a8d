import { describe, expect, it } from "vitest";

import { type RedirectEvent, idleRedirect, reduceRedirect } from "./redirect-state.ts";

function play(...events: RedirectEvent[]) {
  return events.reduce(reduceRedirect, idleRedirect);
}

describe("reduceRedirect", () => {
  it("reports before any click that WorkOS is unreachable, until it is reachable", () => {
    expect(play({ type: "probed", reachability: "unreachable" })).toEqual({
      kind: "unreachable",
      attempt: 0,
      isAnswerToClick: false,
    });
    expect(
      play({ type: "probed", reachability: "unreachable" }, { type: "probed", reachability: "reachable" }),
    ).toEqual(idleRedirect);
  });

  it.each(["reachable", "unanswered"] as const)("stays idle after a probe that was %s", (reachability) => {
    expect(play({ type: "probed", reachability })).toEqual(idleRedirect);
  });

  it("keeps reporting that WorkOS is unreachable after a later probe without an answer", () => {
    expect(
      play({ type: "probed", reachability: "unreachable" }, { type: "probed", reachability: "unanswered" }),
    ).toMatchObject({ kind: "unreachable" });
  });

  it("ignores a probe during the redirect", () => {
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
  ])("ends the redirect of the same attempt: $0.type", (event, expected) => {
    expect(play({ type: "started", attempt: 1 }, event)).toEqual(expected);
  });

  it.each<RedirectEvent>([
    { type: "foundUnreachable", attempt: 1 },
    { type: "failedToStart", attempt: 1, reason: "other" },
    { type: "timedOut", attempt: 1 },
  ])("ignores $type of an older attempt or without one", (event) => {
    expect(play({ type: "started", attempt: 2 }, event)).toEqual({ kind: "redirecting", attempt: 2 });
    expect(play({ type: "started", attempt: 1 }, { type: "pageRestored" }, event)).toMatchObject({
      kind: "idle",
    });
    expect(play(event)).toEqual(idleRedirect);
  });

  it("is idle again after Back, and ignores the attempt before", () => {
    expect(play({ type: "started", attempt: 1 }, { type: "pageRestored" })).toEqual({
      kind: "idle",
      attempt: 2,
    });
  });

  it("can be cancelled during the redirect only", () => {
    expect(play({ type: "started", attempt: 1 }, { type: "cancelled" })).toEqual({
      kind: "idle",
      attempt: 1,
    });
    const found = play({ type: "probed", reachability: "unreachable" });
    expect(reduceRedirect(found, { type: "cancelled" })).toBe(found);
  });

  it("stops a loop of automatic sign-ins, and redirects on the next click", () => {
    const stopped = play({ type: "loopFound" });
    expect(stopped).toEqual({ kind: "failed", attempt: 0, reason: "looping" });
    expect(reduceRedirect(stopped, { type: "started", attempt: 1 })).toEqual({
      kind: "redirecting",
      attempt: 1,
    });
  });

  it("can start again after a failure", () => {
    expect(
      play(
        { type: "started", attempt: 1 },
        { type: "timedOut", attempt: 1 },
        { type: "started", attempt: 2 },
      ),
    ).toEqual({ kind: "redirecting", attempt: 2 });
  });
});
