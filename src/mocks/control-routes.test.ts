import { describe, expect, it } from "vitest";

import { createMockClient } from "./workos/mock-client.ts";

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
  ])("refuse %s with %o", async (path, body) => {
    expect((await createMockClient().postJson(path, body)).status).toBe(422);
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
