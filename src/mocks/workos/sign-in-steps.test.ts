import { TOTP } from "otpauth";
import { describe, expect, it } from "vitest";

import { decodeAccessToken } from "../../contract/access-token.ts";
import { mockApiKey } from "../development-credentials.ts";
import { ada, analyticalEngines, emmy, harbourWorks, margaret, type SignInRequirement } from "../people.ts";
import { createMockClient, type MockClient, testNowMs } from "./mock-client.ts";

const minuteMs = 60_000;
const grantTypePrefix = "urn:workos:oauth:grant-type:";
const person = "person@example.com";
const organizationIds = [analyticalEngines.id, harbourWorks.id];

type Body = Record<string, unknown>;

async function read(response: Response): Promise<{ status: number; body: Body }> {
  const body: Body = await response.json();
  return { status: response.status, body };
}

/** Signs in with a right code, up to whatever comes then. */
async function redeemRightCode(client: MockClient, email: string) {
  expect((await client.sendMagicAuth(email)).status).toBe(201);
  return await read(await client.redeemMagicAuth(email, client.readOneTimeCode(email)));
}

type SetUp = { requirements?: SignInRequirement[]; organizationIds?: string[]; secondFactor?: boolean };

async function setUp(client: MockClient, settings: SetUp) {
  const body = { email: person, ...settings };
  expect((await client.postJson("/mock/people", body)).status).toBe(204);
}

async function goOn(client: MockClient, grantType: string, parameters: Body, changes: Body = {}) {
  const response = await client.postJson("/user_management/authenticate", {
    client_id: "client_portico_mock",
    client_secret: mockApiKey,
    grant_type: `${grantTypePrefix}${grantType}`,
    ...parameters,
    ...changes,
  });
  return await read(response);
}

async function challenge(client: MockClient, factorId: unknown): Promise<string> {
  const { status, body } = await read(
    await client.postWithKey(`/auth/factors/${String(factorId)}/challenge`, {}),
  );
  expect({ status, body }).toMatchObject({
    status: 201,
    body: { object: "authentication_challenge", authentication_factor_id: factorId },
  });
  return String(body["id"]);
}

/** What an app that was set up with the shown secret shows. */
async function readAppCode(client: MockClient, email: string, timestamp = testNowMs): Promise<string> {
  const entries: { email: string; secret: string }[] = await (
    await client.get("/mock/authenticator.json")
  ).json();
  const secret = entries.find((entry) => entry.email === email)?.secret ?? "";
  return new TOTP({ secret }).generate({ timestamp });
}

describe("a code for somebody with several organizations", () => {
  it("is answered with the choice among them, and the choice with a session in it", async () => {
    const client = createMockClient();
    const { status, body } = await redeemRightCode(client, ada.email);
    expect({ status, body }).toMatchObject({
      status: 403,
      body: {
        code: "organization_selection_required",
        message: expect.any(String),
        user: { id: ada.id },
        organizations: [
          { id: analyticalEngines.id, name: analyticalEngines.name },
          { id: harbourWorks.id, name: harbourWorks.name },
        ],
      },
    });
    const pending = { pending_authentication_token: body["pending_authentication_token"] };
    const chosen = await goOn(client, "organization-selection", {
      ...pending,
      organization_id: harbourWorks.id,
    });
    expect(chosen).toMatchObject({
      status: 200,
      body: {
        user: { id: ada.id },
        organization_id: harbourWorks.id,
        refresh_token: expect.any(String),
        authentication_method: "MagicAuth",
      },
    });
    expect(decodeAccessToken(String(chosen.body["access_token"]))?.organizationId).toBe(harbourWorks.id);
  });

  it("keeps the choice open after an organization that isn't theirs, or isn't at all", async () => {
    const client = createMockClient();
    await setUp(client, { organizationIds: [harbourWorks.id, harbourWorks.id] });
    const { body } = await redeemRightCode(client, person);
    const pending = { pending_authentication_token: body["pending_authentication_token"] };
    const foreign = { ...pending, organization_id: analyticalEngines.id };
    expect(await goOn(client, "organization-selection", foreign)).toMatchObject({
      status: 400,
      body: { code: "invalid_organization_id" },
    });
    const unknown = { ...pending, organization_id: "org_unknown" };
    expect(await goOn(client, "organization-selection", unknown)).toMatchObject({ status: 404 });
    const right = { ...pending, organization_id: harbourWorks.id };
    expect((await goOn(client, "organization-selection", right)).status).toBe(200);
  });
});

