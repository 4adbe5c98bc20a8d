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
      dropped: { returnTo: false, invitation: false },
      authorization: {
        loginHint: "ada@example.com",
        organizationId: "org_1",
        invitationToken: "token",
        screenHint: "sign-up",
      },
    });
  });

  it("ignores missing and empty parameters", () => {
    const nothing = { returnTo: null, dropped: { returnTo: false, invitation: false }, authorization: {} };
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
    expect(read({ login_hint: "a".repeat(254) }).authorization.loginHint).toHaveLength(254);
    expect(read({ login_hint: "a".repeat(255) }).authorization).toEqual({});
    expect(read({ organization_id: "o".repeat(129) }).authorization).toEqual({});
  });

  it.each([
    [{ return_to: "" }, { returnTo: true, invitation: false }],
    [{ return_to: `/${"a".repeat(2048)}` }, { returnTo: true, invitation: false }],
    [{ return_to: "/files/a%2Fb" }, { returnTo: true, invitation: false }],
    [{ return_to: "/files/a%5Cb" }, { returnTo: true, invitation: false }],
    [{ return_to: "/search?path=C:\\logs" }, { returnTo: true, invitation: false }],
    [{ return_to: "//evil.example" }, { returnTo: true, invitation: false }],
    [{ return_to: "/sign-in" }, { returnTo: true, invitation: false }],
    [{ return_to: `/${"a".repeat(2047)}` }, { returnTo: false, invitation: false }],
    [{ return_to: "/search?path=C:%5Clogs" }, { returnTo: false, invitation: false }],
    [{ invitation_token: "t".repeat(257) }, { returnTo: false, invitation: true }],
    [{ invitation_token: "two words" }, { returnTo: false, invitation: true }],
    [{ invitation_token: "t".repeat(256) }, { returnTo: false, invitation: false }],
  ])("says what of a link it has left out: %o", (parameters, dropped) => {
    expect(read(parameters).dropped).toEqual(dropped);
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
