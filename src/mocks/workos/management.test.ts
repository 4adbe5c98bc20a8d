import { describe, expect, it } from "vitest";

import {
  ada,
  analyticalEngines,
  defaultSeed,
  type DirectorySeed,
  grace,
  harbourWorks,
  hedy,
  linus,
  seedPeople,
  seedPeopleWithSteps,
} from "../people.ts";
import { createMockClient, testAddresses, testNowMs } from "./mock-client.ts";

const sixtySecondsMs = 60_000;

/** The usual people, Ada with a second factor, and Harbour Works with a domain and a connection of its own. */
const withSecurity: DirectorySeed = {
  ...defaultSeed,
  organizations: [
    analyticalEngines,
    { ...harbourWorks, domains: [{ domain: "harbour.example", state: "verified" }] },
  ],
  connections: [{ id: "conn_1", organizationId: harbourWorks.id, state: "active" }],
  authFactors: [{ id: "auth_factor_1", userId: ada.id }],
};

describe("calls with the API key", () => {
  it.each([
    ["GET", "/user_management/users"],
    ["GET", `/user_management/users/${ada.id}`],
    ["GET", `/user_management/users/${ada.id}/sessions`],
    ["GET", `/user_management/users/${ada.id}/auth_factors`],
    ["GET", `/user_management/organization_memberships?user_id=${ada.id}`],
    ["GET", "/user_management/magic_auth/magic_auth_x"],
    ["POST", "/user_management/magic_auth"],
    ["POST", "/user_management/sessions/revoke"],
  ])("are refused without it: %s %s", async (method, path) => {
    const client = createMockClient();
    for (const headers of [
      {},
      { Authorization: "Bearer sk_test_wrong" },
      { Authorization: "sk_test_portico_mock" },
      { Authorization: "Bearer sk_test_portico_mock2" },
    ]) {
      const response =
        method === "GET" ? await client.get(path, headers) : await client.postJson(path, {}, headers);
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ message: expect.any(String) });
    }
    expect(client.workos.mailbox.list()).toEqual([]);
  });

  it("are limited to 1,000 reads and 500 writes in ten seconds", async () => {
    const client = createMockClient();
    const reads = Array.from({ length: 1000 }, () => client.getWithKey(`/user_management/users/${ada.id}`));
    expect((await Promise.all(reads)).every((response) => response.ok)).toBe(true);
    const refused = await client.getWithKey(`/user_management/users/${ada.id}`);
    expect({ status: refused.status, retryAfter: refused.headers.get("Retry-After") }).toEqual({
      status: 429,
      retryAfter: "10",
    });
    const revoke = { session_id: "session_x" };
    const writes = Array.from({ length: 500 }, () =>
      client.postWithKey("/user_management/sessions/revoke", revoke),
    );
    expect((await Promise.all(writes)).every((response) => response.status === 400)).toBe(true);
    expect((await client.postWithKey("/user_management/sessions/revoke", revoke)).status).toBe(429);
    client.workos.advanceClock(10_000);
    expect((await client.getWithKey(`/user_management/users/${ada.id}`)).status).toBe(200);
  });
});

