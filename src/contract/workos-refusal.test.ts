import { describe, expect, it } from "vitest";

import { deniesOrganization, isAboutOrganization, isTemporary, readRefusalName } from "./workos-refusal.ts";

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

describe("deniesOrganization", () => {
  it.each([
    ["organization_not_found", true],
    ["organization_membership_not_found", true],
    ["invalid_organization_id", true],
    ["entity_not_found", true],
    ["not_found", true],
    ["forbidden", true],
    ["invalid_request_parameters", true],
    [null, true],
    ["a_new_name", false],
    ["invalid_grant", false],
    ["sso_required", false],
    ["mfa_challenge", false],
    ["organization_selection_required", false],
    ["organization_authentication_methods_required", false],
    ["access_denied", false],
  ])("is right about a chosen organization that is refused with %s: %s", (name, expected) => {
    expect(deniesOrganization(name)).toBe(expected);
  });
});

describe("isTemporary", () => {
  it.each([
    [408, null],
    [425, null],
    [429, null],
    [500, "invalid_grant"],
    [502, null],
    [503, "sso_required"],
    [599, null],
    [400, "temporarily_unavailable"],
    [403, "rate_limit_exceeded"],
    [400, "server_error"],
    [400, "slow_down"],
    [403, "too_many_requests"],
  ])("waits after %i %s", (status, name) => {
    expect(isTemporary(status, name)).toBe(true);
  });

  it.each([
    [400, "invalid_grant"],
    [401, null],
    [403, "sso_required"],
    [404, "entity_not_found"],
    [409, null],
    [422, "invalid_request_parameters"],
    [499, "a_new_name"],
  ])("doesn't wait after %i %s", (status, name) => {
    expect(isTemporary(status, name)).toBe(false);
  });
});
