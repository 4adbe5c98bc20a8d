// @vitest-environment jsdom
import { describe, expect, it } from "vitest";

import { createMailbox } from "./mailbox.ts";
import { mailboxRoutes } from "./mailbox-routes.ts";
import { createMockClient, testAddresses } from "../workos/mock-client.ts";

async function openMailbox(client: ReturnType<typeof createMockClient>): Promise<Document> {
  const response = await client.get("/mock/mailbox");
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

describe("the mailbox page", () => {
  it("says what to do while there is no mail", async () => {
    const page = await openMailbox(createMockClient());
    expect(page.querySelector("h1")?.textContent).toBe("Mailbox");
    expect(page.querySelector("main")?.textContent).toContain("ask for a code");
  });

  it("shows the newest mail first, its code on its own", async () => {
    const client = createMockClient();
    await client.sendMagicAuth("ada@example.com");
    await client.sendMagicAuth("grace@example.com");
    const page = await openMailbox(client);
    const codes = [...page.querySelectorAll(".code")].map((code) => code.textContent);
    expect(codes).toEqual([
      client.readOneTimeCode("grace@example.com"),
      client.readOneTimeCode("ada@example.com"),
    ]);
    expect(page.querySelector("article")?.textContent).toContain("To grace@example.com");
  });

  it("escapes what a mail says and runs no script but its own", async () => {
    const client = createMockClient();
    const hostile = "<script>alert(1)</script>";
    client.workos.mailbox.deliver({ to: hostile, subject: hostile, text: hostile });
    const response = await client.get("/mock/mailbox");
    const page = new DOMParser().parseFromString(await response.clone().text(), "text/html");
    expect(page.querySelectorAll("script")).toHaveLength(1);
    const nonce = page.querySelector("script")?.getAttribute("nonce") ?? "";
    expect(response.headers.get("Content-Security-Policy")).toContain(`script-src 'nonce-${nonce}'`);
    expect(response.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
  });

  it("leads nowhere else beside another WorkOS, which has no impersonation of the mock's", async () => {
    const [route] = mailboxRoutes(createMailbox(), { isBesideMockedWorkos: false });
    const request = new Request(`${testAddresses.origin}/mock/mailbox`);
    const response = await route?.answer({ request, url: new URL(request.url), parameters: {}, cookies: {} });
    expect(await response?.text()).not.toContain("<a ");
  });

  it("has JSON for tests and can be emptied", async () => {
    const client = createMockClient();
    await client.sendMagicAuth("ada@example.com");
    const listed = await client.get("/mock/mailbox.json");
    expect(await listed.json()).toEqual(client.workos.mailbox.list());
    const request = new Request(`${testAddresses.origin}/mock/mailbox`, { method: "DELETE" });
    expect((await client.workos.answer(request))?.status).toBe(204);
    expect(client.workos.mailbox.list()).toEqual([]);
  });
});
