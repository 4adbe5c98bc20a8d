import { expect, it } from "vitest";

import { apiPaths, buildApiPath } from "./api-paths.ts";

it("fills a path's parameter in as one segment, whatever it holds", () => {
  expect(buildApiPath(apiPaths.revokeInvitation, { invitationId: "invitation_1" })).toBe(
    "/api/invitations/invitation_1/revoke",
  );
  expect(buildApiPath(apiPaths.revokeInvitation, { invitationId: "../accept?x#y" })).toBe(
    "/api/invitations/..%2Faccept%3Fx%23y/revoke",
  );
  for (const invitationId of ["", ".", ".."]) {
    expect(buildApiPath(apiPaths.revokeInvitation, { invitationId })).toBe("/api/invitations/-/revoke");
  }
});

it("puts a query behind a path, without what is null", () => {
  expect(buildApiPath(apiPaths.listMembers, {}, { after: null, email: "a+b@example.com" })).toBe(
    "/api/members?email=a%2Bb%40example.com",
  );
  expect(buildApiPath(apiPaths.listMembers, {}, { after: null })).toBe("/api/members");
});