describe("sending a Magic Auth code", () => {
  it("answers 201 with the documented members and mails the code", async () => {
    const client = createMockClient();
    const response = await client.sendMagicAuth("ada@example.com");
    expect(response.status).toBe(201);
    const oneTimeCode = client.readOneTimeCode("ada@example.com");
    expect(await response.json()).toEqual({
      object: "magic_auth",
      id: expect.stringMatching(/^magic_auth_[0-9A-Z]{26}$/),
      user_id: ada.id,
      email: "ada@example.com",
      expires_at: new Date(testNowMs + 600_000).toISOString(),
      code: oneTimeCode,
      created_at: new Date(testNowMs).toISOString(),
      updated_at: new Date(testNowMs).toISOString(),
    });
    expect(client.workos.mailbox.latestTo("ada@example.com")?.text.split("\n")[0]).toContain(oneTimeCode);
  });

  it("can be read back by its id", async () => {
    const client = createMockClient();
    const sent: unknown = await (await client.sendMagicAuth("ada@example.com")).json();
    const id = JSON.stringify(sent).match(/magic_auth_[0-9A-Z]{26}/)?.[0] ?? "";
    const response = await client.getWithKey(`/user_management/magic_auth/${id}`);
    expect(await response.json()).toEqual(sent);
    expect((await client.getWithKey("/user_management/magic_auth/magic_auth_x")).status).toBe(404);
  });

  it.each([{}, { email: "" }, { email: "ada" }, { email: "a b@example.com" }, { email: 7 }, { email: null }])(
    "answers 422 to %o",
    async (body) => {
      const response = await createMockClient().postWithKey("/user_management/magic_auth", body);
      expect({ status: response.status, body: await response.json() }).toMatchObject({
        status: 422,
        body: {
          code: "invalid_request_parameters",
          message: expect.any(String),
          errors: [{ field: "email" }],
        },
      });
    },
  );

  it("answers 429 with whole seconds to the fourth code of an address within a minute", async () => {
    const client = createMockClient();
    await client.sendMagicAuth("ada@example.com");
    client.workos.advanceClock(10_500);
    await client.sendMagicAuth("ada@example.com");
    expect((await client.sendMagicAuth("ADA@example.com")).status).toBe(201);
    const refused = await client.sendMagicAuth("Ada@example.com");
    expect({ status: refused.status, retryAfter: refused.headers.get("Retry-After") }).toEqual({
      status: 429,
      retryAfter: "50",
    });
    expect(client.workos.mailbox.list()).toHaveLength(3);
    expect((await client.sendMagicAuth("grace@example.com")).status).toBe(201);
    client.workos.advanceClock(sixtySecondsMs - 10_500);
    expect((await client.sendMagicAuth("ada@example.com")).status).toBe(201);
    expect((await client.sendMagicAuth("ada@example.com")).status).toBe(429);
  });

  it("makes the account of a newcomer", async () => {
    const client = createMockClient();
    const response = await client.sendMagicAuth("mary@example.com");
    expect(await response.json()).toMatchObject({ user_id: expect.stringMatching(/^user_[0-9A-Z]{26}$/) });
  });

  it("refuses a newcomer where sign-up is off", async () => {
    const client = createMockClient({ signUpAllowed: false });
    const response = await client.sendMagicAuth("mary@example.com");
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 400,
      body: { error: "sign_up_not_allowed", error_description: expect.any(String) },
    });
    expect(client.workos.mailbox.list()).toEqual([]);
    expect((await client.sendMagicAuth("ada@example.com")).status).toBe(201);
  });
});

describe("users", () => {
  it("are found by their address in any letter case", async () => {
    const response = await createMockClient().getWithKey("/user_management/users?email=ADA@example.com");
    expect(await response.json()).toEqual({
      object: "list",
      data: [
        expect.objectContaining({ object: "user", id: ada.id, first_name: "Ada", last_name: "Lovelace" }),
      ],
      list_metadata: { before: null, after: null },
    });
  });

  it("are not found by an unknown address or id", async () => {
    const client = createMockClient();
    const listed = await client.getWithKey("/user_management/users?email=nobody@example.com");
    expect(await listed.json()).toMatchObject({ data: [] });
    expect((await client.getWithKey("/user_management/users/user_x")).status).toBe(404);
    expect((await client.getWithKey(`/user_management/users/${hedy.id}`)).status).toBe(200);
  });

  it("are listed by organization", async () => {
    const client = createMockClient();
    const response = await client.getWithKey(`/user_management/users?organization_id=${harbourWorks.id}`);
    const text = await response.text();
    expect([ada, grace, linus].map((person) => text.includes(person.id))).toEqual([true, false, true]);
  });

  it("come in pages that lead forth and back", async () => {
    const client = createMockClient();
    async function list(query: string): Promise<unknown> {
      const body: unknown = await (
        await client.getWithKey(`/user_management/users?order=asc&${query}`)
      ).json();
      return body;
    }
    const everybody = [...seedPeople, ...seedPeopleWithSteps];
    const ids = everybody.map((person) => person.id).toSorted();
    const [first = "", second = "", third = "", fourth = ""] = ids;
    expect(await list("limit=2")).toMatchObject({
      data: [{ id: first }, { id: second }],
      list_metadata: { before: null, after: second },
    });
    expect(await list(`limit=2&after=${second}`)).toMatchObject({
      data: [{ id: third }, { id: fourth }],
      list_metadata: { before: third, after: fourth },
    });
    const rest = ids.slice(4);
    expect(await list(`limit=10&after=${fourth}`)).toMatchObject({
      data: rest.map((id) => ({ id })),
      list_metadata: { before: rest[0], after: null },
    });
    expect(await list(`limit=1&before=${third}`)).toMatchObject({
      data: [{ id: second }],
      list_metadata: { before: second, after: second },
    });
    const newestFirst = await client.getWithKey("/user_management/users?limit=1");
    expect(await newestFirst.json()).toMatchObject({ data: [{ id: ids.at(-1) }] });
  });

  it.each(["limit=0", "limit=101", "limit=ten", "limit=1.5", "order=up"])(
    "refuse the query %s",
    async (query) => {
      const response = await createMockClient().getWithKey(`/user_management/users?${query}`);
      expect({ status: response.status, body: await response.json() }).toMatchObject({
        status: 422,
        body: { code: "invalid_request_parameters", errors: [{ field: query.split("=")[0] }] },
      });
    },
  );
});

