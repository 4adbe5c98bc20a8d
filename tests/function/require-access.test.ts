import { describe, expect, it } from "vitest";

import { testSealingKeys } from "../../src/function/testing/test-keys.ts";
import { createTestWorkos, testVariables } from "../../src/function/testing/test-workos.ts";
import { apiPaths, buildApiPath } from "../../src/contract/api-paths.ts";
import { parseProblem } from "../../src/contract/failure.ts";
import { mockApiKey, mockClientId } from "../../src/mocks/development-credentials.ts";
import { ada, analyticalEngines, grace } from "../../src/mocks/people.ts";
import { signingKeyPair } from "../../src/mocks/workos/development-keys.ts";
import { listCalls } from "../../src/function/core/app.ts";
import { accessTokens } from "../../src/function/features/access-tokens/access-tokens.ts";
import { team } from "../../src/function/features/team/team.ts";
import { type Caller, type CallerClaims, createCallers } from "../../src/function/testing/callers.ts";
import {
  buildAccount,
  createLocalIssuerFunction,
} from "../../src/function/features/local-issuer/testing/local-issuer-function.ts";
import { testOrigin } from "../../src/function/testing/test-browser.ts";
import { allFeatures } from "./all-features.ts";
import { forgeries, resign } from "./forged-tokens.ts";
import { createGenuineTokens } from "./genuine-tokens.ts";

const workosOrigin = "https://api.workos.com";
const everyPermission = ["members:read", "members:invite", "members:remove"];
const whole: CallerClaims = { sub: ada.id, org_id: analyticalEngines.id, permissions: everyPermission };

const workos = createTestWorkos({ signUpAllowed: false });
const genuine = await createGenuineTokens({
  workos,
  readWorkosCode: () => /[0-9]{6}/.exec(workos.mailbox.latestTo(grace.email)?.text ?? "")?.[0] ?? null,
  workosEmail: grace.email,
  workosKey: signingKeyPair,
  clientId: mockClientId,
  apiKey: mockApiKey,
  sealingKeys: testSealingKeys,
});

function setUp() {
  const set = createLocalIssuerFunction({
    answers: [(request) => workos.answer(request)],
    variables: testVariables,
    accounts: [buildAccount({ email: "ada@analytical.example" })],
    features: [accessTokens, team],
  });
  const callers = createCallers({ ...set, key: signingKeyPair, issuer: workosOrigin, now: Date.now });
  return { ...set, ...callers };
}

/** A valid body for each call. */
const bodies: Record<string, object> = {
  sendInvitations: { emails: ["new@example.org"] },
  acceptInvitation: { token: "token" },
  revokeAccountSessions: { everywhere: true },
};

const calls = new Map(
  listCalls(allFeatures).map(({ name, method, path }) => [
    name,
    { method, path: buildApiPath(path, { invitationId: "invitation_1" }) },
  ]),
);

function findCall(name: string) {
  const call = calls.get(name);
  if (call === undefined) throw new Error(`There is no call ${name}`);
  return call;
}

async function makeCall(caller: Caller, name: string): Promise<Response> {
  const { method, path } = findCall(name);
  return method === "GET" ? await caller.get(path) : await caller.post(path, bodies[name] ?? {});
}

/** Calls that require an access token, with their rules. */
const rules = listCalls(allFeatures).flatMap(({ name, access }) =>
  access === null ? [] : [{ name, access }],
);
const guarded = rules.map(({ name }) => name);
const ofOrganization = rules.flatMap(({ name, access }) =>
  access.scope === "organization" ? [{ name, permission: access.permission }] : [],
);

async function expectRefused(
  response: Response,
  set: ReturnType<typeof setUp>,
  expected: { status: number; code: string; detail?: string },
): Promise<void> {
  expect(response.status).toBe(expected.status);
  const problem = parseProblem(await response.json());
  expect(problem?.code).toBe(expected.code);
  expect(problem?.detail).toBe(expected.detail);
  expect(response.headers.get("WWW-Authenticate")).toBe(
    expected.status !== 401
      ? null
      : expected.code === "no_access_token"
        ? "Bearer"
        : 'Bearer error="invalid_token"',
  );
  expect(set.asked.filter((path) => !path.startsWith("/sso/jwks/"))).toEqual([]);
}

