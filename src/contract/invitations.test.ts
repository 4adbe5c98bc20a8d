import { describe, expect, it } from "vitest";

import {
  maximumInvitationsPerCall,
  parseInvitationsQuery,
  parseInvitationTokenRequest,
  parseSendInvitationsRequest,
} from "./invitations.ts";
import { parseMembersQuery } from "./members.ts";
import { parseRevokeAccountSessionsRequest } from "./account-sessions.ts";

const many = Array.from(
  { length: maximumInvitationsPerCall + 1 },
  (_, index) => `p${String(index)}@x.example`,
);

describe("parseSendInvitationsRequest", () => {
  it("takes each mailbox once, in the order and in the spelling it came in", () => {
    const parsed = parseSendInvitationsRequest({
      emails: ["Ada@x.example", "nobody", "ada@X.example", "bob@x.example", "nobody"],
    });
    expect(parsed?.addresses).toEqual([
      { typed: "Ada@x.example", email: "Ada@x.example" },
      { typed: "nobody", email: null },
      { typed: "bob@x.example", email: "bob@x.example" },
    ]);
    expect(parsed?.roleSlug).toBeNull();
  });

  it("takes a role, and as many addresses as one call may invite", () => {
    const parsed = parseSendInvitationsRequest({ emails: many.slice(1), roleSlug: "org-admin" });
    expect(parsed?.addresses).toHaveLength(maximumInvitationsPerCall);
    expect(parsed?.roleSlug).toBe("org-admin");
  });

  it.each([
    {},
    { emails: [] },
    { emails: many },
    { emails: "ada@x.example" },
    { emails: [1] },
    { emails: ["ada@x.example"], roleSlug: "" },
    { emails: ["ada@x.example"], roleSlug: "a/b" },
    { emails: ["ada@x.example"], organizationId: "org_1" },
    { emails: ["ada@x.example"], organization_id: "org_1" },
    { emails: ["ada@x.example"], inviterUserId: "user_1" },
    { emails: ["ada@x.example"], expiresInDays: 30 },
  ])("refuses %j", (body) => {
    expect(parseSendInvitationsRequest(body)).toBeNull();
  });
});

describe("parseInvitationTokenRequest", () => {
  it("takes a token, and nothing that could lead WorkOS elsewhere", () => {
    expect(parseInvitationTokenRequest({ token: "Z1uX3RbwcIl5fIGJJJCXXisdI" })).not.toBeNull();
    for (const token of ["", "a/b", "a?b", "a b", "%2e", "x".repeat(513), 1]) {
      expect(parseInvitationTokenRequest({ token })).toBeNull();
    }
    expect(parseInvitationTokenRequest({ token: "t", email: "ada@x.example" })).toBeNull();
  });
});

describe("queries", () => {
  it("name a page or an address, and no organization", () => {
    expect(parseMembersQuery({})).toEqual({ ok: true, value: { after: null, email: null } });
    expect(parseMembersQuery({ after: "om_1" })).toMatchObject({ value: { after: "om_1" } });
    expect(parseMembersQuery({ email: " Ada@X.example" })).toMatchObject({
      value: { email: "Ada@x.example" },
    });
    expect(parseMembersQuery({ email: "ada" })).toEqual({ ok: false, failureCode: "invalid_email" });
    for (const query of [{ organizationId: "org_1" }, { after: "a&b" }, { after: "" }]) {
      expect(parseMembersQuery(query)).toEqual({ ok: false, failureCode: "invalid_request" });
      expect(parseInvitationsQuery(query)).toBeNull();
    }
    expect(parseInvitationsQuery({ after: "invitation_1" })).toEqual({ after: "invitation_1" });
  });
});

describe("parseRevokeAccountSessionsRequest", () => {
  it("takes one session or all of them, never both and never neither", () => {
    expect(parseRevokeAccountSessionsRequest({ sessionId: "session_1" })).toEqual({ sessionId: "session_1" });
    expect(parseRevokeAccountSessionsRequest({ everywhere: true })).toEqual({ everywhere: true });
    for (const body of [
      {},
      { everywhere: false },
      { sessionId: "session_1", everywhere: true },
      { sessionId: "a/b" },
      { sessionId: "session_1", userId: "user_1" },
    ]) {
      expect(parseRevokeAccountSessionsRequest(body)).toBeNull();
    }
  });
});
