import { WorkOS } from "@workos-inc/node";
import * as v from "valibot";
import { describe, expect, it } from "vitest";

import { mockApiKey, mockClientId } from "../development-credentials.ts";
import { grace } from "../people.ts";
import {
  createMockClient,
  locationOf,
  type MockClient,
  testAddresses,
  testNowMs,
} from "../workos/mock-client.ts";

const landing = `${testAddresses.app}/auth/magic-link/callback`;
const minuteMs = 60_000;

const sessionSchema = v.strictObject({
  object: v.literal("passwordless_session"),
  id: v.pipe(v.string(), v.startsWith("passwordless_session_")),
  email: v.string(),
  expires_at: v.pipe(v.string(), v.isoTimestamp()),
  link: v.pipe(v.string(), v.url()),
});

function createClient(): MockClient {
  return createMockClient({ redirectUris: [testAddresses.callback, landing] });
}

async function create(client: MockClient, changes: Record<string, unknown> = {}) {
  const response = await client.postWithKey("/passwordless/sessions", {
    type: "MagicLink",
    email: grace.email,
    redirect_uri: landing,
    state: "opaque state",
    ...changes,
  });
  expect(response.status).toBe(201);
  return v.parse(sessionSchema, await response.json());
}

const open = (client: MockClient, link: string): Promise<Response> => client.get(new URL(link).pathname);

async function follow(client: MockClient, changes: Record<string, unknown> = {}): Promise<string> {
  const response = await open(client, (await create(client, changes)).link);
  return locationOf(response).searchParams.get("code") ?? "";
}

const exchange = (
  client: MockClient,
  authorizationCode: string,
  changes: Record<string, string> = {},
): Promise<Response> =>
  client.postForm("/sso/token", {
    client_id: mockClientId,
    client_secret: mockApiKey,
    grant_type: "authorization_code",
    code: authorizationCode,
    ...changes,
  });

describe("a passwordless session", () => {
  it("ends after fifteen minutes, or after what was asked for", async () => {
    const client = createClient();
    expect((await create(client)).expires_at).toBe(new Date(testNowMs + 15 * minuteMs).toISOString());
    const longest = await create(client, { expires_in: 86_400 });
    expect(longest.expires_at).toBe(new Date(testNowMs + 24 * 60 * minuteMs).toISOString());
  });

  it.each([
    ["no type", { type: undefined }, "type"],
    ["another type", { type: "MagicAuth" }, "type"],
    ["no address", { email: undefined }, "email"],
    ["what is no address", { email: "grace" }, "email"],
    ["an address that isn't registered", { redirect_uri: `${landing}/` }, "redirect_uri"],
    ["a state that isn't text", { state: 7 }, "state"],
    ["a life too short", { expires_in: 899 }, "expires_in"],
    ["a life too long", { expires_in: 86_401 }, "expires_in"],
    ["a life in words", { expires_in: "900" }, "expires_in"],
  ])("is refused with %s", async (_, changes, field) => {
    const client = createClient();
    const body = { type: "MagicLink", email: grace.email, redirect_uri: landing, ...changes };
    const response = await client.postWithKey("/passwordless/sessions", body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: "invalid_request_parameters",
      errors: [{ field }],
    });
  });

  it("is nobody's without the API key", async () => {
    const client = createClient();
    const { id } = await create(client);
    for (const path of ["/passwordless/sessions", `/passwordless/sessions/${id}/send`]) {
      expect((await client.postJson(path, { type: "MagicLink", email: grace.email })).status).toBe(401);
    }
    expect(client.workos.mailbox.list()).toEqual([]);
  });

  it("leads to the first registered address where none was named", async () => {
    const client = createClient();
    const { link } = await create(client, { redirect_uri: undefined });
    const location = locationOf(await open(client, link));
    expect(location.origin + location.pathname).toBe(testAddresses.callback);
  });

  it("makes nobody a user", async () => {
    const client = createClient();
    await follow(client, { email: "new@example.com" });
    const response = await client.getWithKey("/user_management/users?email=new@example.com");
    expect(await response.json()).toMatchObject({ data: [] });
  });
});

describe("sending", () => {
  it("mails the link to its address, and nothing before", async () => {
    const client = createClient();
    const { id, link } = await create(client);
    expect(client.workos.mailbox.list()).toEqual([]);
    const response = await client.postWithKey(`/passwordless/sessions/${id}/send`, {});
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ success: true });
    expect(client.workos.mailbox.latestTo(grace.email)?.text).toContain(link);
  });

  it("refuses a session that isn't there, was used or has expired", async () => {
    const client = createClient();
    const unknown = "passwordless_session_01K00000000000000000000000";
    expect((await client.postWithKey(`/passwordless/sessions/${unknown}/send`, {})).status).toBe(404);
    const used = await create(client);
    await open(client, used.link);
    const late = await create(client);
    client.workos.advanceClock(15 * minuteMs);
    for (const { id } of [used, late]) {
      expect((await client.postWithKey(`/passwordless/sessions/${id}/send`, {})).status).toBe(400);
    }
    expect(client.workos.mailbox.list()).toEqual([]);
  });
});

