// @vitest-environment jsdom
import { createClient, type OnRefreshResponse } from "@workos-inc/authkit-js";
import { http, HttpResponse } from "msw";
import type { SetupServer } from "msw/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { mockClientId } from "../../src/mocks/development-credentials.ts";
import { analyticalEngines, harbourWorks } from "../../src/mocks/people.ts";
import { setupMockServer } from "../../src/mocks/setup-mock-server.ts";

const apiOrigin = "http://auth.test";
const callback = `${location.origin}/auth/workos/callback`;
const signedOut = `${location.origin}/signed-out`;

function connect(onRefresh?: (response: OnRefreshResponse) => void): ReturnType<typeof createClient> {
  return createClient(mockClientId, {
    apiHostname: "auth.test",
    https: false,
    redirectUri: callback,
    devMode: true,
    ...(onRefresh && { onRefresh }),
  });
}

async function signIn(email: string, organizationId?: string): Promise<ReturnType<typeof createClient>> {
  const client = await connect();
  const signInUrl = await client.getSignInUrl(organizationId === undefined ? {} : { organizationId });
  client.dispose();
  const page = await fetch(signInUrl, { redirect: "manual" });
  const request = new URL(page.headers.get("Location") ?? "").searchParams.get("request") ?? "";
  const answer = await fetch(`${apiOrigin}/mock/authkit/continue`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ request, email }),
  });
  history.replaceState({}, "", answer.headers.get("Location"));
  return connect();
}

describe("authkit-js in a browser", () => {
  let server: SetupServer;

  beforeEach(() => {
    ({ server } = setupMockServer({
      origin: apiOrigin,
      redirectUris: [callback],
      logoutUris: [signedOut],
      allowedOrigins: [location.origin],
    }));
    server.use(http.get(signedOut, () => new HttpResponse()));
    localStorage.clear();
    sessionStorage.clear();
    history.replaceState({}, "", "/sign-in");
  });
  afterEach(() => server.close());

  it("signs in through the hosted page, stays signed in over a reload, and signs out", async () => {
    const client = await signIn("grace@example.com");
    expect(client.getUser()).toMatchObject({ email: "grace@example.com", firstName: "Grace" });
    const token = localStorage.getItem(`workos:refresh-token:${mockClientId}`);
    expect(token).not.toBeNull();

    client.dispose();
    const reloaded = await connect();
    expect(reloaded.getUser()?.email).toBe("grace@example.com");
    expect(localStorage.getItem(`workos:refresh-token:${mockClientId}`)).not.toBe(token);

    const last = localStorage.getItem(`workos:refresh-token:${mockClientId}`) ?? "";
    await reloaded.signOut({ returnTo: signedOut, navigate: false });
    const refused = await fetch(`${apiOrigin}/user_management/authenticate`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ client_id: mockClientId, grant_type: "refresh_token", refresh_token: last }),
    });
    expect(refused.status).toBe(400);
    expect(reloaded.getUser()).toBeNull();
    reloaded.dispose();
  });

  it("reports the impersonator at sign-in and after a refresh", async () => {
    const marked = await fetch(`${apiOrigin}/mock/impersonate?person=grace@example.com&reason=Ticket`, {
      redirect: "manual",
    });
    expect(marked.headers.get("Location")).toBe(`${location.origin}/login`);
    const cookie = marked.headers.get("Set-Cookie")?.split(";")[0] ?? "";
    const starting = await connect();
    const signInUrl = await starting.getSignInUrl();
    starting.dispose();
    const hostedPage = (await fetch(signInUrl, { redirect: "manual" })).headers.get("Location") ?? "";
    const granted = await fetch(hostedPage, { redirect: "manual", headers: { Cookie: cookie } });
    history.replaceState({}, "", granted.headers.get("Location"));

    const reported: unknown[] = [];
    const watch = () => connect(({ impersonator }) => void reported.push(impersonator));
    (await watch()).dispose();
    (await watch()).dispose();
    const impersonator = { email: "support@example.com", reason: "Ticket" };
    expect(reported).toEqual([impersonator, impersonator]);
  });

  it("switches to another organization", async () => {
    const client = await signIn("ada@example.com", analyticalEngines.id);
    await client.switchToOrganization({ organizationId: harbourWorks.id });
    const claims: unknown = JSON.parse(atob((await client.getAccessToken()).split(".")[1] ?? ""));
    expect(claims).toMatchObject({ org_id: harbourWorks.id, role: "member" });
    client.dispose();
  });
});