describe("organization memberships", () => {
  it("carry role and organization name", async () => {
    const client = createMockClient();
    const path = "/user_management/organization_memberships";
    const response = await client.getWithKey(`${path}?user_id=${grace.id}`);
    expect(await response.json()).toMatchObject({
      data: [
        {
          object: "organization_membership",
          user_id: grace.id,
          organization_id: analyticalEngines.id,
          organization_name: "Analytical Engines",
          status: "active",
          role: { slug: "member" },
          user: { id: grace.id },
        },
      ],
    });
    const inactive = await client.getWithKey(`${path}?user_id=${grace.id}&statuses=inactive,pending`);
    expect(await inactive.json()).toMatchObject({ data: [] });
    const everybody = await client.getWithKey(`${path}?organization_id=${analyticalEngines.id}`);
    expect(await everybody.json()).toMatchObject({ data: [{}, {}] });
  });

  it("ask for a user or an organization that exist", async () => {
    const client = createMockClient();
    const path = "/user_management/organization_memberships";
    const without = await client.getWithKey(path);
    expect({ status: without.status, body: await without.json() }).toMatchObject({
      status: 400,
      body: { code: "missing_user_id_or_organization_id" },
    });
    expect((await client.getWithKey(`${path}?user_id=user_x`)).status).toBe(404);
    expect((await client.getWithKey(`${path}?organization_id=org_x`)).status).toBe(404);
  });
});

describe("authentication factors", () => {
  it("are listed by person, without their secrets", async () => {
    const client = createMockClient({ seed: withSecurity });
    const path = `/user_management/users/${ada.id}/auth_factors`;
    const text = await (await client.getWithKey(path)).text();
    expect(JSON.parse(text)).toMatchObject({
      data: [{ object: "authentication_factor", type: "totp", user_id: ada.id, id: "auth_factor_1" }],
    });
    expect(text).not.toContain("secret");
    const none = await client.getWithKey(`/user_management/users/${grace.id}/auth_factors`);
    expect(await none.json()).toMatchObject({ data: [] });
    expect((await client.getWithKey("/user_management/users/user_x/auth_factors")).status).toBe(404);
  });
});

