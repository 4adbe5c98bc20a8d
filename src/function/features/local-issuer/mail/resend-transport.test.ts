import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";

import { describe, expect, it, onTestFinished, vi } from "vitest";

import { buildSignInMail } from "./build-sign-in-mail.ts";
import { createMailSender } from "./mail.ts";
import { createResendTransport } from "./resend-transport.ts";
import { testSignInMail } from "./testing/test-sign-in-mail.ts";
import type { Mailbox, Transport } from "./transport.ts";

const apiKey = "re_secret_0123456789";
const from: Mailbox = { name: 'Acme "A", Küche', address: testSignInMail().to };
const mail = buildSignInMail(testSignInMail(), { from, mailId: "mail-1" });
const never = new AbortController().signal;

type Received = { method: string; url: string; headers: IncomingHttpHeaders; body: unknown };

/** A server in Resend's place that gives the answers in order; null never answers. */
async function setUp(answers: ({ status: number; body: string; location?: string } | null)[]) {
  const received: Received[] = [];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const chunks: string[] = [];
    request.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
    request.on("end", () => {
      received.push({
        method: request.method ?? "",
        url: request.url ?? "",
        headers: request.headers,
        body: chunks.length === 0 ? null : JSON.parse(chunks.join("")),
      });
      const answer = answers.shift() ?? null;
      if (answer === null) return;
      response.writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location });
      response.end(answer.body);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The test's server has no port");
  const origin = `http://127.0.0.1:${String(address.port)}`;

  const transport = createResendTransport({
    apiKey,
    fetch: () => async (input, init) => {
      const request = new Request(input, init);
      asked.push(request.url);
      return await fetch(request.url.replace("https://api.resend.com", origin), init);
    },
  });
  return { transport, received, asked, server, origin };
}

const accepted = { status: 200, body: '{"id":"1"}' };
const refusedAs = (status: number, name: string) => ({
  status,
  body: JSON.stringify({ statusCode: status, name, message: "ada@example.com: 123456" }),
});

