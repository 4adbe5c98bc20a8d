import { expect, it } from "vitest";

import { requireReturnTo } from "../contract/return-to.ts";
import { buildSignInPagePath } from "./sign-in-page-path.ts";

it("has only the return path without hints", () => {
  expect(buildSignInPagePath(requireReturnTo("/members?tab=all"), {})).toBe(
    "/sign-in?return_to=%2Fmembers%3Ftab%3Dall",
  );
});

it("has only the hints that the sign-in page accepts", () => {
  const path = buildSignInPagePath(requireReturnTo("/members"), {
    loginHint: "ada+test@example.com",
    organizationId: "org_1",
    invitationToken: "invitation",
    prompt: "login",
    screenHint: "sign-up",
  });
  expect(Object.fromEntries(new URL(path, "https://console.example.com").searchParams)).toEqual({
    return_to: "/members",
    login_hint: "ada+test@example.com",
    organization_id: "org_1",
    invitation_token: "invitation",
  });
});
