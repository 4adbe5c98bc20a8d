import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { advance, openFakeFunction } from "../testing/fake-function.ts";
import { useFunctionHealth } from "../use-function-health.ts";
import { magicLink } from "./way.tsx";

const offline = () => new TypeError("fetch failed");
const healthWith = (magicLink?: string) =>
  Response.json({ status: "ok", emailCode: "available", ...(magicLink !== undefined && { magicLink }) });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open() {
  const { calls, latest } = openFakeFunction();
  const hook = renderHook(useFunctionHealth);
  return { read: () => magicLink.offer?.readAvailability(hook.result.current.body), calls, latest };
}

describe("the availability of Magic Link", () => {
  it("reads off before the function has answered, and while it is unreachable", async () => {
    const { read, latest } = open();
    expect(read()).toBe("off");
    await latest().answer(offline());
    expect(read()).toBe("off");
  });

  it("reads off without Magic Link, and the function isn't asked again", async () => {
    const { read, calls, latest } = open();
    const before = calls.length;
    await latest().answer(healthWith());
    expect(read()).toBe("off");
    await advance(60_000);
    expect(calls).toHaveLength(before);
  });

  it("reads available as soon as Magic Link works again", async () => {
    const { read, latest } = open();
    await latest().answer(healthWith("unavailable"));
    expect(read()).toBe("unavailable");
    await advance(15_000);
    await latest().answer(healthWith("available"));
    expect(read()).toBe("available");
  });
});
