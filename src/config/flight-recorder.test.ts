import { beforeEach, describe, expect, it, vi } from "vitest";

import { apiPaths } from "../contract/api-paths.ts";
import { type FunctionResult } from "../contract/function-call.ts";
import { createMemoryStorage } from "./testing/memory-storage.ts";

const atMs = Date.parse("2026-11-30T12:00:00Z");
let area: ReturnType<typeof createArea>;

/** A Web Storage area with what lies in it. */
function createArea() {
  const storage = createMemoryStorage();
  return {
    getItem: (key: string) => storage.read(key),
    setItem: (key: string, value: string) => storage.write(key, value),
    removeItem: (key: string) => storage.remove(key),
    get text() {
      return storage
        .keys()
        .map((key) => storage.read(key))
        .join("\n");
    },
  };
}

/** The module as a page load has it: nothing in memory. */
async function loadPage() {
  vi.resetModules();
  return { ...(await import("./flight-recorder.ts")), ...(await import("./record-function-call.ts")) };
}

beforeEach(() => {
  area = createArea();
  vi.stubGlobal("sessionStorage", area);
  vi.useFakeTimers({ now: atMs, toFake: ["Date"] });
});

const reference = "7f0c1d9e-2b1a-4f53-9c0e-1c2d3e4f5a6b";

function refuse(code: "wrong_one_time_code" | "internal"): FunctionResult<unknown> {
  return {
    ok: false,
    failure: {
      kind: "problem",
      problem: { type: "about:blank", title: "Bad Request", status: 400, code, reference },
    },
  };
}

describe("the flight recorder", () => {
  it("keeps the steps of a sign-in with their times over the redirect to WorkOS and back", async () => {
    const before = await loadPage();
    before.recordStep("redirect");
    vi.setSystemTime(atMs + 5000);
    const after = await loadPage();
    after.recordStep("callback", "authorized");
    after.recordStep("exchange", "ok");
    expect(after.readFlight()).toEqual([
      { atMs, step: "redirect", outcome: null, reference: null },
      { atMs: atMs + 5000, step: "callback", outcome: "authorized", reference: null },
      { atMs: atMs + 5000, step: "exchange", outcome: "ok", reference: null },
    ]);
  });

  it("notes the calls of a sign-in with their outcome and reference, and of other calls only problems", async () => {
    const { recordFunctionCall, readFlight } = await loadPage();
    recordFunctionCall(apiPaths.sendEmailCode, { ok: true, value: {} });
    recordFunctionCall(apiPaths.verifyEmailCode, refuse("wrong_one_time_code"));
    recordFunctionCall(apiPaths.refreshSession, {
      ok: false,
      failure: { kind: "unreachable", cause: "timeout" },
    });
    recordFunctionCall(apiPaths.health, { ok: true, value: {} });
    recordFunctionCall("/api/invitations/invitation_01ABC/revoke", refuse("internal"));
    expect(readFlight().map(({ step, outcome, reference }) => [step, outcome, reference])).toEqual([
      ["code_send", "ok", null],
      ["code_verify", "wrong_one_time_code", reference],
      ["session_refresh", "timeout", null],
      ["call", "internal", reference],
    ]);
  });

  it("finds the reference of a screen once, however often the screen is rendered", async () => {
    const { recordReference, readFlight } = await loadPage();
    const shown = "access_denied · 2026-11-30 12:00:00 UTC";
    for (let count = 0; count < 3; count += 1) recordReference("access_denied", shown);
    expect(readFlight()).toEqual([{ atMs, step: "failure", outcome: "access_denied", reference: shown }]);
  });

  it("keeps forty steps, and refreshes don't push the sign-in out", async () => {
    const { recordStep, readFlight } = await loadPage();
    recordStep("redirect");
    for (let count = 0; count < 500; count += 1) recordStep("refresh", "ok");
    expect(readFlight().map(({ step }) => step)).toEqual(["redirect", "refresh"]);
    for (let count = 0; count < 500; count += 1) recordStep(count % 2 === 0 ? "refresh" : "code_send", "ok");
    expect(readFlight()).toHaveLength(40);
    expect(area.text.length).toBeLessThan(5000);
  });

  it.each([
    "123456",
    "4F7KM-2QXBW",
    "ada@example.com",
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyXzAxIn0.c2lnbmF0dXJl",
    "01JABCDEFGHJKMNPQRSTVWXYZ0",
    "/auth/workos/callback?code=canary",
    "wSy_dVBXk91WMPVBg_LaANNdBUjGKCdLnDvLtiSP2Lg",
    "two words",
    "a".repeat(200),
  ])("stores nothing of %s, wherever it comes from", async (canary) => {
    const { recordStep, recordReference, recordFunctionCall, readFlight } = await loadPage();
    recordStep("callback", canary, canary);
    recordReference(canary, `${canary} · now`);
    recordFunctionCall(`/api/members?cursor=${canary}`, refuse("internal"));
    recordFunctionCall(canary, { ok: true, value: canary });
    expect(area.text).not.toContain(canary);
    expect(JSON.stringify(readFlight())).not.toContain(canary);
  });

  it("reads nothing that something else has put into the storage in its place", async () => {
    const { recordStep, readFlight } = await loadPage();
    recordStep("redirect");
    const [key] = ["portico:flight-record"];
    for (const text of [
      "no JSON",
      "{}",
      `[1, null, {"atMs": 1, "step": "<b>", "outcome": null, "reference": null}]`,
      `[{"atMs": 1, "step": "call", "outcome": "ada@example.com", "reference": null}]`,
    ]) {
      area.setItem(key ?? "", text);
      expect(readFlight()).toEqual([]);
    }
  });

  it("keeps the steps in memory where the browser keeps no data", async () => {
    vi.stubGlobal("sessionStorage", undefined);
    const { recordStep, readFlight } = await loadPage();
    recordStep("redirect");
    recordStep("failure", "http_500");
    expect(readFlight().map(({ step }) => step)).toEqual(["redirect", "failure"]);
  });
});
