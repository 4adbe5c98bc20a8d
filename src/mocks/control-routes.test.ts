import * as v from "valibot";
import { describe, expect, it } from "vitest";

import { invite, readInvitation } from "./invitations/invitation-testing.ts";
import { analyticalEngines, harbourWorks } from "./people.ts";
import { createMockClient } from "./workos/mock-client.ts";

const membershipPage = v.object({
  data: v.array(v.object({ user_id: v.string() })),
  list_metadata: v.object({ after: v.nullable(v.string()) }),
});

describe("the test controls", () => {
  it("move the clock forward", async () => {
    const client = createMockClient();
    await client.sendMagicAuth("ada@example.com");
    expect((await client.postJson("/mock/clock", { advanceMs: 600_000 })).status).toBe(204);
    const response = await client.redeemMagicAuth(
      "ada@example.com",
      client.readOneTimeCode("ada@example.com"),
    );
    expect(await response.json()).toMatchObject({ code: "one_time_code_expired" });
  });

  it("let one address's code run out and leave the others", async () => {
    const client = createMockClient();
    await client.sendMagicAuth("ada@example.com");
    await client.sendMagicAuth("grace@example.com");
    expect((await client.postJson("/mock/expire-code", { email: "Ada@example.com" })).status).toBe(204);
    const adas = await client.redeemMagicAuth("ada@example.com", client.readOneTimeCode("ada@example.com"));
    expect(await adas.json()).toMatchObject({ code: "one_time_code_expired" });
    const graces = await client.redeemMagicAuth(
      "grace@example.com",
      client.readOneTimeCode("grace@example.com"),
    );
    expect(graces.status).toBe(200);
  });

  it.each([
    ["/mock/clock", { advanceMs: -1 }],
    ["/mock/clock", { advanceMs: "1" }],
    ["/mock/clock", {}],
    ["/mock/expire-code", {}],
    ["/mock/expire-invitation", {}],
    ["/mock/members", { organizationId: analyticalEngines.id }],
    ["/mock/members", { organizationId: analyticalEngines.id, count: 0 }],
    ["/mock/members", { organizationId: analyticalEngines.id, count: 20_001 }],
    ["/mock/members", { organizationId: "org_x", count: 1 }],
    ["/mock/members", { organizationId: analyticalEngines.id, count: 1, roleSlug: "owner" }],
    ["/mock/members", { organizationId: analyticalEngines.id, count: 1, status: "pending" }],
  ])("refuse %s with %o", async (path, body) => {
    expect((await createMockClient().postJson(path, body)).status).toBe(422);
  });

  it("let one address's invitations run out and leave the others", async () => {
    const client = createMockClient();
    const marys = await invite(client, "mary@acme.example");
    const annas = await invite(client, "anna@acme.example");
    const response = await client.postJson("/mock/expire-invitation", { email: "MARY@acme.example" });
    expect(response.status).toBe(204);
    expect(await readInvitation(client, marys.id)).toMatchObject({ state: "expired" });
    expect(await readInvitation(client, annas.id)).toMatchObject({ state: "pending" });
  });

  it("add members by the thousand, who come in pages, each once", async () => {
    const client = createMockClient();
    const seed = { organizationId: analyticalEngines.id, count: 2000 };
    expect((await client.postJson("/mock/members", seed)).status).toBe(204);
    await client.postJson("/mock/members", { ...seed, count: 10 });
    const userIds = new Set<string>();
    let rows = 0;
    let pages = 0;
    let after: string | null = "";
    while (after !== null) {
      const cursor: string = after === "" ? "" : `&after=${after}`;
      const response = await client.getWithKey(
        `/user_management/organization_memberships?organization_id=${analyticalEngines.id}&limit=100${cursor}`,
      );
      const page = v.parse(membershipPage, await response.json());
      for (const membership of page.data) userIds.add(membership.user_id);
      after = page.list_metadata.after;
      rows += page.data.length;
      pages += 1;
    }
    expect({ members: userIds.size, rows, pages }).toEqual({ members: 2002, rows: 2002, pages: 21 });
    const found = await client.getWithKey("/user_management/users?email=member-1999@example.com");
    expect(await found.json()).toMatchObject({ data: [{ first_name: "Member", last_name: "1999" }] });
  });

  it("add inactive members, who are listed when asked for and can't sign in to the organization", async () => {
    const client = createMockClient();
    const seed = { organizationId: harbourWorks.id, count: 1, status: "inactive", roleSlug: "admin" };
    await client.postJson("/mock/members", seed);
    const path = `/user_management/organization_memberships?organization_id=${harbourWorks.id}`;
    expect(await (await client.getWithKey(path)).text()).not.toContain("member-1@example.com");
    expect(await (await client.getWithKey(`${path}&statuses=inactive`)).json()).toMatchObject({
      data: [{ status: "inactive", role: { slug: "admin" }, user: { email: "member-1@example.com" } }],
    });
    const request = await client.openHostedPage({ organization_id: harbourWorks.id });
    const refused = await client.postForm("/mock/authkit/continue", {
      request,
      email: "member-1@example.com",
    });
    expect(await refused.text()).toContain("is not a member of Harbour Works");
    const { id } = await invite(client, "member-1@example.com", { organization_id: harbourWorks.id });
    await client.postWithKey(`/user_management/invitations/${id}/accept`, null);
    expect(await (await client.getWithKey(`${path}&statuses=inactive`)).json()).toMatchObject({ data: [] });
    expect(await (await client.getWithKey(path)).text()).toContain("member-1@example.com");
  });

  it("start afresh: mails, sessions, limits, newcomers and the clock", async () => {
    const client = createMockClient();
    for (let sent = 0; sent < 3; sent += 1) await client.sendMagicAuth("mary@example.com");
    const { refreshToken } = await client.signIn("ada@example.com");
    client.workos.advanceClock(86_400_000);
    expect((await client.postJson("/mock/reset", {})).status).toBe(204);
    expect(client.workos.mailbox.list()).toEqual([]);
    const listed = await client.getWithKey("/user_management/users?email=mary@example.com");
    expect(await listed.json()).toMatchObject({ data: [] });
    expect((await client.sendMagicAuth("mary@example.com")).status).toBe(201);
    expect((await client.refresh(refreshToken)).status).toBe(200);
  });
});
