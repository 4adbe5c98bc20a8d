// @vitest-environment jsdom
import { describe, expect, it } from "vitest";

import { decodeAccessToken } from "../../contract/access-token.ts";
import { ada, analyticalEngines, grace, harbourWorks, hedy } from "../people.ts";
import {
  createMockClient,
  locationOf,
  type MockClient,
  readTokens,
  testAddresses,
} from "../workos/mock-client.ts";

const path = "/mock/impersonate";
const minuteMs = 60_000;

async function parse(response: Response): Promise<Document> {
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

function ask(client: MockClient, query: Record<string, string>): Promise<Response> {
  return client.get(`${path}?${new URLSearchParams(query).toString()}`);
}

/** Goes from the authorize call to wherever a browser with this cookie is sent at once. */
async function followAuthorize(
  client: MockClient,
  cookie: string,
  changes: Record<string, string> = {},
): Promise<Response> {
  const { pathname, search } = locationOf(await client.authorize(changes));
  return client.get(`${pathname}${search}`, { Cookie: cookie });
}

async function impersonate(client: MockClient, query: Record<string, string>): Promise<Response> {
  const granted = await followAuthorize(client, cookieOf(await ask(client, query)));
  return client.exchange(locationOf(granted).searchParams.get("code") ?? "");
}

function claimsOf(accessToken: string): unknown {
  return JSON.parse(atob((accessToken.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")));
}

const impersonator = { email: "support@example.com", reason: "Ticket 4711" };
const whoAndWhy = { person: grace.email, reason: impersonator.reason };

describe("choosing whom to impersonate", () => {
  it("asks for the person and the reason, and says in whose name", async () => {
    const page = await parse(await createMockClient().get(path));
    expect(page.querySelector("label[for=reason]")?.textContent).toBe("Reason");
    expect([...page.querySelectorAll("button")].map((button) => button.textContent.trim())).toEqual([
      "Impersonate Ada Lovelace",
      "Impersonate Grace Hopper",
      "Impersonate Linus Pauling",
      "Impersonate Hedy Lamarr",
    ]);
    expect(page.querySelector("main")?.textContent).toContain(impersonator.email);
  });

  it("sends the browser to the app's Sign-in URL", async () => {
    const response = await ask(createMockClient(), whoAndWhy);
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toBe(`${testAddresses.app}/login`);
    expect(response.headers.getSetCookie()[0]).toMatch(/; Path=\/mock; Max-Age=600; HttpOnly; SameSite=Lax$/);
    const elsewhere = createMockClient({ signInUri: "http://console.test/start" });
    expect((await ask(elsewhere, whoAndWhy)).headers.get("Location")).toBe("http://console.test/start");
  });

  it("asks for the organization of somebody who has several, and keeps the reason", async () => {
    const response = await ask(createMockClient(), { person: ada.email, reason: impersonator.reason });
    expect(response.status).toBe(200);
    const page = await parse(response);
    expect([...page.querySelectorAll("button")].map((button) => button.value)).toEqual([
      analyticalEngines.id,
      harbourWorks.id,
    ]);
    const kept = [...page.querySelectorAll<HTMLInputElement>("input[type=hidden]")].map(({ value }) => value);
    expect(kept).toEqual([ada.email, impersonator.reason]);
  });

  it.each<[string, Record<string, string>]>([
    ["an unknown person", { person: "nobody@example.com" }],
    ["an organization of others", { person: grace.email, organization_id: harbourWorks.id }],
    ["an organization for somebody without one", { person: hedy.email, organization_id: harbourWorks.id }],
  ])("says what is wrong with %s and keeps the reason", async (_case, query) => {
    const response = await ask(createMockClient(), { ...query, reason: `"><b>` });
    expect(response.status).toBe(422);
    expect(response.headers.getSetCookie()).toEqual([]);
    const page = await parse(response);
    expect(page.querySelector("[role=alert]")?.textContent).not.toBe("");
    expect(page.querySelector<HTMLInputElement>("#reason")?.value).toBe(`"><b>`);
  });

  it("says that the app has no Sign-in URL", async () => {
    const response = await ask(createMockClient({ allowedOrigins: [] }), whoAndWhy);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain("no Sign-in URL");
  });

  it("is found from the mailbox and from the hosted page", async () => {
    const client = createMockClient();
    const { pathname, search } = locationOf(await client.authorize());
    for (const place of ["/mock/mailbox", `${pathname}${search}`]) {
      const page = await parse(await client.get(place));
      expect(page.querySelector(`a[href="${path}"]`)?.textContent).toBe("Impersonate somebody");
    }
  });
});

describe("the authorization after it", () => {
  it("is granted without a page, once, and is not remembered for the next one", async () => {
    const client = createMockClient();
    const granted = await followAuthorize(client, cookieOf(await ask(client, whoAndWhy)));
    expect(locationOf(granted).searchParams.get("code")).not.toBeNull();
    expect(locationOf(granted).searchParams.get("state")).toBe("opaque state");
    expect(granted.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^mock-impersonation=; .*Max-Age=0/),
    ]);
    const next = await followAuthorize(client, cookieOf(granted));
    expect((await parse(next)).querySelector("h1")?.textContent).toContain("Sign in");
  });

  it("is granted on the way to sign-up too", async () => {
    const client = createMockClient();
    const cookie = cookieOf(await ask(client, whoAndWhy));
    const granted = await followAuthorize(client, cookie, { screen_hint: "sign-up" });
    expect(locationOf(granted).searchParams.get("code")).not.toBeNull();
  });

  it("is an ordinary one after ten minutes, and in another browser", async () => {
    const client = createMockClient();
    const cookie = cookieOf(await ask(client, whoAndWhy));
    expect((await followAuthorize(client, "")).status).toBe(200);
    client.workos.advanceClock(10 * minuteMs);
    expect((await followAuthorize(client, cookie)).status).toBe(200);
  });
});

describe("an impersonated session", () => {
  it("names the impersonator in the answer and in the access token, at sign-in and after a refresh", async () => {
    const client = createMockClient();
    let response = await impersonate(client, whoAndWhy);
    for (let answer = 1; answer <= 2; answer += 1) {
      const body: unknown = await response.clone().json();
      expect(body).toMatchObject({
        user: { email: grace.email, last_sign_in_at: null },
        organization_id: analyticalEngines.id,
        authentication_method: "Impersonation",
        impersonator,
      });
      const tokens = await readTokens(response);
      expect(claimsOf(tokens.accessToken)).toMatchObject({ sub: grace.id, act: { sub: impersonator.email } });
      response = await client.refresh(tokens.refreshToken);
      expect(response.status).toBe(200);
    }
  });

  it("has no reason where none was given, and the organization that was chosen", async () => {
    const query = { person: ada.email, organization_id: harbourWorks.id, reason: " " };
    const response = await impersonate(createMockClient(), query);
    expect(await response.json()).toMatchObject({
      organization_id: harbourWorks.id,
      impersonator: { email: impersonator.email, reason: null },
    });
  });

  it("ends after an hour, however often it is refreshed", async () => {
    const client = createMockClient();
    const first = await readTokens(await impersonate(client, whoAndWhy));
    client.workos.advanceClock(60 * minuteMs - 1);
    const second = await readTokens(await client.refresh(first.refreshToken));
    client.workos.advanceClock(1);
    expect(await (await client.refresh(second.refreshToken)).json()).toMatchObject({
      error: "invalid_grant",
    });
  });

  it("is marked in the list of sessions", async () => {
    const client = createMockClient();
    const tokens = await readTokens(await impersonate(client, whoAndWhy));
    const listed = await client.getWithKey(`/user_management/users/${grace.id}/sessions`);
    expect(await listed.json()).toMatchObject({
      data: [
        { id: decodeAccessToken(tokens.accessToken)?.sessionId, auth_method: "impersonation", impersonator },
      ],
    });
  });

  it("stays apart from a session of the person's own", async () => {
    const client = createMockClient();
    const body = await (await client.exchange(await client.getAuthorizationCode(grace.email))).json();
    expect(body).not.toHaveProperty("impersonator");
    expect(claimsOf((await client.signIn(grace.email)).accessToken)).not.toHaveProperty("act");
  });
});
