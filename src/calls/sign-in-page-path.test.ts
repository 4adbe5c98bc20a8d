import { expect, it } from "vitest";

import { requireReturnTo } from "../contract/return-to.ts";
import { buildSignInPagePath } from "./sign-in-page-path.ts";

it("carries the return path alone where there is nothing else", () => {
  expect(buildSignInPagePath(requireReturnTo("/members?tab=all"), {})).toBe(
    "/sign-in?return_to=%2Fmembers%3Ftab%3Dall",
  );
});

it("carries what the sign-in page takes, and nothing that it doesn't", () => {
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
