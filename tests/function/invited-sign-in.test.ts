import { expect, it, vi } from "vitest";

import { createTestWorkos, testVariables } from "../../src/function/testing/test-workos.ts";
import { decodeAccessToken } from "../../src/contract/access-token.ts";
import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseProblem } from "../../src/contract/failure.ts";
import { parseSessionAnswer } from "../../src/contract/session.ts";
import { ada, analyticalEngines } from "../../src/mocks/people.ts";
import { signingKeyPair } from "../../src/mocks/workos/development-keys.ts";
import { accessTokens } from "../../src/function/features/access-tokens/access-tokens.ts";
import { team } from "../../src/function/features/team/team.ts";
import { createCallers } from "../../src/function/testing/callers.ts";
import { createTestBrowser } from "../../src/function/testing/test-browser.ts";
import {
  buildAccount,
  createLocalIssuerFunction,
} from "../../src/function/features/local-issuer/testing/local-issuer-function.ts";

const workosOrigin = "https://api.workos.com";
const invited = "mary@analytical.example";

/** An invite-only console whose local issuer also knows the invited address. */
async function setUp() {
  const workos = createTestWorkos({ signUpAllowed: false });
  const bodies: string[] = [];
  const set = createLocalIssuerFunction({
    answers: [
      async (request) => {
        bodies.push(`${new URL(request.url).pathname} ${await request.clone().text()}`);
        return await workos.answer(request);
      },
    ],
    variables: testVariables,
    accounts: [buildAccount({ email: invited })],
    features: [accessTokens, team],
  });
  const { callAs } = createCallers({ ...set, key: signingKeyPair, issuer: workosOrigin, now: Date.now });
  const inviter = await callAs({
    sub: ada.id,
    org_id: analyticalEngines.id,
    permissions: ["members:read", "members:invite"],
  });
  await inviter.post(apiPaths.sendInvitations, { emails: [invited] });
  const invitationToken = /invitation_token=([\w.~-]+)/.exec(
    workos.mailbox.latestTo(invited)?.text ?? "",
  )?.[1];
  const readCode = async (email: string) => {
    await vi.waitUntil(() => /\b[0-9]{6}\b/.test(workos.mailbox.latestTo(email)?.text ?? ""));
    return /\b[0-9]{6}\b/.exec(workos.mailbox.latestTo(email)?.text ?? "")?.[0];
  };
  return { ...set, workos, bodies, invitationToken, readCode };
}

it("signs up an address without an account by code with an invitation's token, into the organization", async () => {
  const set = await setUp();
  const sent = await set.browser.post(apiPaths.sendEmailCode, {
    email: invited,
    invitationToken: set.invitationToken,
  });
  expect(sent.status).toBe(202);
  const code = await set.readCode(invited);
  const answer = await set.browser.post(apiPaths.verifyEmailCode, { code });
  const session = parseSessionAnswer(await answer.json());
  expect(session?.user.email).toBe(invited);
  expect(decodeAccessToken(session?.accessToken ?? "")?.organizationId).toBe(analyticalEngines.id);
  // A session of the local issuer couldn't accept WorkOS's invitation.
  expect(set.mails).toEqual([]);
  const asked = set.bodies.filter((body) => /^\/user_management\/(?:magic_auth|authenticate) /.test(body));
  expect(asked).toHaveLength(2);
  for (const body of asked) expect(body).toContain(set.invitationToken);
});

it("uses the local issuer for the same address without the invitation's token", async () => {
  const set = await setUp();
  await set.browser.post(apiPaths.sendEmailCode, { email: invited });
  await vi.waitUntil(() => set.mails.length > 0);
  expect(set.bodies.filter((body) => body.startsWith("/user_management/magic_auth "))).toEqual([]);
});

it("refuses to sign up another address with the token, with the same answer to the send", async () => {
  const set = await setUp();
  const other = "eve@elsewhere.example";
  const sent = await set.browser.post(apiPaths.sendEmailCode, {
    email: other,
    invitationToken: set.invitationToken,
  });
  expect(sent.status).toBe(202);
  await vi.waitUntil(() => set.log.some(({ event }) => event === "one_time_code_asked"));
  expect(set.workos.mailbox.latestTo(other)).toBeUndefined();
  const answer = await set.browser.post(apiPaths.verifyEmailCode, { code: "123456" });
  expect(parseProblem(await answer.json())?.code).toBe("invitation_other_address");
});

it.each([
  ["in the minute of a made-up one", 1],
  ["once strangers with made-up ones have used up the address's own mails", 12],
])("mails a code to the holder of an invitation %s", async (_, sends) => {
  const set = await setUp();
  for (let index = 0; index < sends; index += 1) {
    const stranger = createTestBrowser(set.app, { address: `198.51.100.${String(index)}` });
    await stranger.post(apiPaths.sendEmailCode, { email: invited, invitationToken: "made-up" });
  }
  await vi.waitUntil(() => set.log.filter(({ event }) => event === "one_time_code_asked").length === sends);
  await set.browser.post(apiPaths.sendEmailCode, { email: invited, invitationToken: set.invitationToken });
  const code = await set.readCode(invited);
  expect((await set.browser.post(apiPaths.verifyEmailCode, { code })).status).toBe(200);
});

it("asks WorkOS to mail no code for a made-up invitation", async () => {
  const set = await setUp();
  await set.browser.post(apiPaths.sendEmailCode, { email: invited, invitationToken: "made-up" });
  await vi.waitUntil(() => set.log.some(({ event }) => event === "one_time_code_asked"));
  expect(set.bodies.filter((body) => body.startsWith("/user_management/magic_auth "))).toEqual([]);
});

it("refuses a malformed invitation token before anything is sent", async () => {
  const set = await setUp();
  const response = await set.browser.post(apiPaths.sendEmailCode, { email: invited, invitationToken: "a/b" });
  expect(parseProblem(await response.json())?.code).toBe("invalid_request");
});