describe("an access token", () => {
  it("requires an access token for every call about members, invitations and sessions", () => {
    expect(guarded.toSorted()).toEqual([
      "acceptInvitation",
      "listAccountSessions",
      "listInvitations",
      "listMembers",
      "listOrganizations",
      "resendInvitation",
      "revokeAccountSessions",
      "revokeInvitation",
      "sendInvitations",
    ]);
  });

  it.each(guarded)("accepts the token's holder in %s, and sets no cookie", async (name) => {
    const set = setUp();
    const response = await makeCall(await set.callAs(whole), name);
    expect([200, 404]).toContain(response.status);
    expect(response.headers.get("WWW-Authenticate")).toBeNull();
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it.each(guarded.flatMap((name) => [true, false].map((isNamed) => [name, isNamed] as const)))(
    "lets an impersonator read and change nothing, and names both in events and log: %s (named: %s)",
    async (name, isNamed) => {
      const act = isNamed ? { sub: "admin@example.com" } : {};
      const set = setUp();
      const response = await makeCall(await set.callAs({ ...whole, act }), name);
      const wasRefused = findCall(name).method !== "GET";
      const problem = parseProblem(await response.json());
      expect([response.status, problem?.code]).toEqual(
        wasRefused ? [403, "impersonation_refused"] : [200, undefined],
      );
      expect(set.asked.includes("/user_management/invitations")).toBe(name === "listInvitations");
      await new Promise((resolve) => setImmediate(resolve));
      const fingerprint: unknown = expect.stringMatching(/^[\w-]{16}$/);
      const named = {
        event: "impersonated_call",
        subject: ada.id,
        impersonatorFingerprint: isNamed ? fingerprint : "unknown",
        call: listCalls(allFeatures).find((call) => call.name === name)?.path,
        wasRefused,
      };
      expect(set.events).toEqual([expect.objectContaining(named)]);
      expect(set.log).toContainEqual(expect.objectContaining({ ...named, reference: expect.any(String) }));
      expect(JSON.stringify([set.events, set.log])).not.toContain("admin@example.com");
    },
  );

  it.each(guarded)("refuses %s without an access token, whatever cookies there are", async (name) => {
    const set = setUp();
    const { method, path } = findCall(name);
    const response =
      method === "GET"
        ? await set.app.fetch(
            new Request(`${testOrigin}${path}`, {
              headers: { Cookie: `portico-session=${genuine.workos.token}` },
            }),
          )
        : await set.browser.post(path, bodies[name] ?? {}, {
            Cookie: `portico-session=${genuine.workos.token}`,
          });
    await expectRefused(response, set, { status: 401, code: "no_access_token" });
  });

  it.each([
    ["Basic", "Basic YTpi"],
    ["nothing after the scheme", "Bearer "],
    ["two tokens", `Bearer ${genuine.workos.token} ${genuine.workos.token}`],
    ["two headers in one", `Bearer ${genuine.workos.token}, Bearer ${genuine.workos.token}`],
    ["a token without a scheme", genuine.workos.token],
  ])("accepts no other form of authorization: %s", async (_, authorization) => {
    const set = setUp();
    const request = new Request(`${testOrigin}${apiPaths.listMembers}?access_token=${genuine.workos.token}`, {
      headers: { Authorization: authorization },
    });
    await expectRefused(await set.app.fetch(request), set, { status: 401, code: "access_token_refused" });
  });

  it.each(guarded)("refuses an expired access token in %s", async (name) => {
    const set = setUp();
    const exp = Math.floor(Date.now() / 1000) - 61;
    const caller = await set.callAs({ ...whole, exp });
    await expectRefused(await makeCall(caller, name), set, { status: 401, code: "access_token_refused" });
  });

  it.each(guarded)("refuses forged access tokens in %s, in more than seventy shapes", async (name) => {
    const set = setUp();
    expect(forgeries.length).toBeGreaterThan(70);
    for (const { forge } of forgeries) {
      const caller = set.callWith(await forge(genuine));
      await expectRefused(await makeCall(caller, name), set, { status: 401, code: "access_token_refused" });
    }
  });

  it.each(guarded)("refuses the local issuer's access tokens in %s, whatever they claim", async (name) => {
    const set = setUp();
    const boasting = await resign(genuine.local, {
      claims: { acr: "mfa", role: "admin", permissions: everyPermission, org_id: analyticalEngines.id },
    });
    const atWorkos = await resign(genuine.workos, {
      claims: { acr: "email", permissions: everyPermission, org_id: analyticalEngines.id },
    });
    for (const token of [genuine.local.token, boasting, atWorkos]) {
      const response = await makeCall(set.callWith(token), name);
      await expectRefused(response, set, { status: 403, code: "stronger_sign_in_required" });
    }
  });

  it.each(ofOrganization)("refuses an access token without an organization in $name", async ({ name }) => {
    const set = setUp();
    const caller = await set.callAs({ sub: ada.id, permissions: everyPermission });
    await expectRefused(await makeCall(caller, name), set, { status: 403, code: "organization_required" });
  });

  it.each(ofOrganization)(
    "refuses an access token without $permission in $name, and names the permission",
    async ({ name, permission }) => {
      const set = setUp();
      for (const permissions of [
        [],
        everyPermission.filter((other) => other !== permission),
        ["members:*"],
      ]) {
        const caller = await set.callAs({ ...whole, permissions });
        const expected = { status: 403, code: "permission_missing", detail: permission };
        await expectRefused(await makeCall(caller, name), set, expected);
      }
    },
  );
});
