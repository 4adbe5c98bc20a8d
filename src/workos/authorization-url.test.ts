import { describe, expect, it } from "vitest";

import { requireReturnTo } from "../contract/return-to.ts";
import { addAuthorizationParameters, resolveRedirectUri, selectSdkOptions } from "./authorization-url.ts";

const sdkUrl =
  "https://auth.example/user_management/authorize?client_id=c&redirect_uri=https%3A%2F%2Fconsole.example%2Fcallback&state=n";

describe("selectSdkOptions", () => {
  it("hands the SDK what it understands, with the nonce in place of the caller's state", () => {
    expect(
      selectSdkOptions(
        {
          organizationId: "org_1",
          loginHint: "ada@example.com",
          invitationToken: "invitation",
          passwordResetToken: "reset",
          context: "context",
          state: { secret: true },
          prompt: "login",
          redirectUri: "/other",
          returnTo: requireReturnTo("/members"),
          screenHint: "sign-up",
        },
        "nonce",
      ),
    ).toEqual({
      state: "nonce",
      organizationId: "org_1",
      loginHint: "ada@example.com",
      invitationToken: "invitation",
      passwordResetToken: "reset",
      context: "context",
    });
  });

  it("names nothing that wasn't given", () => {
    expect(Object.keys(selectSdkOptions({}, "nonce"))).toEqual(["state"]);
  });
});

describe("addAuthorizationParameters", () => {
  it("adds what the API takes and the SDK doesn't know", () => {
    const url = new URL(
      addAuthorizationParameters(sdkUrl, {
        prompt: "login",
        redirectUri: "https://console.example/other",
        screenHint: "sign-up",
      }),
    );
    expect(url.origin + url.pathname).toBe("https://auth.example/user_management/authorize");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: "c",
      redirect_uri: "https://console.example/other",
      state: "n",
      prompt: "login",
      screen_hint: "sign-up",
    });
  });

  it("leaves the URL as it is where nothing is to be added", () => {
    expect(
      addAuthorizationParameters(sdkUrl, { organizationId: "org_1", returnTo: requireReturnTo("/x") }),
    ).toBe(sdkUrl);
  });
});

describe("resolveRedirectUri", () => {
  it("makes a path an absolute URL of the page's origin, and keeps an absolute one", () => {
    expect(resolveRedirectUri("/other?a=1", "https://console.example")).toBe(
      "https://console.example/other?a=1",
    );
    expect(resolveRedirectUri("https://console.example/other", "https://console.example")).toBe(
      "https://console.example/other",
    );
  });

  it.each(["https://evil.example/callback", "//evil.example/callback", "http://console.example/callback"])(
    "refuses %s, where the code verifier could not be found",
    (redirectUri) => {
      expect(() => resolveRedirectUri(redirectUri, "https://console.example")).toThrow(
        /^redirectUri must be on https:\/\/console\.example, but is https?:\/\/(evil|console)\.example\/callback$/,
      );
    },
  );
});
