import { describe, expect, it } from "vitest";

import { readSignInParameters } from "./sign-in-parameters.ts";

const origin = "https://console.example.com";

function read(parameters: Record<string, string>) {
  return readSignInParameters(new URLSearchParams(parameters), origin);
}

describe("readSignInParameters", () => {
  it("reads every parameter that a link may carry", () => {
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

  it("has nothing to say of a link without parameters, or with empty ones", () => {
    const nothing = { returnTo: null, authorization: {} };
    expect(read({})).toEqual(nothing);
    expect(read({ login_hint: "", organization_id: "", invitation_token: "", screen_hint: "" })).toEqual(
      nothing,
    );
  });

  it.each(["sign-in", "sign-up"])("knows the screen %s", (screen) => {
    expect(read({ screen_hint: screen }).authorization).toEqual({ screenHint: screen });
  });

  it("knows no other screen", () => {
    expect(read({ screen_hint: "admin" }).authorization).toEqual({});
  });

  it("leaves out what is too long to be meant", () => {
    expect(read({ login_hint: "a".repeat(1024) }).authorization.loginHint).toHaveLength(1024);
    expect(read({ login_hint: "a".repeat(1025) }).authorization).toEqual({});
  });

  it("drops a return path that leads elsewhere", () => {
    expect(read({ return_to: "//evil.example" }).returnTo).toBeNull();
  });
});
