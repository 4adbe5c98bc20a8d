import { describe, expect, it } from "vitest";

import { isAboutOrganization, readRefusalName } from "./workos-refusal.ts";

describe("readRefusalName", () => {
  it.each([
    [{ error: "invalid_grant", error_description: "x" }, "invalid_grant"],
    [{ code: "mfa_challenge", message: "x" }, "mfa_challenge"],
    [{ code: "mfa_challenge", error: "other" }, "mfa_challenge"],
    [{ code: 7, error: "invalid_client" }, "invalid_client"],
    [{ message: "Must use SSO for selected organization" }, "sso_required"],
    [{ error: "Unauthorized", message: "Must use SSO for selected organization" }, "sso_required"],
    [{ message: "Organization not found: 'org_1'." }, null],
    [{ error: "The user o'neil@example.com is unknown" }, null],
    [{ error: "x".repeat(65) }, null],
    [{}, null],
    [[], null],
    ["invalid_grant", null],
    [null, null],
    [undefined, null],
  ])("reads the name in %o: %s", (body, name) => {
    expect(readRefusalName(body)).toBe(name);
  });
});

describe("isAboutOrganization", () => {
  it.each([
    ["organization_not_found", true],
    ["organization_membership_not_found", true],
    ["invalid_organization_id", true],
    ["entity_not_found", true],
    ["invalid_request_parameters", true],
    ["a_new_name", true],
    [null, true],
    ["invalid_grant", false],
    ["sso_required", false],
    ["mfa_enrollment", false],
    ["mfa_challenge", false],
    ["organization_selection_required", false],
    ["organization_authentication_methods_required", false],
    ["email_verification_required", false],
    ["invalid_client", false],
    ["access_denied", false],
    ["radar_challenge", false],
  ])("is right about a refusal named %s: %s", (name, expected) => {
    expect(isAboutOrganization(name)).toBe(expected);
  });
});