describe("createResendTransport", () => {
  it("sends a mail to Resend's API as its reference describes", async () => {
    const { transport, received, asked } = await setUp([accepted]);
    expect(await transport.deliver(mail, never)).toEqual({ kind: "delivered" });
    expect(asked).toEqual(["https://api.resend.com/emails"]);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      method: "POST",
      url: "/emails",
      headers: {
        authorization: `Bearer ${apiKey}`,
        "content-type": "application/json",
        "idempotency-key": "mail-1@example.com",
      },
    });
    expect(received[0]?.body).toEqual({
      from: String.raw`"Acme \"A\", Küche" <ada@example.com>`,
      to: ["ada@example.com"],
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
    });
  });

  it("uses only the address for a sender without a name", async () => {
    const { transport, received } = await setUp([accepted]);
    await transport.deliver({ ...mail, from: { ...from, name: "" } }, never);
    expect(received[0]?.body).toMatchObject({ from: "ada@example.com" });
  });

  it.each([
    [400, "validation_error", false, true],
    [401, "missing_api_key", false, false],
    [403, "invalid_api_key", false, false],
    [403, "validation_error", false, true],
    [403, "invalid_to_address", false, true],
    [409, "invalid_idempotent_request", false, false],
    [409, "concurrent_idempotent_requests", true, false],
    [422, "validation_error", false, true],
    [422, "invalid_from_address", false, false],
    [429, "rate_limit_exceeded", true, false],
    [429, "daily_quota_exceeded", false, false],
    [429, "monthly_quota_exceeded", false, false],
    [500, "application_error", true, false],
    [503, "service_unavailable", true, false],
  ])(
    "treats %d %s as a refusal (temporary: %s, about the recipient: %s) and quotes none of its text",
    async (status, name, isTemporary, isAboutRecipient) => {
      const { transport } = await setUp([refusedAs(status, name)]);
      expect(await transport.deliver(mail, never)).toEqual({
        kind: "refused",
        isTemporary,
        isAboutRecipient,
        cause: `Resend: ${String(status)} ${name}`,
      });
    },
  );

  it.each(["<html>ada@example.com</html>", "", "[]", '{"name":"ada@example.com"}', '{"name":7}'])(
    "uses only the status when the body is %j",
    async (body) => {
      const { transport } = await setUp([{ status: 502, body }]);
      expect(await transport.deliver(mail, never)).toEqual({
        kind: "refused",
        isTemporary: true,
        isAboutRecipient: false,
        cause: "Resend: 502",
      });
    },
  );

  it("follows no redirect, which would carry the key and the code elsewhere", async () => {
    const elsewhere = await setUp([accepted]);
    const { transport, received } = await setUp([
      { status: 307, body: "", location: `${elsewhere.origin}/emails` },
    ]);
    expect(await transport.deliver(mail, never)).toEqual({
      kind: "refused",
      isTemporary: false,
      isAboutRecipient: false,
      cause: "Resend: 307",
    });
    expect(received).toHaveLength(1);
    expect(elsewhere.received).toEqual([]);
  });

  it("reports a temporary failure without details when nothing listens", async () => {
    const { transport, server } = await setUp([]);
    await new Promise((resolve) => server.close(resolve));
    expect(await transport.deliver(mail, never)).toEqual({
      kind: "refused",
      isTemporary: true,
      isAboutRecipient: false,
      cause: "Resend: no answer",
    });
  });

  it("aborts with the sender", async () => {
    const { transport, server } = await setUp([null]);
    const giveUp = new AbortController();
    const requested = once(server, "request");
    const delivering = transport.deliver(mail, giveUp.signal);
    await requested;
    giveUp.abort();
    expect(await delivering).toMatchObject({ kind: "refused", isTemporary: true });
  });

  it("sends a second attempt under the same idempotency key", async () => {
    const { transport, received } = await setUp([refusedAs(500, "application_error"), accepted]);
    const send = createMailSender({ transport, from, wait: async () => {} });
    expect(await send(testSignInMail())).toEqual({ kind: "sent" });
    expect(received).toHaveLength(2);
    expect(received[1]?.headers["idempotency-key"]).toBe(received[0]?.headers["idempotency-key"]);
    expect(received[1]?.body).toEqual(received[0]?.body);
  });

  it("needs only the runtime's fetch, and leaves no answer unread", async () => {
    const cancel = vi.fn<() => void>();
    const transport: Transport = createResendTransport({
      apiKey,
      fetch: () => async () => new Response(new ReadableStream({ cancel }), { status: 200 }),
    });
    expect(await transport.deliver(mail, never)).toEqual({ kind: "delivered" });
    expect(cancel).toHaveBeenCalledOnce();
  });
});

describe("a check of Resend", () => {
  it.each([
    { status: 200, body: '{"data":[]}' },
    refusedAs(401, "restricted_api_key"),
    refusedAs(429, "rate_limit_exceeded"),
  ])("finds Resend ready by %j without sending a mail", async (answer) => {
    const { transport, received, asked } = await setUp([answer]);
    expect(await transport.check(never)).toEqual({ kind: "ready" });
    expect(asked).toEqual(["https://api.resend.com/domains"]);
    expect(received[0]).toMatchObject({
      method: "GET",
      headers: { authorization: `Bearer ${apiKey}` },
      body: null,
    });
  });

  it.each([
    [refusedAs(403, "invalid_api_key"), "Resend: 403 invalid_api_key"],
    [refusedAs(401, "missing_api_key"), "Resend: 401 missing_api_key"],
    [refusedAs(500, "internal_server_error"), "Resend: 500 internal_server_error"],
    [{ status: 503, body: "<html>" }, "Resend: 503"],
    [{ status: 302, body: "", location: "https://elsewhere.example/" }, "Resend: 302"],
  ])("finds Resend failing by %j", async (answer, cause) => {
    const { transport, asked } = await setUp([answer]);
    expect(await transport.check(never)).toEqual({ kind: "failing", cause });
    expect(asked).toHaveLength(1);
  });

  it("finds Resend failing when nothing listens", async () => {
    const { transport, server } = await setUp([]);
    await new Promise((resolve) => server.close(resolve));
    expect(await transport.check(never)).toEqual({ kind: "failing", cause: "Resend: no answer" });
  });
});
