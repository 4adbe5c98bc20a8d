import { WorkOS } from "@workos-inc/node";
import { describe, expect, it } from "vitest";

import { mockApiKey, mockClientId } from "../development-credentials.ts";
import { ada, analyticalEngines, grace, harbourWorks, hedy } from "../people.ts";
import { createMockClient, type MockClient, testAddresses, testNowMs } from "../workos/mock-client.ts";
import { invite, readInvitation, revoke } from "./invitation-testing.ts";

const root = "/user_management/invitations";
const memberships = "/user_management/organization_memberships";
const dayMs = 24 * 60 * 60 * 1000;

function isoAfter(milliseconds: number): string {
  return new Date(testNowMs + milliseconds).toISOString();
}

async function read(response: Response): Promise<{ status: number; body: unknown }> {
  const body: unknown = await response.json();
  return { status: response.status, body };
}

/** The vendor's library, answered by the mock. */
function connect(client: MockClient): WorkOS {
  return new WorkOS({
    apiKey: mockApiKey,
    clientId: mockClientId,
    apiHostname: new URL(testAddresses.origin).hostname,
    https: false,
    fetchFn: async (input, init) =>
      (await client.workos.answer(new Request(input, init))) ?? Response.error(),
  });
}

describe("calls about invitations", () => {
  it.each([
    ["POST", root],
    ["GET", root],
    ["GET", `${root}/invitation_x`],
    ["GET", `${root}/by_token/x`],
    ["POST", `${root}/invitation_x/revoke`],
    ["POST", `${root}/invitation_x/resend`],
    ["POST", `${root}/invitation_x/accept`],
    ["GET", `/organizations/${analyticalEngines.id}`],
    ["GET", `/organizations/${analyticalEngines.id}/roles`],
    ["GET", `/authorization/organizations/${analyticalEngines.id}/roles`],
  ])("are refused with a wrong key: %s %s", async (method, path) => {
    const client = createMockClient();
    const headers = { Authorization: "Bearer sk_test_wrong" };
    const response =
      method === "GET" ? await client.get(path, headers) : await client.postJson(path, {}, headers);
    expect(response.status).toBe(401);
  });

  it.each([
    ["GET", `${root}/invitation_x`],
    ["GET", `${root}/by_token/x`],
    ["POST", `${root}/invitation_x/revoke`],
    ["POST", `${root}/invitation_x/resend`],
    ["POST", `${root}/invitation_x/accept`],
  ])("answer 404 to an invitation that nobody sent: %s %s", async (method, path) => {
    const client = createMockClient();
    const response = method === "GET" ? await client.getWithKey(path) : await client.postWithKey(path, {});
    expect(await read(response)).toEqual({ status: 404, body: { message: expect.any(String) } });
  });

  it("are limited with the other calls", async () => {
    const client = createMockClient();
    const sends = Array.from({ length: 501 }, () => client.postWithKey(root, {}));
    const statuses = (await Promise.all(sends)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  });
});

describe("sending an invitation", () => {
  it("answers 201 with the documented members", async () => {
    const client = createMockClient();
    const sent = await read(
      await client.postWithKey(root, {
        email: "mary@acme.example",
        organization_id: analyticalEngines.id,
        inviter_user_id: ada.id,
        role_slug: "admin",
        expires_in_days: 3,
        locale: "pt-BR",
      }),
    );
    expect(sent).toEqual({
      status: 201,
      body: {
        object: "invitation",
        id: expect.stringMatching(/^invitation_[0-9A-Z]{26}$/),
        email: "mary@acme.example",
        state: "pending",
        accepted_at: null,
        revoked_at: null,
        expires_at: isoAfter(3 * dayMs),
        organization_id: analyticalEngines.id,
        inviter_user_id: ada.id,
        accepted_user_id: null,
        role_slug: "admin",
        token: expect.stringMatching(/^[\w-]{24}$/),
        accept_invitation_url: expect.stringMatching(
          /^http:\/\/console\.test\/invitations\/accept\?invitation_token=[\w-]{24}$/,
        ),
        created_at: isoAfter(0),
        updated_at: isoAfter(0),
      },
    });
  });

  it("needs no more than an address, and lasts seven days then", async () => {
    const client = createMockClient();
    const { body } = await read(await client.postWithKey(root, { email: "mary@acme.example" }));
    expect(body).toMatchObject({
      expires_at: isoAfter(7 * dayMs),
      organization_id: null,
      inviter_user_id: null,
      role_slug: null,
    });
  });

  it.each([1, 30])("takes %d days", async (days) => {
    const client = createMockClient();
    const { body } = await read(
      await client.postWithKey(root, { email: "mary@acme.example", expires_in_days: days }),
    );
    expect(body).toMatchObject({ expires_at: isoAfter(days * dayMs) });
  });

  it.each([
    ["no address", { email: null }, 422, { errors: [{ field: "email" }] }],
    [
      "no address at all",
      { email: undefined },
      422,
      { errors: [{ field: "email", code: "email_required" }] },
    ],
    ["something else than an address", { email: "mary" }, 422, { errors: [{ field: "email" }] }],
    ["days as a word", { expires_in_days: "7" }, 422, { errors: [{ field: "expires_in_days" }] }],
    ["half a day", { expires_in_days: 1.5 }, 422, { errors: [{ field: "expires_in_days" }] }],
    ["a locale that is none", { locale: "English" }, 422, { errors: [{ field: "locale" }] }],
    ["a role that is no word", { role_slug: 1 }, 422, { errors: [{ field: "role_slug" }] }],
    ["no day", { expires_in_days: 0 }, 400, { code: "expires_in_days_too_short" }],
    ["31 days", { expires_in_days: 31 }, 400, { code: "expires_in_days_too_long" }],
    ["an unknown role", { role_slug: "owner" }, 400, { code: "invalid_role" }],
    ["an unknown organization", { organization_id: "org_x" }, 404, { message: expect.any(String) }],
    ["an unknown inviter", { inviter_user_id: "user_x" }, 404, { message: expect.any(String) }],
    ["a member", { email: "GRACE@example.com" }, 400, { code: "user_already_organization_member" }],
    [
      "somebody who is invited",
      { email: "Invited@acme.example" },
      400,
      { code: "email_already_invited_to_organization" },
    ],
  ])("is refused for %s, and mails nothing", async (_case, changes, status, body) => {
    const client = createMockClient();
    await invite(client, "invited@acme.example");
    const response = await client.postWithKey(root, {
      email: "mary@acme.example",
      organization_id: analyticalEngines.id,
      ...changes,
    });
    expect(await read(response)).toMatchObject({ status, body });
    expect(client.workos.mailbox.list()).toHaveLength(1);
  });

  it("is refused for a body that is none", async () => {
    const client = createMockClient();
    expect((await client.postWithKey(root, [])).status).toBe(422);
  });

  it("is possible to another organization, or after the first one has ended", async () => {
    const client = createMockClient();
    const { id } = await invite(client, "mary@acme.example");
    const elsewhere = { email: "mary@acme.example", organization_id: harbourWorks.id };
    expect((await client.postWithKey(root, elsewhere)).status).toBe(201);
    const again = { email: "mary@acme.example", organization_id: analyticalEngines.id };
    expect((await client.postWithKey(root, again)).status).toBe(400);
    await revoke(client, id);
    expect((await client.postWithKey(root, again)).status).toBe(201);
    client.workos.advanceClock(7 * dayMs);
    expect((await client.postWithKey(root, again)).status).toBe(201);
  });

  it("mails who invites, to what, and the link", async () => {
    const client = createMockClient();
    const { token } = await invite(client, "mary@acme.example");
    const mail = client.workos.mailbox.latestTo("mary@acme.example");
    expect(mail?.subject).toBe("Ada Lovelace invites you to join Analytical Engines");
    expect(mail?.text.split("\n")).toContain(
      `http://console.test/invitations/accept?invitation_token=${token}`,
    );
    expect(mail?.text).toContain("until 2026-11-27");
  });

  it("names the app where neither inviter nor organization is named", async () => {
    const client = createMockClient();
    await invite(client, "mary@acme.example", { organization_id: null, inviter_user_id: null });
    expect(client.workos.mailbox.latestTo("mary@acme.example")?.subject).toBe(
      "You are invited to join Portico Console (mock)",
    );
  });
});

describe("an invitation", () => {
  it("is found by its id and by its token", async () => {
    const client = createMockClient();
    const { id, token } = await invite(client, "mary@acme.example");
    const byToken = await read(await client.getWithKey(`${root}/by_token/${token}`));
    expect(byToken).toMatchObject({ status: 200, body: { id, token } });
    expect(await readInvitation(client, id)).toEqual(byToken.body);
  });

  it("expires to the millisecond", async () => {
    const client = createMockClient();
    const { id } = await invite(client, "mary@acme.example", { expires_in_days: 1 });
    client.workos.advanceClock(dayMs - 1);
    expect(await readInvitation(client, id)).toMatchObject({ state: "pending" });
    client.workos.advanceClock(1);
    expect(await readInvitation(client, id)).toMatchObject({ state: "expired", revoked_at: null });
  });

  it("is forgotten with a reset", async () => {
    const client = createMockClient();
    const { id } = await invite(client, "mary@acme.example");
    client.workos.reset();
    expect((await client.getWithKey(`${root}/${id}`)).status).toBe(404);
  });
});

describe("revoking, resending and accepting", () => {
  it("revokes a pending one for good", async () => {
    const client = createMockClient();
    const { id } = await invite(client, "mary@acme.example");
    client.workos.advanceClock(1000);
    const revoked = await read(await client.postWithKey(`${root}/${id}/revoke`, null));
    expect(revoked).toMatchObject({
      status: 200,
      body: { id, state: "revoked", revoked_at: isoAfter(1000), updated_at: isoAfter(1000) },
    });
    client.workos.advanceClock(30 * dayMs);
    expect(await readInvitation(client, id)).toMatchObject({ state: "revoked" });
  });

  it("resends the same link, for as long again as it was sent for", async () => {
    const client = createMockClient();
    const { id, token } = await invite(client, "mary@acme.example", { expires_in_days: 2 });
    client.workos.advanceClock(dayMs);
    const resent = await read(await client.postWithKey(`${root}/${id}/resend`, {}));
    expect(resent).toMatchObject({
      status: 200,
      body: { id, token, state: "pending", expires_at: isoAfter(3 * dayMs), created_at: isoAfter(0) },
    });
    const mails = client.workos.mailbox.list();
    expect(mails).toHaveLength(2);
    expect(mails[0]?.text).toContain(token);
    const wrong = await client.postWithKey(`${root}/${id}/resend`, { locale: 7 });
    expect(wrong.status).toBe(422);
    expect(client.workos.mailbox.list()).toHaveLength(2);
  });

  it("accepts with the role of the invitation, for the account of the invited address", async () => {
    const client = createMockClient();
    const { id } = await invite(client, "HEDY@example.com", { role_slug: "admin" });
    const accepted = await read(await client.postWithKey(`${root}/${id}/accept`, null));
    expect(accepted).toMatchObject({
      status: 200,
      body: { state: "accepted", accepted_at: isoAfter(0), accepted_user_id: hedy.id },
    });
    const listed = await read(await client.getWithKey(`${memberships}?user_id=${hedy.id}`));
    expect(listed.body).toMatchObject({
      data: [
        {
          status: "active",
          organization_id: analyticalEngines.id,
          role: { slug: "admin" },
          created_at: isoAfter(0),
        },
      ],
    });
  });

  it("accepts with the default role where the invitation has none, and makes the account of a newcomer", async () => {
    const client = createMockClient();
    const { id } = await invite(client, "mary@acme.example");
    await client.postWithKey(`${root}/${id}/accept`, null);
    const users = await read(await client.getWithKey("/user_management/users?email=mary@acme.example"));
    expect(users.body).toMatchObject({ data: [{ email_verified: false }] });
    const listed = await read(
      await client.getWithKey(`${memberships}?organization_id=${analyticalEngines.id}&limit=1`),
    );
    expect(listed.body).toMatchObject({
      data: [{ role: { slug: "member" }, user: { email: "mary@acme.example" } }],
    });
  });

  const over: [state: string, reach: (client: MockClient, id: string) => unknown, code: string][] = [
    ["accepted", (client, id) => client.postWithKey(`${root}/${id}/accept`, null), "invite_accepted"],
    ["revoked", revoke, "invite_revoked"],
    ["expired", (client) => client.workos.advanceClock(7 * dayMs), "invite_expired"],
  ];

  it.each(over)("refuses all three for one that is %s, and changes nothing", async (state, reach, code) => {
    const client = createMockClient();
    const { id } = await invite(client, "mary@acme.example");
    await reach(client, id);
    const before = await readInvitation(client, id);
    expect(before).toMatchObject({ state });
    for (const [verb, expected] of [
      ["accept", code],
      ["resend", code],
      ["revoke", "invite_not_pending"],
    ]) {
      const refused = await read(await client.postWithKey(`${root}/${id}/${String(verb)}`, {}));
      expect(refused).toEqual({ status: 400, body: { code: expected, message: expect.any(String) } });
    }
    expect(await readInvitation(client, id)).toEqual(before);
    expect(client.workos.mailbox.list()).toHaveLength(1);
  });
});

describe("the list of invitations", () => {
  it("holds those of an organization or an address, whatever became of them", async () => {
    const client = createMockClient();
    const { id } = await invite(client, "mary@acme.example");
    const elsewhere = await invite(client, "mary@acme.example", { organization_id: harbourWorks.id });
    await revoke(client, id);
    const ofOrganization = await read(
      await client.getWithKey(`${root}?organization_id=${analyticalEngines.id}`),
    );
    expect(ofOrganization.body).toMatchObject({ object: "list", data: [{ id, state: "revoked" }] });
    const ofAddress = await read(await client.getWithKey(`${root}?email=MARY@acme.example`));
    expect(ofAddress.body).toMatchObject({ data: [{}, {}] });
    const ofBoth = await read(
      await client.getWithKey(`${root}?email=mary@acme.example&organization_id=${harbourWorks.id}`),
    );
    expect(ofBoth.body).toMatchObject({ data: [{ id: elsewhere.id }] });
    const ofNobody = await read(await client.getWithKey(`${root}?email=nobody@acme.example`));
    expect(ofNobody.body).toMatchObject({ data: [], list_metadata: { before: null, after: null } });
  });

  it("comes in pages of ten, the newest first, forth and back", async () => {
    const client = createMockClient();
    const ids: string[] = [];
    for (let number = 0; number < 12; number += 1) {
      ids.unshift((await invite(client, `person-${String(number)}@acme.example`)).id);
      client.workos.advanceClock(1);
    }
    const first = await read(await client.getWithKey(root));
    expect(first.body).toMatchObject({
      data: ids.slice(0, 10).map((id) => ({ id })),
      list_metadata: { before: null, after: ids[9] },
    });
    const second = await read(await client.getWithKey(`${root}?after=${ids[9] ?? ""}`));
    expect(second.body).toMatchObject({
      data: ids.slice(10).map((id) => ({ id })),
      list_metadata: { before: ids[10], after: null },
    });
    const back = await read(await client.getWithKey(`${root}?limit=2&before=${ids[10] ?? ""}`));
    expect(back.body).toMatchObject({ data: [{ id: ids[8] }, { id: ids[9] }] });
    const oldest = await read(await client.getWithKey(`${root}?limit=1&order=asc`));
    expect(oldest.body).toMatchObject({ data: [{ id: ids[11] }] });
  });

  it.each(["limit=0", "limit=101", "order=newest", "after=invitation_x", "before=invitation_x"])(
    "refuses %s",
    async (query) => {
      const response = await createMockClient().getWithKey(`${root}?${query}`);
      expect(await read(response)).toMatchObject({
        status: 422,
        body: { errors: [{ field: query.split("=")[0] }] },
      });
    },
  );
});

describe("memberships of invited people", () => {
  const pending = `${memberships}?organization_id=${analyticalEngines.id}&statuses=pending`;

  it("are pending while the invitation is, and told of only when asked for", async () => {
    const client = createMockClient();
    const { id } = await invite(client, "hedy@example.com", { role_slug: "admin" });
    await invite(client, "stranger@acme.example");
    const { body } = await read(await client.getWithKey(pending));
    expect(body).toMatchObject({
      data: [{ user_id: hedy.id, status: "pending", role: { slug: "admin" }, created_at: isoAfter(0) }],
    });
    expect(body).toHaveProperty("data.length", 1);
    const active = await read(await client.getWithKey(`${memberships}?user_id=${hedy.id}`));
    expect(active.body).toMatchObject({ data: [] });
    await revoke(client, id);
    expect((await read(await client.getWithKey(pending))).body).toMatchObject({ data: [] });
  });

  it("keep their id when they become active", async () => {
    const client = createMockClient();
    const { id } = await invite(client, "hedy@example.com");
    const before = await read(await client.getWithKey(`${memberships}?user_id=${hedy.id}&statuses=pending`));
    await client.postWithKey(`${root}/${id}/accept`, null);
    const after = await read(await client.getWithKey(`${memberships}?user_id=${hedy.id}`));
    const membershipId = id.replace("invitation_", "om_");
    expect(before.body).toMatchObject({ data: [{ id: membershipId, status: "pending" }] });
    expect(after.body).toMatchObject({ data: [{ id: membershipId, status: "active" }] });
  });

  it("are refused with a status that there is not", async () => {
    const response = await createMockClient().getWithKey(`${memberships}?user_id=${hedy.id}&statuses=gone`);
    expect(await read(response)).toMatchObject({ status: 422, body: { errors: [{ field: "statuses" }] } });
  });
});

describe("organizations", () => {
  it("are read one by one", async () => {
    const client = createMockClient();
    const response = await client.getWithKey(`/organizations/${harbourWorks.id}`);
    expect(await read(response)).toMatchObject({
      status: 200,
      body: { object: "organization", id: harbourWorks.id, name: "Harbour Works" },
    });
    expect((await client.getWithKey("/organizations/org_x")).status).toBe(404);
  });

  it.each(["/organizations", "/authorization/organizations"])("have roles, at %s too", async (path) => {
    const client = createMockClient();
    const { body } = await read(await client.getWithKey(`${path}/${harbourWorks.id}/roles`));
    expect(body).toMatchObject({
      object: "list",
      data: [
        {
          object: "role",
          slug: "admin",
          name: "Admin",
          permissions: expect.arrayContaining(["members:invite"]),
        },
        { object: "role", slug: "member", name: "Member" },
      ],
    });
    expect((await client.getWithKey(`${path}/org_x/roles`)).status).toBe(404);
  });

  it.each([`/organizations/${harbourWorks.id}`, `/organizations/${harbourWorks.id}/roles`])(
    "are left to the app without any key: %s",
    async (path) => {
      const { workos } = createMockClient();
      expect(await workos.answer(new Request(`${testAddresses.origin}${path}`))).toBeUndefined();
    },
  );
});

describe("the vendor's library", () => {
  it("sends, reads, lists, resends, accepts and revokes", async () => {
    const client = createMockClient();
    const { userManagement, organizations, authorization } = connect(client);
    const sent = await userManagement.sendInvitation({
      email: "hedy@example.com",
      organizationId: analyticalEngines.id,
      inviterUserId: ada.id,
      roleSlug: "member",
      expiresInDays: 2,
    });
    expect(sent).toMatchObject({
      state: "pending",
      expiresAt: isoAfter(2 * dayMs),
      organizationId: analyticalEngines.id,
      inviterUserId: ada.id,
      roleSlug: "member",
      acceptInvitationUrl: expect.stringContaining(sent.token),
    });
    expect(await userManagement.findInvitationByToken(sent.token)).toEqual(sent);
    expect(await userManagement.getInvitation(sent.id)).toEqual(sent);
    expect(await userManagement.resendInvitation(sent.id)).toEqual(sent);
    const listed = await userManagement.listInvitations({ organizationId: analyticalEngines.id });
    expect(listed.data).toEqual([sent]);
    const accepted = await userManagement.acceptInvitation(sent.id);
    expect(accepted).toMatchObject({ state: "accepted", acceptedUserId: hedy.id });
    await expect(userManagement.revokeInvitation(sent.id)).rejects.toMatchObject({
      status: 400,
      code: "invite_not_pending",
    });
    const members = await userManagement.listOrganizationMemberships({
      organizationId: analyticalEngines.id,
      statuses: ["active", "pending"],
      limit: 2,
      order: "asc",
    });
    expect(members.data.map(({ userId }) => userId).toSorted()).toEqual([ada.id, grace.id].toSorted());
    expect(members.listMetadata.after).toBe(members.data[1]?.id);
    expect((await organizations.getOrganization(harbourWorks.id)).name).toBe("Harbour Works");
    const roles = await authorization.listOrganizationRoles(harbourWorks.id);
    expect(roles.data.map(({ slug }) => slug)).toEqual(["admin", "member"]);
  });
});
