import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { advance, openFakeFunction, settle } from "./testing/fake-function.ts";
import { useFunctionHealth } from "./use-function-health.ts";

const working = () => Response.json({ status: "ok", emailCode: "available" });
const broken = () => Response.json({ status: "degraded", emailCode: "unavailable" });
const offline = () => new TypeError("fetch failed");
const comeOnline = () => settle(() => window.dispatchEvent(new Event("online")));

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
  return {
    ...hook,
    read: () => hook.result.current.emailCode,
    calls,
    latest,
  };
}

describe("useFunctionHealth", () => {
  it("doesn't know whether email codes work before the function has answered", async () => {
    const { read, latest } = open();
    expect(read()).toBe("unknown");
    expect(latest()).toMatchObject({ method: "GET", path: "/api/health", body: undefined });
    await advance(7_000);
    expect(read()).toBe("unknown");
  });

  it.each(["available", "unavailable", "not_configured"] as const)(
    "reports what the function says about email codes: %s",
    async (emailCode) => {
      const { read, latest } = open();
      await latest().answer(Response.json({ status: "ok", emailCode }));
      expect(read()).toBe(emailCode);
    },
  );

  it.each<[string, () => Response | Error]>([
    ["doesn't answer", offline],
    ["isn't what answers", () => new Response("<h1>Welcome to Hotel Wi-Fi</h1>")],
  ])("reports an unreachable function if it %s", async (_, answer) => {
    const { read, latest } = open();
    await latest().answer(answer());
    expect(read()).toBe("unreachable");
  });

  it.each<[string, () => Response | Error]>([
    ["unavailable", broken],
    ["unreachable", offline],
  ])("asks again every fifteen seconds while email codes are %s, and no longer", async (_, answer) => {
    const { read, calls, latest } = open();
    const before = calls.length;
    await latest().answer(answer());
    await advance(14_999);
    expect(calls).toHaveLength(before);
    await advance(1);
    expect(calls).toHaveLength(before + 1);
    await latest().answer(answer());
    await advance(15_000);
    expect(calls).toHaveLength(before + 2);
    await latest().answer(working());
    expect(read()).toBe("available");
    await advance(60_000);
    expect(calls).toHaveLength(before + 2);
  });

  it("doesn't ask again if email codes aren't set up", async () => {
    const { calls, latest } = open();
    const before = calls.length;
    await latest().answer(Response.json({ status: "ok", emailCode: "not_configured" }));
    await advance(60_000);
    expect(calls).toHaveLength(before);
  });

  it("asks at once when the network is back, instead of later", async () => {
    const { read, calls, latest } = open();
    const before = calls.length;
    await latest().answer(offline());
    await advance(10_000);
    await comeOnline();
    expect(calls).toHaveLength(before + 1);
    await advance(5_000);
    expect(calls).toHaveLength(before + 1);
    await latest().answer(working());
    expect(read()).toBe("available");
  });

  it("uses the newest answer, even if an older request fails later", async () => {
    const { read, calls, latest } = open();
    const older = latest();
    await comeOnline();
    const questions = calls.length;
    await latest().answer(working());
    await older.answer(offline());
    expect(read()).toBe("available");
    await advance(60_000);
    expect(calls).toHaveLength(questions);
  });

  it("doesn't ask after the page has closed", async () => {
    const { calls, latest, unmount } = open();
    await latest().answer(offline());
    const before = calls.length;
    unmount();
    await comeOnline();
    await advance(60_000);
    expect(calls).toHaveLength(before);
  });

  it("doesn't ask again if the page closed before the answer", async () => {
    const { calls, latest, unmount } = open();
    const before = calls.length;
    unmount();
    await latest().answer(offline());
    await advance(60_000);
    expect(calls).toHaveLength(before);
  });
});
