import { describe, expect, it } from "vitest";

import { createMockClient, locationOf, testAddresses } from "../workos/mock-client.ts";

describe("the authorize call", () => {
  it("leads to the hosted page", async () => {
    const response = await createMockClient().authorize();
    expect(response.status).toBe(302);
    expect(locationOf(response).pathname).toBe("/mock/authkit");
  });

  it.each([
    ["an unknown client", { client_id: "client_other" }],
    ["no client", { client_id: null }],
    ["no redirect URI", { redirect_uri: null }],
    ["a foreign redirect URI", { redirect_uri: "https://evil.example/auth/workos/callback" }],
    ["a redirect URI with a longer path", { redirect_uri: `${testAddresses.callback}/x` }],
    ["a redirect URI with a query", { redirect_uri: `${testAddresses.callback}?x=1` }],
    ["a redirect URI in another letter case", { redirect_uri: "http://console.test/AUTH/workos/callback" }],
    ["a redirect URI with a default port", { redirect_uri: "http://console.test:80/auth/workos/callback" }],
  ])("shows an error page and never redirects for %s", async (_case, changes) => {
    const response = await createMockClient().authorize(changes);
    expect(response.status).toBe(400);
    expect(response.headers.get("Location")).toBeNull();
    expect(response.headers.get("Content-Type")).toContain("text/html");
  });

  it("refuses a repeated parameter", async () => {
    const query = `client_id=a&client_id=b&redirect_uri=${encodeURIComponent(testAddresses.callback)}`;
    const response = await createMockClient().get(`/user_management/authorize?${query}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("client_id is repeated");
  });

  it.each([
    ["another response type", { response_type: "token" }, "unsupported_response_type"],
    ["no response type", { response_type: null }, "unsupported_response_type"],
    ["another provider", { provider: "GoogleOAuth" }, "invalid_request"],
    ["no code challenge", { code_challenge: null }, "invalid_request"],
    ["a code challenge of the wrong length", { code_challenge: "short" }, "invalid_request"],
    ["the plain challenge method", { code_challenge_method: "plain" }, "invalid_request"],
    ["no challenge method", { code_challenge_method: null }, "invalid_request"],
    ["a max_age that is no number", { max_age: "soon" }, "invalid_request"],
    ["an unknown screen_hint", { screen_hint: "signup" }, "invalid_request"],
    ["an unknown organization", { organization_id: "org_unknown" }, "organization_invalid"],
    ["an unknown invitation", { invitation_token: "token_1" }, "invitation_invalid"],
  ])("tells the client of %s, with its state", async (_case, changes, error) => {
    const location = locationOf(await createMockClient().authorize(changes));
    expect(`${location.origin}${location.pathname}`).toBe(testAddresses.callback);
    expect(location.searchParams.get("error")).toBe(error);
    expect(location.searchParams.get("error_description")).not.toBe("");
    expect(location.searchParams.get("state")).toBe("opaque state");
    expect(location.searchParams.has("code")).toBe(false);
  });

  it("sends no state back to a client that sent none", async () => {
    const location = locationOf(await createMockClient().authorize({ state: null, response_type: "x" }));
    expect(location.searchParams.has("state")).toBe(false);
  });
});
