import { describe, expect, it } from "vitest";

import { type User } from "../workos/authkit-types.ts";
import { restoringWorkos, unconfiguredWorkos } from "../workos/resting-clients.ts";
import { type WorkosClient } from "../workos/workos-client.ts";
import { combineSessions } from "./combine-sessions.ts";
import { type EmailSessionState } from "./email-session-state.ts";

const user: User = {
  object: "user",
  id: "user_1",
  email: "ada@example.com",
  emailVerified: true,
  profilePictureUrl: null,
  firstName: "Ada",
  lastName: null,
  lastSignInAt: null,
  externalId: undefined,
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-01-01T00:00:00Z",
};
const settled: WorkosClient = { ...restoringWorkos, isLoading: false };
const signedIn: WorkosClient = { ...settled, user, role: "admin", permissions: ["members:read"] };
const noEmail: EmailSessionState = { kind: "signedOut", reason: "none" };
const activeEmail: EmailSessionState = {
  kind: "active",
  answer: { user: { ...user, externalId: null }, accessToken: "x", authenticationMethod: "MagicAuth" },
  accessTokenExpiresAtMs: 1,
};

describe("combineSessions", () => {
  it("waits while either way may still have a session", () => {
    expect(combineSessions(restoringWorkos, noEmail, null)).toEqual({ kind: "restoring" });
    expect(combineSessions(settled, { kind: "restoring" }, null)).toEqual({ kind: "restoring" });
  });

  it("doesn't make people who use AuthKit wait for the function", () => {
    expect(combineSessions(signedIn, { kind: "restoring" }, null)).toMatchObject({ kind: "active" });
  });

  it("doesn't take the SDK's user before it can be asked for a token", () => {
    expect(combineSessions({ ...signedIn, isLoading: true }, noEmail, null)).toEqual({ kind: "restoring" });
  });

  it("hands on what AuthKit knows of the person", () => {
    expect(combineSessions(signedIn, noEmail, null)).toMatchObject({
      kind: "active",
      session: { source: "workos", role: "admin", permissions: ["members:read"] },
    });
  });

  it("knows an email session in a build without WorkOS", () => {
    expect(combineSessions(unconfiguredWorkos, activeEmail, null)).toMatchObject({
      kind: "active",
      session: { source: "email-code", authenticationMethod: "MagicAuth" },
    });
  });

  it("stays signed out although the SDK's user outlives the sign-out", () => {
    expect(combineSessions(signedIn, noEmail, "person")).toEqual({ kind: "signedOut", reason: "person" });
  });

  it("is unreachable, and not signed out, while WorkOS doesn't answer for a session", () => {
    expect(combineSessions({ ...settled, retryAtMs: 7 }, noEmail, null)).toEqual({
      kind: "unreachable",
      session: null,
      retryAtMs: 7,
    });
  });

  it("keeps showing the person whose email session can't be refreshed just now", () => {
    const unreachable: EmailSessionState = {
      kind: "unreachable",
      answer: activeEmail.answer,
      failures: 1,
      retryAtMs: 9,
    };
    expect(combineSessions(settled, unreachable, null)).toMatchObject({
      kind: "unreachable",
      session: { user: { id: "user_1" } },
      retryAtMs: 9,
    });
  });

  it("says that the session has ended when WorkOS refused to go on", () => {
    expect(combineSessions({ ...settled, hasEnded: true }, noEmail, null)).toEqual({
      kind: "signedOut",
      reason: "session-ended",
    });
  });
});