describe("organizations and connections", () => {
  it("come in pages", async () => {
    const client = createMockClient({ seed: withSecurity });
    const first = await client.getWithKey("/organizations?limit=1&order=asc");
    const after = harbourWorks.id < analyticalEngines.id ? harbourWorks : analyticalEngines;
    expect(await first.json()).toMatchObject({
      data: [{ object: "organization", id: after.id }],
      list_metadata: { after: after.id },
    });
    const second = await client.getWithKey(`/organizations?limit=1&order=asc&after=${after.id}`);
    expect(await second.json()).toMatchObject({ data: [{}], list_metadata: { after: null } });
    expect((await client.getWithKey("/connections?limit=101")).status).toBe(422);
  });

  it("say whose domains and connections they are", async () => {
    const client = createMockClient({ seed: withSecurity });
    const organizations = await (await client.getWithKey("/organizations?order=asc")).text();
    expect(organizations).toContain('"domain":"harbour.example"');
    const connections = await client.getWithKey(`/connections?organization_id=${harbourWorks.id}`);
    expect(await connections.json()).toMatchObject({
      data: [{ object: "connection", organization_id: harbourWorks.id, state: "active" }],
    });
    const others = await client.getWithKey(`/connections?organization_id=${analyticalEngines.id}`);
    expect(await others.json()).toMatchObject({ data: [] });
  });

  it("refuse a wrong key, and leave a request without any to the app", async () => {
    const client = createMockClient();
    for (const path of ["/organizations", "/connections"]) {
      expect((await client.get(path, { Authorization: "Bearer sk_test_wrong" })).status).toBe(401);
      expect(await client.workos.answer(new Request(`${testAddresses.origin}${path}`))).toBeUndefined();
    }
  });

  it("can be played a fault on", async () => {
    const client = createMockClient();
    client.workos.faults.set([
      { path: "/connections", kind: "status", status: 429, retryAfterSeconds: 3, times: 1 },
    ]);
    const refused = await client.getWithKey("/connections");
    expect({ status: refused.status, retryAfter: refused.headers.get("Retry-After") }).toEqual({
      status: 429,
      retryAfter: "3",
    });
    expect((await client.getWithKey("/connections")).status).toBe(200);
  });
});

describe("another seed", () => {
  it("replaces people, organizations and memberships, and comes back with a reset", async () => {
    const mary = { id: "user_mary", email: "mary@example.com", firstName: "Mary", lastName: "Anning" };
    const seed = { ...defaultSeed, people: [{ ...mary, emailVerified: false }], memberships: [] };
    const client = createMockClient({ seed });
    client.workos.reset();
    const response = await client.getWithKey("/user_management/users");
    expect(await response.json()).toMatchObject({ data: [{ id: mary.id, email_verified: false }] });
  });
});

describe("CORS", () => {
  const path = "/user_management/authenticate";

  async function preflight(origin: string): Promise<Response> {
    const request = new Request(`${testAddresses.origin}${path}`, {
      method: "OPTIONS",
      headers: { Origin: origin, "Access-Control-Request-Method": "POST" },
    });
    return (await createMockClient().workos.answer(request)) ?? Response.error();
  }

  it("lets the registered origin's pages read answers, credentials included", async () => {
    const response = await createMockClient().postJson(path, {}, { Origin: testAddresses.app });
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe(testAddresses.app);
    expect(response.headers.get("Access-Control-Allow-Credentials")).toBe("true");
    expect(response.headers.get("Vary")).toBe("Origin");
  });

  it("answers the registered origin's preflight", async () => {
    const response = await preflight(testAddresses.app);
    expect(response.status).toBe(204);
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe(testAddresses.app);
    expect(response.headers.get("Access-Control-Allow-Methods")).toContain("POST");
    expect(response.headers.get("Access-Control-Allow-Headers")).toContain("Content-Type");
  });

  it.each(["https://evil.example", "null", `${testAddresses.app}.evil.example`, `${testAddresses.app}:81`])(
    "gives %s no header at all",
    async (origin) => {
      const answered = await createMockClient().postJson(path, {}, { Origin: origin });
      for (const response of [answered, await preflight(origin)]) {
        const names = [...response.headers.keys()].filter((name) => name.startsWith("access-control-"));
        expect(names).toEqual([]);
      }
    },
  );
});

describe("paths that WorkOS does not know", () => {
  it.each(["/user_management/unknown", "/sso/unknown", "/mock/unknown"])(
    "are answered 404: %s",
    async (path) => {
      const response = await createMockClient().getWithKey(path);
      expect({ status: response.status, body: await response.json() }).toEqual({
        status: 404,
        body: { message: "Not Found" },
      });
    },
  );

  it("are left alone outside WorkOS's prefixes and on other origins", async () => {
    const { workos } = createMockClient();
    expect(await workos.answer(new Request(`${testAddresses.origin}/dashboard`))).toBeUndefined();
    expect(await workos.answer(new Request("http://other.test/user_management/users"))).toBeUndefined();
  });
});
