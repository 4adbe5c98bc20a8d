import { beforeEach, describe, expect, it } from "vitest";

import { createMemoryStorage } from "../config/testing/memory-storage.ts";
import { createSignOutMark, isLifted, type SignOutMark, signOutMarkKey } from "./sign-out-mark.ts";

let storage: ReturnType<typeof createMemoryStorage>;
let mark: SignOutMark;

beforeEach(() => {
  storage = createMemoryStorage();
  mark = createSignOutMark(storage);
});

describe("the mark of a sign-out", () => {
  it("doesn't stand before anybody has signed out", () => {
    expect(mark.read()).toEqual({ id: null, stands: false });
    mark.lift();
    expect(storage.entries.size).toBe(0);
  });

  it("stands from a sign-out on, for every tab, with another id each time", () => {
    mark.set();
    const first = createSignOutMark(storage).read();
    expect(first).toEqual({ id: storage.read(signOutMarkKey), stands: true });
    expect(first.id).toMatch(/^[0-9a-f]{32}$/);
    mark.set();
    expect(mark.read().id).not.toBe(first.id);
  });

  it("is lifted by a sign-in and keeps its id, so that an older refresh still sees the sign-out", () => {
    mark.set();
    const { id } = mark.read();
    mark.lift();
    expect(mark.read()).toEqual({ id, stands: false });
    mark.lift();
    expect(mark.read()).toEqual({ id, stands: false });
  });

  it("stands anew after the next sign-out", () => {
    mark.set();
    const { id } = mark.read();
    mark.lift();
    mark.set();
    expect(mark.read().stands).toBe(true);
    expect(mark.read().id).not.toBe(id);
  });

  it("tells a lifting from a sign-out in another tab's change of the entry", () => {
    expect(isLifted(null)).toBe(false);
    mark.set();
    expect(isLifted(storage.read(signOutMarkKey))).toBe(false);
    mark.lift();
    expect(isLifted(storage.read(signOutMarkKey))).toBe(true);
  });
});
