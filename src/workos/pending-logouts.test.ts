import { beforeEach, describe, expect, it } from "vitest";

import { createMemoryStorage } from "../config/testing/memory-storage.ts";
import { createPendingLogouts, type PendingLogouts } from "./pending-logouts.ts";

const key = "portico:pending-logouts";
const dayMs = 24 * 60 * 60_000;

let nowMs: number;
let shared: ReturnType<typeof createMemoryStorage>;
let ownTab: ReturnType<typeof createMemoryStorage>;
let pending: PendingLogouts;

beforeEach(() => {
  nowMs = 100 * dayMs;
  shared = createMemoryStorage();
  ownTab = createMemoryStorage();
  pending = createPendingLogouts(shared, ownTab, () => nowMs);
});

describe("the sign-outs of which WorkOS may not know", () => {
  it("are listed in their order once they have waited long enough", () => {
    pending.add("session_1");
    nowMs += 5_000;
    pending.add("session_2");
    expect(pending.list(0)).toEqual(["session_1", "session_2"]);
    nowMs += 4_999;
    expect(pending.list(10_000)).toEqual([]);
    nowMs += 1;
    expect(pending.list(10_000)).toEqual(["session_1"]);
  });

  it("are there for every tab of the browser", () => {
    pending.add("session_1");
    expect(createPendingLogouts(shared, createMemoryStorage(), () => nowMs).list(0)).toEqual(["session_1"]);
  });

  it("count once, from the last time they were added", () => {
    pending.add("session_1");
    nowMs += 10_000;
    pending.add("session_1");
    expect(pending.list(0)).toEqual(["session_1"]);
    expect(pending.list(10_000)).toEqual([]);
  });

  it("leave nothing behind once the last is removed", () => {
    pending.add("session_1");
    pending.add("session_2");
    pending.remove("session_1");
    expect(pending.list(0)).toEqual(["session_2"]);
    pending.remove("session_2");
    expect(shared.entries.size).toBe(0);
  });

  it("are forgotten after 30 days, when the session has long ended by itself", () => {
    pending.add("session_1");
    nowMs += 30 * dayMs - 1;
    expect(pending.list(0)).toEqual(["session_1"]);
    nowMs += 1;
    expect(pending.list(0)).toEqual([]);
  });

  it("still count where the clock was set back", () => {
    pending.add("session_1");
    nowMs -= 60_000;
    expect(pending.list(10_000)).toEqual(["session_1"]);
    nowMs -= 30 * dayMs;
    expect(pending.list(10_000)).toEqual([]);
  });

  it.each(["{", "{}", '["session_1"]', '[{"sessionId":1,"addedAtMs":1}]'])(
    "are none where the entry is not what was written: %s",
    (value) => {
      shared.write(key, value);
      expect(pending.list(0)).toEqual([]);
      pending.add("session_2");
      expect(pending.list(0)).toEqual(["session_2"]);
    },
  );

  it("are settled by coming back from WorkOS's logout, in the tab that had left for it", () => {
    pending.add("session_1");
    pending.add("session_2");
    pending.noteLeaving("session_1");
    createPendingLogouts(shared, createMemoryStorage(), () => nowMs).noteArrival(true);
    expect(pending.list(0)).toEqual(["session_1", "session_2"]);
    pending.noteArrival(true);
    expect(pending.list(0)).toEqual(["session_2"]);
  });

  it("wait on after a page load that isn't the way back from the logout, and after the next one too", () => {
    pending.add("session_1");
    pending.noteLeaving("session_1");
    pending.noteArrival(false);
    expect(ownTab.entries.size).toBe(0);
    pending.noteArrival(true);
    expect(pending.list(0)).toEqual(["session_1"]);
  });
});
