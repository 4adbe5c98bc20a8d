import { describe, expect, it } from "vitest";

import { createLogCanaries } from "./log-canaries.ts";

const reference = "3f0b1c2d-1234-4567-8901-234567890123";

function watch() {
  const canaries = createLogCanaries();
  canaries.watch();
  return canaries;
}

describe("canaries", () => {
  it.each<[string, unknown]>([
    ["ada@example.com", { event: "x", cause: "550 ADA@example.com unknown" }],
    ["123456", { event: "x", nested: { list: ["code 123456"] } }],
    ["123456", { event: "x", guessed: 123456 }],
    ["ada@example.com", { event: "x", emailFingerprint: "ada@example.com" }],
    ["123456", { event: "x", reference: "request 123456" }],
    ["invitation_1", { event: "x", call: "/api/invitations/invitation_1/revoke" }],
  ])("finds the canary %s in %j", (canary, output) => {
    const canaries = watch();
    canaries.addCanary(canary);
    canaries.addOutput(output);
    expect(canaries.takeLeaks()).toEqual([expect.stringContaining(`"${canary}" is in event=x`)]);
    expect(canaries.takeLeaks()).toEqual([]);
  });

  it("finds canaries that are added after the output", () => {
    const canaries = watch();
    canaries.addOutput({ cause: "token eyJhbGciOi" });
    canaries.addAllCanaries({ session: { accessToken: "eyJhbGciOi" } });
    expect(canaries.takeLeaks()).toHaveLength(1);
  });

  it("ignores digits in random ids and times, and canaries that are too short", () => {
    const canaries = watch();
    canaries.addAllCanaries(["123456", "12", "234567", "345678"]);
    canaries.addOutput({ reference: reference.replace("3f0b1c2d", "00123456"), attempt: 12 });
    canaries.addOutput({ subject: "user_01234567" });
    canaries.addCanary("/members");
    canaries.addOutput({ call: "/api/members" });
    canaries.addOutput({ atMs: 1795261234567, emailFingerprint: "dxJFn1S345678J2z" });
    expect(canaries.takeLeaks()).toEqual([]);
  });

  it("keeps no canaries before watching", () => {
    const canaries = createLogCanaries();
    canaries.addCanary("ada@example.com");
    canaries.addOutput({ cause: "ada@example.com" });
    canaries.watch();
    expect(canaries.takeLeaks()).toEqual([]);
  });
});