describe("the link", () => {
  it("redirects with a code and the state as it was given", async () => {
    const client = createClient();
    const response = await open(client, (await create(client)).link);
    expect(response.status).toBe(302);
    const location = locationOf(response);
    expect(location.origin + location.pathname).toBe(landing);
    expect([...location.searchParams.keys()]).toEqual(["code", "state"]);
    expect(location.searchParams.get("state")).toBe("opaque state");
  });

  it("leaves out a state that wasn't given", async () => {
    const client = createClient();
    const { link } = await create(client, { state: undefined });
    expect([...locationOf(await open(client, link)).searchParams.keys()]).toEqual(["code"]);
  });

  it("is used up by whoever opens it first, a mail scanner too", async () => {
    const client = createClient();
    const { link } = await create(client);
    expect((await open(client, link)).status).toBe(302);
    const second = await open(client, link);
    expect(second.status).toBe(400);
    expect(second.headers.get("Location")).toBeNull();
    expect(await second.text()).toContain("used already");
  });

  it("ends with its session, to the millisecond", async () => {
    const client = createClient();
    const [early, late] = [await create(client), await create(client)];
    client.workos.advanceClock(15 * minuteMs - 1);
    expect((await open(client, early.link)).status).toBe(302);
    client.workos.advanceClock(1);
    const response = await open(client, late.link);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("expired");
  });

  it("is nobody's guess", async () => {
    const client = createClient();
    await create(client);
    expect((await client.get("/passwordless/guess/confirm")).status).toBe(404);
  });
});

describe("POST /sso/token", () => {
  it("gives the profile of the mailbox's owner, by name where WorkOS knows them", async () => {
    const client = createClient();
    const response = await exchange(client, await follow(client));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      access_token: expect.stringMatching(/^.{20,}$/),
      profile: {
        object: "profile",
        id: expect.stringMatching(/^prof_/),
        idp_id: "",
        organization_id: null,
        connection_id: expect.stringMatching(/^conn_/),
        connection_type: "MagicLink",
        email: grace.email,
        first_name: grace.firstName,
        last_name: grace.lastName,
        role: null,
        raw_attributes: {},
      },
    });
  });

  it("knows an address again, and gives others another profile", async () => {
    const client = createClient();
    const idOf = async (email: string): Promise<unknown> => {
      const response = await exchange(client, await follow(client, { email }));
      return v.parse(v.object({ profile: v.object({ id: v.string() }) }), await response.json()).profile.id;
    };
    const first = await idOf("new@example.com");
    expect(await idOf("New@example.com")).toBe(first);
    expect(await idOf("other@example.com")).not.toBe(first);
  });

  it("takes a code once", async () => {
    const client = createClient();
    const authorizationCode = await follow(client);
    expect((await exchange(client, authorizationCode)).status).toBe(200);
    const second = await exchange(client, authorizationCode);
    expect(second.status).toBe(400);
    expect(await second.json()).toMatchObject({ error: "invalid_grant" });
  });

  it("takes a code for ten minutes", async () => {
    const client = createClient();
    const [early, late] = [await follow(client), await follow(client)];
    client.workos.advanceClock(10 * minuteMs - 1);
    expect((await exchange(client, early)).status).toBe(200);
    client.workos.advanceClock(1);
    expect(await (await exchange(client, late)).json()).toMatchObject({ error: "invalid_grant" });
  });

  it.each([
    [{ client_id: "client_other" }, "invalid_client"],
    [{ client_secret: "sk_test_wrong" }, "invalid_client"],
    [{ client_secret: "" }, "invalid_client"],
    [{ code: "guess" }, "invalid_grant"],
    [{ code: "" }, "invalid_request"],
    [{ grant_type: "refresh_token" }, "unsupported_grant_type"],
  ])("refuses %j with %s, and leaves the code usable", async (changes, error) => {
    const client = createClient();
    const authorizationCode = await follow(client);
    const response = await exchange(client, authorizationCode, changes);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error });
    expect((await exchange(client, authorizationCode)).status).toBe(200);
  });

  it("takes no code of AuthKit, and gives none that AuthKit takes", async () => {
    const client = createClient();
    const ofAuthKit = await client.getAuthorizationCode(grace.email);
    expect((await exchange(client, ofAuthKit)).status).toBe(400);
    expect((await client.exchange(await follow(client))).status).toBe(400);
  });

  it("takes a form alone", async () => {
    const client = createClient();
    const body = { client_id: mockClientId, client_secret: mockApiKey, grant_type: "authorization_code" };
    const response = await client.postJson("/sso/token", { ...body, code: await follow(client) });
    expect(response.status).toBe(415);
  });
});

it("serves the vendor's own client", async () => {
  const client = createClient();
  const workos = new WorkOS({
    apiKey: mockApiKey,
    clientId: mockClientId,
    apiHostname: new URL(testAddresses.origin).hostname,
    https: false,
    fetchFn: async (input, init) =>
      (await client.workos.answer(new Request(input, init))) ?? Response.error(),
  });
  const session = await workos.passwordless.createSession({
    type: "MagicLink",
    email: grace.email,
    redirectURI: landing,
    state: "nonce",
    expiresIn: 900,
  });
  expect(await workos.passwordless.sendSession(session.id)).toEqual({ success: true });
  const location = locationOf(await open(client, session.link));
  const { profile, accessToken } = await workos.sso.getProfileAndToken({
    clientId: mockClientId,
    code: location.searchParams.get("code") ?? "",
  });
  expect(profile).toMatchObject({ email: grace.email, connectionType: "MagicLink" });
  expect(accessToken).not.toBe("");
});

it("plays faults on its calls, and forgets everything at a reset", async () => {
  const client = createClient();
  const { link, id } = await create(client);
  client.workos.faults.set([{ path: "/passwordless/sessions", kind: "status", status: 503 }]);
  expect((await client.postWithKey("/passwordless/sessions", {})).status).toBe(503);
  client.workos.reset();
  expect((await client.postWithKey(`/passwordless/sessions/${id}/send`, {})).status).toBe(404);
  expect((await open(client, link)).status).toBe(404);
});
