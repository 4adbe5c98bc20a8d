import { describe, expect, it } from "vitest";

import { mockApiKey, mockClientId } from "../development-credentials.ts";
import { ada, analyticalEngines, defaultSeed, harbourWorks, hedy } from "../people.ts";
import {
  createMockClient,
  locationOf,
  type MockClient,
  readTokens,
  testAddresses,
} from "../workos/mock-client.ts";
import { deadTokens, invite, readInvitation, revoke } from "./invitation-testing.ts";

async function read(response: Response): Promise<{ status: number; body: unknown }> {
  const body: unknown = await response.json();
  return { status: response.status, body };
}

function sendCode(client: MockClient, email: string, invitationToken?: string): Promise<Response> {
  return client.postWithKey("/user_management/magic_auth", { email, invitation_token: invitationToken });
}

/** Asks for a code and redeems it, the invitation with both. */
async function signInWithCode(client: MockClient, email: string, invitationToken: string): Promise<Response> {
  const sent = await sendCode(client, email, invitationToken);
  if (sent.status !== 201) throw new Error(await sent.text());
  return client.redeemMagicAuth(email, client.readOneTimeCode(email), { invitation_token: invitationToken });
}

function claimsOf(accessToken: string): unknown {
  return JSON.parse(atob((accessToken.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")));
}

describe("a mailed code with an invitation", () => {
  it("makes the account and the membership, and the session is in the organization", async () => {
    const client = createMockClient({ signUpAllowed: false });
    const { id, token } = await invite(client, "mary@acme.example", { role_slug: "admin" });
    const response = await signInWithCode(client, "mary@acme.example", token);
    const body: unknown = await response.clone().json();
    expect(body).toMatchObject({
      organization_id: analyticalEngines.id,
      user: { email: "mary@acme.example" },
    });
    const { accessToken } = await readTokens(response);
    expect(claimsOf(accessToken)).toMatchObject({
      org_id: analyticalEngines.id,
      role: "admin",
      permissions: expect.arrayContaining(["members:invite"]),
    });
    expect(await readInvitation(client, id)).toMatchObject({ state: "accepted" });
  });

  it("asks somebody with several organizations for none, because the invitation names it", async () => {
    const lighthouse = { id: "org_01K0000000000000000LGHTHSE", name: "Lighthouse" };
    const organizations = [...defaultSeed.organizations, lighthouse];
    const client = createMockClient({ seed: { ...defaultSeed, organizations } });
    const { token } = await invite(client, ada.email, { organization_id: lighthouse.id });
    expect(await read(await signInWithCode(client, ada.email, token))).toMatchObject({
      status: 200,
      body: { organization_id: lighthouse.id },
    });
  });

  it("works for a colleague of the invited address", async () => {
    const client = createMockClient();
    const { id, token } = await invite(client, "mary@acme.example");
    const { status, body } = await read(await signInWithCode(client, "anna@acme.example", token));
    expect({ status, body }).toMatchObject({ status: 200, body: { organization_id: analyticalEngines.id } });
    expect(await readInvitation(client, id)).toMatchObject({ email: "mary@acme.example", state: "accepted" });
  });

  it("leads to no organization where the invitation names none", async () => {
    const client = createMockClient({ signUpAllowed: false });
    const { id, token } = await invite(client, "mary@gmail.com", { organization_id: null });
    const { body } = await read(await signInWithCode(client, "anna@acme.example", token));
    expect(body).not.toHaveProperty("organization_id");
    expect(await readInvitation(client, id)).toMatchObject({ state: "accepted" });
  });

  it("accepts at the end of the steps, not before", async () => {
    const client = createMockClient();
    const requirements = ["email_verification"];
    await client.postJson("/mock/people", { email: "mary@acme.example", requirements });
    const { id, token } = await invite(client, "mary@acme.example");
    const held = await read(await signInWithCode(client, "mary@acme.example", token));
    expect(held).toMatchObject({ status: 403, body: { code: "email_verification_required" } });
    expect(await readInvitation(client, id)).toMatchObject({ state: "pending" });
    const pendingToken =
      /"pending_authentication_token":"([^"]+)"/.exec(JSON.stringify(held.body))?.[1] ?? "";
    const verified = await client.postJson("/user_management/authenticate", {
      client_id: mockClientId,
      client_secret: mockApiKey,
      grant_type: "urn:workos:oauth:grant-type:email-verification:code",
      code: client.readOneTimeCode("mary@acme.example"),
      pending_authentication_token: pendingToken,
    });
    expect(await read(verified)).toMatchObject({
      status: 200,
      body: { organization_id: analyticalEngines.id },
    });
    expect(await readInvitation(client, id)).toMatchObject({ state: "accepted" });
  });

  it.each(deadTokens)(
    "is refused with a token that is %s: at the send, and by the grant",
    async (_name, make) => {
      const client = createMockClient();
      const token = await make(client);
      const sends = client.workos.mailbox.list().length;
      const invalid = { error: "invitation_invalid", error_description: expect.any(String) };
      expect(await read(await sendCode(client, "mary@acme.example", token))).toEqual({
        status: 400,
        body: invalid,
      });
      expect(client.workos.mailbox.list()).toHaveLength(sends);

      await sendCode(client, "mary@acme.example");
      const oneTimeCode = client.readOneTimeCode("mary@acme.example");
      const changes = { invitation_token: token };
      const redeemed = await client.redeemMagicAuth("mary@acme.example", oneTimeCode, changes);
      expect(await read(redeemed)).toEqual({ status: 400, body: invalid });
      // The code is as good as before.
      expect((await client.redeemMagicAuth("mary@acme.example", oneTimeCode)).status).toBe(200);
    },
  );

  it("is refused for an address that the invitation is not for, and the invitation stays", async () => {
    const client = createMockClient();
    const { id, token } = await invite(client, "mary@gmail.com");
    expect(await read(await sendCode(client, "anna@gmail.com", token))).toMatchObject({
      status: 400,
      body: { error: "invitation_invalid" },
    });
    await sendCode(client, "anna@gmail.com");
    const redeemed = await client.redeemMagicAuth(
      "anna@gmail.com",
      client.readOneTimeCode("anna@gmail.com"),
      {
        invitation_token: token,
      },
    );
    expect(await read(redeemed)).toMatchObject({
      status: 400,
      body: { error: "invitation_cannot_be_used_for_email" },
    });
    expect(await readInvitation(client, id)).toMatchObject({ state: "pending" });
  });

  it("works once", async () => {
    const client = createMockClient();
    const { token } = await invite(client, "mary@acme.example");
    expect((await signInWithCode(client, "mary@acme.example", token)).status).toBe(200);
    expect(await read(await sendCode(client, "mary@acme.example", token))).toMatchObject({
      body: { error: "invitation_invalid" },
    });
  });
});

describe("where sign-up is off, a mailed code", () => {
  const refusal = { status: 400, body: { error: "sign_up_not_allowed" } };

  it("is neither sent to a newcomer, nor to one whose invitation has ended before the first sign-in", async () => {
    const client = createMockClient({ signUpAllowed: false });
    expect(await read(await sendCode(client, "mary@acme.example"))).toMatchObject(refusal);
    const { id, token } = await invite(client, "mary@acme.example");
    expect((await sendCode(client, "mary@acme.example", token)).status).toBe(201);
    await revoke(client, id);
    expect(await read(await sendCode(client, "mary@acme.example"))).toMatchObject(refusal);
  });

  it("does not sign a newcomer in without the invitation it was asked for with", async () => {
    const client = createMockClient({ signUpAllowed: false });
    const { token } = await invite(client, "mary@acme.example");
    await sendCode(client, "mary@acme.example", token);
    const oneTimeCode = client.readOneTimeCode("mary@acme.example");
    expect(await read(await client.redeemMagicAuth("mary@acme.example", oneTimeCode))).toMatchObject(refusal);
  });

  it("signs in whoever has an account, the invited of before included", async () => {
    const client = createMockClient({ signUpAllowed: false });
    const { token } = await invite(client, "mary@acme.example", { organization_id: null });
    await signInWithCode(client, "mary@acme.example", token);
    const { id } = await invite(client, "anna@acme.example");
    await client.postWithKey(`/user_management/invitations/${id}/accept`, null);
    for (const email of ["mary@acme.example", "anna@acme.example", hedy.email]) {
      await sendCode(client, email);
      expect((await client.redeemMagicAuth(email, client.readOneTimeCode(email))).status).toBe(200);
    }
  });
});

describe("an authorization code with an invitation", () => {
  it("accepts it, and the session is in the organization", async () => {
    const client = createMockClient();
    const { id, token } = await invite(client, hedy.email);
    const authorizationCode = await client.getAuthorizationCode(hedy.email);
    const response = await client.exchange(authorizationCode, { invitation_token: token });
    expect(await read(response)).toMatchObject({ body: { organization_id: analyticalEngines.id } });
    expect(await readInvitation(client, id)).toMatchObject({ accepted_user_id: hedy.id });
  });

  it("is refused for an account that it isn't for, and the code stays good", async () => {
    const client = createMockClient();
    const { token } = await invite(client, "mary@acme.example");
    const authorizationCode = await client.getAuthorizationCode(hedy.email);
    const refused = await client.exchange(authorizationCode, { invitation_token: token });
    expect(await read(refused)).toMatchObject({
      status: 400,
      body: { error: "invitation_cannot_be_used_for_email" },
    });
    expect((await client.exchange(authorizationCode)).status).toBe(200);
  });
});

describe("a restart after an acceptance", () => {
  it("leaves the person signed in to the organization", async () => {
    const before = createMockClient();
    const { token } = await invite(before, "mary@acme.example", { role_slug: "admin" });
    const { refreshToken } = await readTokens(await signInWithCode(before, "mary@acme.example", token));
    const after = createMockClient();
    const refreshed = await readTokens(await after.refresh(refreshToken));
    expect(claimsOf(refreshed.accessToken)).toMatchObject({ org_id: analyticalEngines.id, role: "admin" });
    const members = await after.getWithKey(
      `/user_management/organization_memberships?organization_id=${analyticalEngines.id}`,
    );
    expect(await members.text()).toContain("mary@acme.example");
  });

  it("forgets the invitation: its link leads back to the app as invalid", async () => {
    const { token } = await invite(createMockClient(), "mary@acme.example");
    const location = locationOf(await createMockClient().authorize({ invitation_token: token }));
    expect(`${location.origin}${location.pathname}`).toBe(testAddresses.callback);
    expect(location.searchParams.get("error")).toBe("invitation_invalid");
  });

  it("brings nothing back that the same run has taken away", async () => {
    const client = createMockClient();
    const { token } = await invite(client, ada.email, {
      organization_id: harbourWorks.id,
      email: hedy.email,
    });
    const { refreshToken } = await readTokens(await signInWithCode(client, hedy.email, token));
    await client.postJson("/mock/people", { email: hedy.email, organizationIds: [] });
    expect((await client.refresh(refreshToken)).status).toBe(400);
  });
});
