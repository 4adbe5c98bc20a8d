import { describe, expect, it } from "vitest";

import { createMailbox } from "./mailbox/mailbox.ts";
import { deliverMagicAuthCodes } from "./observed-fetch.ts";

const sendUrl = "http://emulator.test/user_management/magic_auth";

function answering(body: unknown, status = 201): typeof fetch {
  return async () => Response.json(body, { status });
}

describe("deliverMagicAuthCodes", () => {
  it("mails the code of a Magic Auth answer and passes the answer on", async () => {
    const mailbox = createMailbox();
    const observed = deliverMagicAuthCodes(
      answering({ email: "ada@example.com", code: "123456", id: "x" }),
      mailbox,
    );
    const response = await observed(sendUrl, { method: "POST", body: "{}" });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ email: "ada@example.com", code: "123456", id: "x" });
    expect(mailbox.latestTo("ada@example.com")?.subject).toContain("123456");
  });

  it("passes the request on as it is", async () => {
    const seen: string[] = [];
    const forward: typeof fetch = async (input, init) => {
      const request = new Request(input, init);
      seen.push(request.method, request.headers.get("Authorization") ?? "", await request.text());
      return Response.json({});
    };
    const headers = { Authorization: "Bearer key" };
    await deliverMagicAuthCodes(forward, createMailbox())(sendUrl, { method: "POST", body: "{}", headers });
    expect(seen).toEqual(["POST", "Bearer key", "{}"]);
  });

  it.each([
    ["a failed send", sendUrl, "POST", answering({ email: "a@example.com", code: "not_found" }, 404)],
    ["another call", `${sendUrl}/magic_auth_1`, "GET", answering({ email: "a@example.com", code: "123456" })],
    ["a read of the same path", sendUrl, "GET", answering({ email: "a@example.com", code: "123456" })],
    ["an answer that is no JSON", sendUrl, "POST", async () => new Response("<html>", { status: 201 })],
    ["an answer without a code", sendUrl, "POST", answering({ email: "a@example.com" })],
  ] satisfies [string, string, string, typeof fetch][])(
    "mails nothing for %s",
    async (_case, url, method, forward) => {
      const mailbox = createMailbox();
      await deliverMagicAuthCodes(forward, mailbox)(url, { method });
      expect(mailbox.list()).toEqual([]);
    },
  );
});