async function beginChoice(client: MockClient) {
  const { body } = await redeemRightCode(client, ada.email);
  return {
    pending_authentication_token: body["pending_authentication_token"],
    organization_id: harbourWorks.id,
  };
}

describe("a pending authentication token", () => {
  const ended = { status: 400, body: { code: "invalid_pending_authentication_token" } };

  it("works once", async () => {
    const client = createMockClient();
    const choice = await beginChoice(client);
    expect((await goOn(client, "organization-selection", choice)).status).toBe(200);
    expect(await goOn(client, "organization-selection", choice)).toMatchObject(ended);
  });

  it("gives one session for parallel answers", async () => {
    const client = createMockClient();
    const choice = await beginChoice(client);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => goOn(client, "organization-selection", choice)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it("works for ten minutes", async () => {
    const client = createMockClient();
    const early = await beginChoice(client);
    const late = await beginChoice(client);
    client.workos.advanceClock(10 * minuteMs - 1);
    expect((await goOn(client, "organization-selection", early)).status).toBe(200);
    client.workos.advanceClock(1);
    expect(await goOn(client, "organization-selection", late)).toMatchObject(ended);
  });

  it("can be let run out", async () => {
    const client = createMockClient();
    const choice = await beginChoice(client);
    await client.postJson("/mock/expire-pending", { email: "ADA@example.com" });
    expect(await goOn(client, "organization-selection", choice)).toMatchObject(ended);
  });

  it.each(["", "nonsense"])("is refused when it was made up: %j", async (token) => {
    const client = createMockClient();
    const choice = { ...(await beginChoice(client)), pending_authentication_token: token };
    expect([400, 422]).toContain((await goOn(client, "organization-selection", choice)).status);
  });

  it("is refused by a grant for another step", async () => {
    const client = createMockClient();
    const { pending_authentication_token } = await beginChoice(client);
    const parameters = { pending_authentication_token, code: "123456" };
    expect(await goOn(client, "email-verification:code", parameters)).toMatchObject(ended);
    const totp = { ...parameters, authentication_challenge_id: "auth_challenge_1" };
    expect(await goOn(client, "mfa-totp", totp)).toMatchObject(ended);
  });

  it("is of no use without the API key", async () => {
    const client = createMockClient();
    const choice = await beginChoice(client);
    for (const secret of [undefined, "sk_test_wrong"]) {
      const refused = await goOn(client, "organization-selection", choice, { client_secret: secret });
      expect(refused).toMatchObject({ status: 400, body: { error: "invalid_client" } });
    }
  });

  it.each([
    ["organization-selection", "organization_id"],
    ["organization-selection", "pending_authentication_token"],
    ["mfa-totp", "authentication_challenge_id"],
    ["mfa-totp", "code"],
    ["email-verification:code", "code"],
  ])("asks the grant %s for %s", async (grantType, field) => {
    const parameters: Body = {
      pending_authentication_token: "x",
      organization_id: "x",
      authentication_challenge_id: "x",
      code: "x",
    };
    delete parameters[field];
    expect(await goOn(createMockClient(), grantType, parameters)).toMatchObject({
      status: 422,
      body: { errors: [{ field, code: `${field}_required` }] },
    });
  });
});

async function beginSecondFactor(client: MockClient) {
  const { status, body } = await redeemRightCode(client, margaret.email);
  expect({ status, body }).toMatchObject({
    status: 403,
    body: {
      code: "mfa_challenge",
      authentication_factors: [{ id: expect.stringMatching(/^auth_factor_/), type: "totp" }],
      user: { id: margaret.id },
    },
  });
  const factors: unknown = body["authentication_factors"];
  const factorId: unknown = Array.isArray(factors) ? factors[0].id : null;
  return { factorId, pending_authentication_token: body["pending_authentication_token"] };
}

describe("a second factor", () => {
  it("is asked for after a right code, and lets in with what the app shows", async () => {
    const client = createMockClient();
    const { factorId, pending_authentication_token } = await beginSecondFactor(client);
    const answered = await goOn(client, "mfa-totp", {
      pending_authentication_token,
      authentication_challenge_id: await challenge(client, factorId),
      code: await readAppCode(client, margaret.email),
    });
    expect(answered).toMatchObject({ status: 200, body: { user: { id: margaret.id } } });
  });

  it("takes another try after a wrong code, with the same token", async () => {
    const client = createMockClient();
    const { factorId, pending_authentication_token } = await beginSecondFactor(client);
    const right = await readAppCode(client, margaret.email);
    const parameters = {
      pending_authentication_token,
      authentication_challenge_id: await challenge(client, factorId),
    };
    const wrong = right === "000000" ? "000001" : "000000";
    expect(await goOn(client, "mfa-totp", { ...parameters, code: wrong })).toMatchObject({
      status: 400,
      body: { code: "invalid_one_time_code" },
    });
    expect((await goOn(client, "mfa-totp", { ...parameters, code: right })).status).toBe(200);
  });

  it("takes the code of the half minute before, not of two before", async () => {
    for (const [agoMs, status] of [
      [30_000, 200],
      [60_000, 400],
    ] as const) {
      const client = createMockClient();
      const { factorId, pending_authentication_token } = await beginSecondFactor(client);
      const answered = await goOn(client, "mfa-totp", {
        pending_authentication_token,
        authentication_challenge_id: await challenge(client, factorId),
        code: await readAppCode(client, margaret.email, testNowMs - agoMs),
      });
      expect(answered.status).toBe(status);
    }
  });

  it("refuses a code that was used, and an answered challenge", async () => {
    const client = createMockClient();
    const first = await beginSecondFactor(client);
    const second = await beginSecondFactor(client);
    const code = await readAppCode(client, margaret.email);
    const answeredChallenge = await challenge(client, first.factorId);
    const answer = async (token: unknown, challengeId: string) =>
      await goOn(client, "mfa-totp", {
        pending_authentication_token: token,
        authentication_challenge_id: challengeId,
        code,
      });
    expect((await answer(first.pending_authentication_token, answeredChallenge)).status).toBe(200);
    const fresh = await challenge(client, second.factorId);
    expect(await answer(second.pending_authentication_token, fresh)).toMatchObject({
      body: { code: "one_time_code_previously_used" },
    });
    expect(await answer(second.pending_authentication_token, answeredChallenge)).toMatchObject({
      status: 422,
      body: { code: "authentication_challenge_previously_verified" },
    });
  });

  it("refuses the challenge of somebody else's factor, and one that doesn't exist", async () => {
    const client = createMockClient();
    await setUp(client, { secondFactor: true });
    const { pending_authentication_token } = await beginSecondFactor(client);
    const other = await redeemRightCode(client, person);
    const factors: unknown = other.body["authentication_factors"];
    const parameters = { pending_authentication_token, code: await readAppCode(client, person) };
    const foreign = await challenge(client, Array.isArray(factors) ? factors[0].id : null);
    expect(
      await goOn(client, "mfa-totp", { ...parameters, authentication_challenge_id: foreign }),
    ).toMatchObject({ status: 400, body: { code: "user_mismatch" } });
    expect(
      await goOn(client, "mfa-totp", { ...parameters, authentication_challenge_id: "auth_challenge_x" }),
    ).toMatchObject({ status: 404 });
  });

  it("stops after ten wrong codes for a challenge", async () => {
    const client = createMockClient();
    const { factorId, pending_authentication_token } = await beginSecondFactor(client);
    const right = await readAppCode(client, margaret.email);
    const parameters = {
      pending_authentication_token,
      authentication_challenge_id: await challenge(client, factorId),
    };
    for (let guess = 0; guess < 10; guess += 1) {
      await goOn(client, "mfa-totp", { ...parameters, code: right === "000000" ? "000001" : "000000" });
    }
    expect(await goOn(client, "mfa-totp", { ...parameters, code: right })).toMatchObject({
      body: { code: "one_time_code_too_many_attempts" },
    });
  });

  it("is challenged with the API key alone, and only where there is one", async () => {
    const client = createMockClient();
    const { factorId } = await beginSecondFactor(client);
    const path = `/auth/factors/${String(factorId)}/challenge`;
    expect((await client.postJson(path, {})).status).toBe(401);
    const nobodys = `/auth/factors/auth_factor_${ada.id.slice(5)}/challenge`;
    expect((await client.postWithKey(nobodys, {})).status).toBe(404);
    expect((await client.postWithKey("/auth/factors/x/challenge", {})).status).toBe(404);
  });

  it("is shown in the mock's authenticator, secret and code", async () => {
    const client = createMockClient();
    const page = await (await client.get("/mock/authenticator")).text();
    expect(page).toContain(margaret.email);
    expect(page).toContain(await readAppCode(client, margaret.email));
    expect(page).toMatch(/otpauth:\/\/totp\//);
    expect(page).not.toContain(ada.email);
  });
});

describe("an address that nobody has confirmed", () => {
  it("is confirmed with a code of its own, once", async () => {
    const client = createMockClient();
    const { status, body } = await redeemRightCode(client, emmy.email);
    expect({ status, body }).toMatchObject({
      status: 403,
      body: {
        code: "email_verification_required",
        email: emmy.email,
        email_verification_id: expect.stringMatching(/^email_verification_/),
      },
    });
    const path = `/user_management/email_verification/${String(body["email_verification_id"])}`;
    const mailed = client.readOneTimeCode(emmy.email);
    expect(await read(await client.getWithKey(path))).toMatchObject({
      status: 200,
      body: { object: "email_verification", email: emmy.email, code: mailed, user_id: emmy.id },
    });
    const pending = { pending_authentication_token: body["pending_authentication_token"] };
    const wrong = { ...pending, code: mailed === "000000" ? "000001" : "000000" };
    expect(await goOn(client, "email-verification:code", wrong)).toMatchObject({
      status: 400,
      body: { code: "invalid_one_time_code" },
    });
    expect(await goOn(client, "email-verification:code", { ...pending, code: mailed })).toMatchObject({
      status: 200,
      body: { user: { email_verified: true } },
    });
    expect((await redeemRightCode(client, emmy.email)).status).toBe(200);
  });

  it("can have its code run out", async () => {
    const client = createMockClient();
    const { body } = await redeemRightCode(client, emmy.email);
    await client.postJson("/mock/expire-code", { email: emmy.email });
    const answered = await goOn(client, "email-verification:code", {
      pending_authentication_token: body["pending_authentication_token"],
      code: client.readOneTimeCode(emmy.email),
    });
    expect(answered).toMatchObject({ status: 400, body: { code: "one_time_code_expired" } });
  });
});

describe("one step after another", () => {
  it("asks for the address, the organization and the second factor, each with a token of its own", async () => {
    const client = createMockClient();
    await setUp(client, { requirements: ["email_verification"], organizationIds, secondFactor: true });
    const first = await redeemRightCode(client, person);
    expect(first.body["code"]).toBe("email_verification_required");
    const second = await goOn(client, "email-verification:code", {
      pending_authentication_token: first.body["pending_authentication_token"],
      code: client.readOneTimeCode(person),
    });
    expect(second).toMatchObject({ status: 403, body: { code: "organization_selection_required" } });
    const third = await goOn(client, "organization-selection", {
      pending_authentication_token: second.body["pending_authentication_token"],
      organization_id: harbourWorks.id,
    });
    expect(third).toMatchObject({ status: 403, body: { code: "mfa_challenge" } });
    const factors: unknown = third.body["authentication_factors"];
    const last = await goOn(client, "mfa-totp", {
      pending_authentication_token: third.body["pending_authentication_token"],
      authentication_challenge_id: await challenge(client, Array.isArray(factors) ? factors[0].id : null),
      code: await readAppCode(client, person),
    });
    expect(last).toMatchObject({ status: 200, body: { organization_id: harbourWorks.id } });
    const tokens = [first, second, third].map(({ body }) => body["pending_authentication_token"]);
    expect(new Set(tokens).size).toBe(3);
  });
});

describe("what no step can mend", () => {
  it.each([
    ["sign_up_not_allowed", 400, { error: "sign_up_not_allowed" }],
    ["authentication_method_not_allowed", 400, { error: "authentication_method_not_allowed" }],
    [
      "organization_authentication_methods_required",
      400,
      { error: "organization_authentication_methods_required", email: person, sso_connection_ids: [] },
    ],
    ["sso_required", 400, { error: "sso_required", email: person, connection_ids: [expect.any(String)] }],
    ["radar_challenge", 403, { code: "radar_challenge", pending_authentication_token: expect.any(String) }],
    ["mfa_enrollment", 403, { code: "mfa_enrollment", pending_authentication_token: expect.any(String) }],
  ] as const)("is told after a right code alone: %s", async (requirement, status, body) => {
    const client = createMockClient();
    await setUp(client, { requirements: [requirement] });
    expect((await client.sendMagicAuth(person)).status).toBe(201);
    const mailed = client.readOneTimeCode(person);
    const wrong = await client.redeemMagicAuth(person, mailed === "000000" ? "000001" : "000000");
    expect(await read(wrong)).toMatchObject({ status: 400, body: { code: "invalid_one_time_code" } });
    const right = await client.redeemMagicAuth(person, mailed);
    expect(await read(right)).toMatchObject({ status, body });
  });

  it("is forgotten with a reset, and the seeded people are as they were", async () => {
    const client = createMockClient();
    await setUp(client, { requirements: ["sso_required"], organizationIds, secondFactor: true });
    client.workos.reset();
    expect((await redeemRightCode(client, person)).status).toBe(200);
    expect((await redeemRightCode(client, ada.email)).status).toBe(403);
  });
});
