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
      dropped: [],
      authorization: {
        loginHint: "ada@example.com",
        organizationId: "org_1",
        invitationToken: "token",
        screenHint: "sign-up",
      },
    });
  });

  it("ignores missing and empty parameters", () => {
    const nothing = { returnTo: null, dropped: [], authorization: {} };
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
    [{ return_to: "" }, ["returnTo"]],
    [{ return_to: `/${"a".repeat(2048)}` }, ["returnTo"]],
    [{ return_to: "/files/a%2Fb" }, ["returnTo"]],
    [{ return_to: "/files/a%5Cb" }, ["returnTo"]],
    [{ return_to: "/search?path=C:\\logs" }, ["returnTo"]],
    [{ return_to: "//evil.example" }, ["returnTo"]],
    [{ return_to: "/sign-in" }, ["returnTo"]],
    [{ return_to: `/${"a".repeat(2047)}` }, []],
    [{ return_to: "/search?path=C:%5Clogs" }, []],
    [{ invitation_token: "t".repeat(257) }, ["invitation"]],
    [{ invitation_token: "two words" }, ["invitation"]],
    [{ invitation_token: "t".repeat(256) }, []],
    [{ return_to: `/${"a".repeat(9_000)}` }, ["returnTo"]],
    // 2,044 and 2,050 characters as a browser writes them.
    [{ return_to: `/${"ü".repeat(340)}abc` }, []],
    [{ return_to: `/${"ü".repeat(341)}abc` }, ["returnTo"]],
    [{ return_to: `/search?q=${"名".repeat(226)}` }, []],
    [{ return_to: `/search?q=${"名".repeat(227)}` }, ["returnTo"]],
    [{ return_to: `/search#${"😀".repeat(170)}` }, []],
    [{ return_to: `/search#${"😀".repeat(171)}` }, ["returnTo"]],
    [{ return_to: `/search?q=${"\u00df".repeat(2_030)}` }, ["returnTo"]],
    [{ return_to: "/search?next=%2Ffiles%2Fa" }, []],
    [{ return_to: "/search#C:\\logs" }, ["returnTo"]],
    [{ login_hint: `${"a".repeat(243)}@example.com` }, ["loginHint"]],
    [{ login_hint: `${"a".repeat(242)}@example.com` }, []],
    [{ organization_id: "o".repeat(129) }, ["organization"]],
    [{ organization_id: "o".repeat(128) }, []],
    [{ login_hint: "\u200B", organization_id: " ", invitation_token: "" }, []],
    [
      {
        return_to: `/${"a".repeat(9_000)}`,
        login_hint: "a".repeat(9_000),
        organization_id: "o".repeat(9_000),
        invitation_token: "t".repeat(9_000),
      },
      ["returnTo", "invitation", "organization", "loginHint"],
    ],
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
