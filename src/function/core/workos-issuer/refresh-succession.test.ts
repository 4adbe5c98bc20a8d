import { describe, expect, it } from "vitest";

import { buildTestUser } from "../../../contract/testing/test-session.ts";
import type { RefreshResult } from "../workos/workos-api.ts";
import { createRefreshSuccession } from "./refresh-succession.ts";

const browser = { address: null, userAgent: null };
const person = buildTestUser();

/** A WorkOS that accepts each refresh token once; calls wait until `release`. */
function createRotatingWorkos() {
  const calls: string[] = [];
  const waiting: (() => void)[] = [];
  const spent = new Set<string>();
  let isHeld = false;
  return {
    calls,
    hold: () => (isHeld = true),
    release: () => {
      isHeld = false;
      for (const resume of waiting.splice(0)) resume();
    },
    refreshSession: async (token: string, organizationId: string | null): Promise<RefreshResult> => {
      calls.push(`${token}:${organizationId ?? ""}`);
      if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
      if (organizationId === "org_sso") return { kind: "more_steps_required", more: { detail: undefined } };
      if (spent.has(token)) return { kind: "session_ended" };
      spent.add(token);
      const refreshToken = `${token}+`;
      const session = { user: person, accessToken: organizationId ?? "none", refreshToken };
      return { kind: "refreshed", session: { ...session, sessionId: "s", authenticationMethod: null } };
    },
  };
}

function tokenOf(result: RefreshResult): string {
  return result.kind === "refreshed" ? result.session.refreshToken : result.kind;
}

describe("createRefreshSuccession", () => {
  it("asks WorkOS once for two tabs that refresh at the same time", async () => {
    const workos = createRotatingWorkos();
    const refresh = createRefreshSuccession(workos.refreshSession, () => 0);
    const results = await Promise.all([refresh("r", null, browser), refresh("r", null, browser)]);
    expect(results.map(tokenOf)).toEqual(["r+", "r+"]);
    expect(workos.calls).toHaveLength(1);
  });

  it("gives the same successor for 10 seconds, and asks WorkOS after that", async () => {
    let nowMs = 0;
    const workos = createRotatingWorkos();
    const refresh = createRefreshSuccession(workos.refreshSession, () => nowMs);
    await refresh("r", null, browser);
    nowMs = 9999;
    expect(tokenOf(await refresh("r", null, browser))).toBe("r+");
    nowMs = 10_000;
    expect(tokenOf(await refresh("r", null, browser))).toBe("session_ended");
  });

  it("gives a late use the newest session of the chain", async () => {
    const workos = createRotatingWorkos();
    const refresh = createRefreshSuccession(workos.refreshSession, () => 0);
    await refresh("r", null, browser);
    await refresh("r+", "org_1", browser);
    expect(tokenOf(await refresh("r", null, browser))).toBe("r++");
  });

  it("switches the organization on the successor when another tab refreshes at the same time", async () => {
    const workos = createRotatingWorkos();
    workos.hold();
    const refresh = createRefreshSuccession(workos.refreshSession, () => 0);
    const plain = refresh("r", null, browser);
    const switching = refresh("r", "org_1", browser);
    workos.release();
    expect(tokenOf(await plain)).toBe("r+");
    const switched = await switching;
    expect(switched).toMatchObject({ kind: "refreshed", session: { accessToken: "org_1" } });
    expect(workos.calls).toEqual(["r:", "r+:org_1"]);
  });

  it("refreshes anyway when only the other tab's organization was refused", async () => {
    const workos = createRotatingWorkos();
    workos.hold();
    const refresh = createRefreshSuccession(workos.refreshSession, () => 0);
    const refused = refresh("r", "org_sso", browser);
    const plain = refresh("r", null, browser);
    workos.release();
    expect(tokenOf(await refused)).toBe("more_steps_required");
    expect(tokenOf(await plain)).toBe("r+");
  });

  it("asks WorkOS again after a failure", async () => {
    let isDown = true;
    const workos = createRotatingWorkos();
    const refresh = createRefreshSuccession(
      async (token, organizationId) =>
        isDown ? { kind: "unreachable", isOutage: true } : await workos.refreshSession(token, organizationId),
      () => 0,
    );
    expect(tokenOf(await refresh("r", null, browser))).toBe("unreachable");
    isDown = false;
    expect(tokenOf(await refresh("r", null, browser))).toBe("r+");
  });
});
