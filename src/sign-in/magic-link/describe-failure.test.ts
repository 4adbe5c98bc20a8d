import { describe, expect, it } from "vitest";

import { type FailureCode, failureStatuses, isFailureCode } from "../../contract/failure.ts";
import { describeMagicLinkCallback } from "./describe-failure.ts";
import { magicLinkMessages } from "./messages.ts";
import { type MagicLinkFailure } from "./redemption-state.ts";

const loadedAtMs = Date.parse("2026-11-21T09:30:00Z");

function problem(failureCode: FailureCode): MagicLinkFailure {
  const status = failureStatuses[failureCode];
  return {
    kind: "problem",
    problem: { type: "about:blank", title: "No", status, code: failureCode, reference: "r-1" },
  };
}

describe("describeMagicLinkCallback", () => {
  it.each(Object.keys(failureStatuses).filter(isFailureCode))(
    "has a message for %s with the function's reference",
    (failureCode) => {
      const { title, text, reference } = describeMagicLinkCallback(problem(failureCode), loadedAtMs);
      expect(title).toMatch(/^[A-Z].{8,}$/);
      expect(text).toMatch(/^[A-Z].{8,}\.$/);
      expect(reference).toBe("r-1");
    },
  );

  it("has its own message for each refusal", () => {
    const codes = ["link_other_browser", "link_spent", "link_used", "link_expired", "link_invalid"] as const;
    const titles = codes.map((code) => describeMagicLinkCallback(problem(code), loadedAtMs).title);
    expect(new Set(titles).size).toBe(codes.length);
    expect(titles[0]).toBe("Open it where you asked for it");
  });

  it("mentions links instead of codes if WorkOS is unreachable", () => {
    const { text } = describeMagicLinkCallback(problem("workos_unreachable"), loadedAtMs);
    expect(text).toBe(magicLinkMessages.failures.workos_unreachable);
  });

  it.each([
    ["network", { kind: "unreachable", cause: "network" }, "network · 2026-11-21 09:30:00 UTC"],
    ["malformed", { kind: "malformed" }, "malformed_callback · 2026-11-21 09:30:00 UTC"],
    ["denied", { kind: "denied", error: "access_denied" }, "access_denied · 2026-11-21 09:30:00 UTC"],
  ] satisfies [string, MagicLinkFailure, string][])(
    "builds a reference if the function gave none: %s",
    (_, failure, reference) => {
      expect(describeMagicLinkCallback(failure, loadedAtMs).reference).toBe(reference);
    },
  );

  it("shows no text from the link", () => {
    const failure: MagicLinkFailure = { kind: "denied", error: "Call <b>0900</b> now" };
    expect(JSON.stringify(describeMagicLinkCallback(failure, loadedAtMs))).not.toContain("0900");
  });
});
