import { describe, expect, it } from "vitest";

import { readSignInParameters } from "./sign-in-parameters.ts";

const origin = "https://console.example.com";

function read(parameters: Record<string, string>) {
  return readSignInParameters(new URLSearchParams(parameters), origin);
}

describe("readSignInParameters", () => {
  it("reads every supported parameter", () => {
    expect(
      read({
        return_to: "/members?page=2#row",
        login_hint: "ada@example.com",
        organization_id: "org_1",
        invitation_token: "token",
        screen_hint: "sign-up",
      }),
    ).toEqual({
      returnTo: "/members?page=2#row",
      authorization: {
        loginHint: "ada@example.com",
        organizationId: "org_1",
        invitationToken: "token",
        screenHint: "sign-up",
      },
    });
  });

  it("ignores missing and empty parameters", () => {
    const nothing = { returnTo: null, authorization: {} };
    expect(read({})).toEqual(nothing);
    expect(read({ login_hint: "", organization_id: "", invitation_token: "", screen_hint: "" })).toEqual(
      nothing,
    );
  });

  it.each(["sign-in", "sign-up"])("accepts the screen hint %s", (screen) => {
    expect(read({ screen_hint: screen }).authorization).toEqual({ screenHint: screen });
  });

  it("ignores other screen hints", () => {
    expect(read({ screen_hint: "admin" }).authorization).toEqual({});
  });

  it("ignores values that are too long", () => {
    expect(read({ login_hint: "a".repeat(1024) }).authorization.loginHint).toHaveLength(1024);
    expect(read({ login_hint: "a".repeat(1025) }).authorization).toEqual({});
  });

  it.each(["login_hint", "organization_id", "invitation_token"])(
    "drops invisible characters at the ends of %s",
    (name) => {
      expect(Object.values(read({ [name]: "\u200Bvalue\u200E " }).authorization)).toEqual(["value"]);
      expect(read({ [name]: "\u200B" }).authorization).toEqual({});
    },
  );

  it("ignores a return path to another origin", () => {
    expect(read({ return_to: "//evil.example" }).returnTo).toBeNull();
  });
});
