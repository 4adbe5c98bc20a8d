import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";

import type { SmtpAccess } from "./mail-configuration.ts";
import { buildSignInMail } from "./build-sign-in-mail.ts";
import { createMailSender } from "./mail.ts";
import { mailLanguages } from "./mail-messages.ts";
import { createSmtpTransport, type SmtpTransport } from "./smtp-transport.ts";
import { testCertificate } from "./testing/test-certificate.ts";
import { testSignInMail } from "./testing/test-sign-in-mail.ts";
import { type RefusalStage, startTestSmtpServer, type TestSmtpServer } from "./testing/test-smtp-server.ts";
import type { Mailbox } from "./transport.ts";

const from: Mailbox = { name: "Acme, Küche", address: testSignInMail().to };
const mail = buildSignInMail(testSignInMail(), { from, mailId: "mail-1" });
const never = new AbortController().signal;

const access = (port: number, changes: Partial<SmtpAccess> = {}): SmtpAccess => ({
  host: "localhost",
  port,
  isImplicitTls: false,
  requiresTls: false,
  credentials: null,
  ...changes,
});

function open(...parameters: Parameters<typeof createSmtpTransport>): SmtpTransport {
  const transport = createSmtpTransport(...parameters);
  onTestFinished(() => {
    transport.close();
  });
  return transport;
}

async function start(options?: Parameters<typeof startTestSmtpServer>[0]): Promise<TestSmtpServer> {
  const server = await startTestSmtpServer(options);
  onTestFinished(server.close);
  return server;
}

/** A server that only does with each connection what the test says. */
async function startRawServer(greet: (socket: Socket) => void): Promise<{ port: number; server: Server }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    greet(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("The test's server has no port");
  return { port: address.port, server };
}

const withTls = { disabledCommands: ["AUTH"], cert: testCertificate.certificate, key: testCertificate.key };

afterEach(() => {
  vi.useRealTimers();
});

describe("a mail over SMTP", () => {
  it.each(mailLanguages)("delivers a mail over SMTP well-formed and unchanged (%s)", async (language) => {
    const server = await start();
    const built = buildSignInMail(testSignInMail({ language }), { from, mailId: "mail-1" });
    expect(await open(access(server.port)).deliver(built, never)).toEqual({ kind: "delivered" });

    expect(server.received).toHaveLength(1);
    const [received] = server.received;
    expect(received).toMatchObject({ recipients: ["ada@example.com"], sender: "ada@example.com" });
    expect(received?.parsed).toMatchObject({
      from: { name: "Acme, Küche", address: "ada@example.com" },
      to: [{ name: "", address: "ada@example.com" }],
      subject: built.subject,
      messageId: "<mail-1@example.com>",
      date: "2026-11-21T10:02:00.000Z",
      attachments: [],
    });
    // The break before a boundary belongs to the boundary (RFC 2046 section 5.1.1), and readers differ on it.
    expect(received?.parsed.text?.trimEnd()).toBe(built.text.trimEnd());
    expect(received?.parsed.html?.trimEnd()).toBe(built.html.trimEnd());
  });

  it("sends each header once, none that reveals the software, and lines that every server accepts", async () => {
    const server = await start();
    await open(access(server.port)).deliver(mail, never);
    const [received] = server.received;
    const keys = received?.parsed.headers.map(({ key }) => key) ?? [];
    expect(keys.toSorted()).toEqual([
      "auto-submitted",
      "content-type",
      "date",
      "from",
      "message-id",
      "mime-version",
      "subject",
      "to",
      "x-auto-response-suppress",
    ]);
    expect(received?.parsed.headers).toContainEqual(
      expect.objectContaining({ key: "auto-submitted", value: "auto-generated" }),
    );
    expect(received?.raw).toMatch(/^To: ada@example\.com\r$/m);
    expect(received?.raw.indexOf("text/plain")).toBeLessThan(received?.raw.indexOf("text/html") ?? -1);
    // RFC 5322 section 2.1.1, and 7 bits, so that no server rewrites what is signed.
    expect(
      received?.raw.split("\r\n").every((line) => line.length <= 78 && /^[\t\x20-\x7e]*$/.test(line)),
    ).toBe(true);
  });

  it("keeps a link longer than the line limit intact", async () => {
    const server = await start();
    const link = `https://console.example.com/auth/email-link#token=${"Az0_-".repeat(300)}`;
    await open(access(server.port)).deliver(
      buildSignInMail(testSignInMail({ link }), { from, mailId: "mail-1" }),
      never,
    );
    const [received] = server.received;
    expect(received?.parsed.text?.split("\n")).toContain(link);
    expect(received?.parsed.html).toContain(`href="${link}"`);
    expect(received?.raw.split("\r\n").every((line) => line.length <= 78)).toBe(true);
  });

  it("reuses one connection for consecutive mails", async () => {
    const server = await start();
    const transport = open(access(server.port));
    await transport.deliver(mail, never);
    // The pool takes the connection back one turn later.
    await new Promise((resolve) => setImmediate(resolve));
    await transport.deliver(mail, never);
    expect(server.received).toHaveLength(2);
    expect(server.connections()).toBe(1);
  });

  it("sends a mail by the second attempt when the server has closed the idle connection", async () => {
    const server = await start();
    const transport = open(access(server.port));
    await transport.deliver(mail, never);
    server.dropConnections();
    const send = createMailSender({ transport, from, wait: async () => {} });
    expect(await send(testSignInMail())).toEqual({ kind: "sent" });
    expect(server.received).toHaveLength(2);
    expect(server.connections()).toBe(2);
  });
});

describe("TLS to the SMTP server", () => {
  it.each([false, true])("encrypts when TLS is required (implicit TLS: %s)", async (isImplicitTls) => {
    const server = await start({ server: { ...withTls, secure: isImplicitTls } });
    const transport = open(access(server.port, { isImplicitTls, requiresTls: true }), {
      trustedCertificates: testCertificate.certificate,
    });
    expect(await transport.deliver(mail, never)).toEqual({ kind: "delivered" });
    expect(server.received[0]?.wasEncrypted).toBe(true);
  });

  it.each([
    { isImplicitTls: false, requiresTls: true },
    { isImplicitTls: true, requiresTls: true },
    { isImplicitTls: true, requiresTls: false },
  ])("sends nothing to a server with an untrusted certificate (%j)", async (changes) => {
    const server = await start({ server: { ...withTls, secure: changes.isImplicitTls } });
    const delivery = await open(access(server.port, changes)).deliver(mail, never);
    expect(delivery).toEqual({
      kind: "refused",
      isTemporary: false,
      isAboutRecipient: false,
      cause: "SMTP CONN ESOCKET DEPTH_ZERO_SELF_SIGNED_CERT",
    });
    expect(server.received).toEqual([]);
  });

  it("sends neither mail nor password to a server without STARTTLS when TLS is required", async () => {
    const asked: RefusalStage[] = [];
    const server = await start({
      refuse: (stage) => {
        asked.push(stage);
        return null;
      },
      server: { disabledCommands: ["STARTTLS"] },
    });
    const credentials = { user: "user", password: "password" };
    const delivery = await open(access(server.port, { requiresTls: true, credentials })).deliver(mail, never);
    expect(delivery).toMatchObject({ kind: "refused", isTemporary: false, cause: "SMTP STARTTLS 500 ETLS" });
    expect(asked).toEqual(["connect"]);
  });

  it("sends without TLS or with an untrusted certificate when TLS is optional", async () => {
    const plain = await start();
    expect(await open(access(plain.port)).deliver(mail, never)).toEqual({ kind: "delivered" });
    expect(plain.received[0]?.wasEncrypted).toBe(false);

    const selfSigned = await start({ server: withTls });
    expect(await open(access(selfSigned.port)).deliver(mail, never)).toEqual({ kind: "delivered" });
    expect(selfSigned.received[0]?.wasEncrypted).toBe(true);
  });

  it("authenticates with the credentials", async () => {
    const server = await start({ server: { ...withTls, disabledCommands: [] } });
    const transport = open(
      access(server.port, { requiresTls: true, credentials: { user: "ada", password: "p:ss wörd" } }),
      { trustedCertificates: testCertificate.certificate },
    );
    expect(await transport.deliver(mail, never)).toEqual({ kind: "delivered" });
    expect(server.received[0]?.user).toBe("ada:p:ss wörd");
  });
});

describe("a check of an SMTP server", () => {
  it("finds the server ready without sending a mail, and keeps the transport usable", async () => {
    const server = await start();
    const transport = open(access(server.port));
    expect(await transport.check(never)).toEqual({ kind: "ready" });
    expect(server.received).toEqual([]);
    expect(await transport.deliver(mail, never)).toEqual({ kind: "delivered" });
    expect(await transport.check(never)).toEqual({ kind: "ready" });
  });

  it.each<[RefusalStage, string, string]>([
    ["connect", "421 4.3.2 busy", "SMTP CONN 421 4.3.2 EPROTOCOL"],
    ["auth", "535 5.7.8 hunter2", "SMTP AUTH PLAIN 535 5.7.8 EAUTH"],
  ])("finds the server failing when it refuses at %s with %s", async (stage, reply, cause) => {
    const server = await start({
      refuse: (at) => (at === stage ? reply : null),
      server: { ...withTls, disabledCommands: [] },
    });
    const credentials = { user: "ada", password: "hunter2" };
    expect(await open(access(server.port, { credentials })).check(never)).toEqual({ kind: "failing", cause });
  });

  it("finds the server failing when nothing listens", async () => {
    const { port, server } = await startRawServer(() => {});
    await new Promise((resolve) => server.close(resolve));
    expect(await open(access(port)).check(never)).toEqual({
      kind: "failing",
      cause: "SMTP CONN ESOCKET ECONNREFUSED",
    });
  });
});

describe("a refusal over SMTP", () => {
  it.each<[RefusalStage, string, boolean, boolean, string]>([
    ["connect", "421 4.3.2 busy", true, false, "SMTP CONN 421 4.3.2 EPROTOCOL"],
    ["connect", "554 go away", false, false, "SMTP CONN 554 EPROTOCOL"],
    ["auth", "454 4.7.0 later", true, false, "SMTP AUTH PLAIN 454 4.7.0 EAUTH"],
    ["auth", "535 5.7.8 hunter2", false, false, "SMTP AUTH PLAIN 535 5.7.8 EAUTH"],
    ["sender", "451 4.3.0 later", true, false, "SMTP MAIL FROM 451 4.3.0 EENVELOPE"],
    ["sender", "550 5.1.8 no such domain", false, false, "SMTP MAIL FROM 550 5.1.8 EENVELOPE"],
    ["sender", "503 5.5.1 out of step", true, false, "SMTP MAIL FROM 503 5.5.1 EENVELOPE"],
    ["recipient", "451 4.7.1 greylisted ada@example.com", true, true, "SMTP RCPT TO 451 4.7.1 EENVELOPE"],
    ["recipient", "550 5.1.1 ada@example.com unknown", false, true, "SMTP RCPT TO 550 5.1.1 EENVELOPE"],
    ["recipient", "554 no", false, true, "SMTP RCPT TO 554 EENVELOPE"],
    ["data", "452 4.3.1 full", true, false, "SMTP DATA 452 4.3.1 EMESSAGE"],
    ["data", "554 5.7.1 spam", false, false, "SMTP DATA 554 5.7.1 EMESSAGE"],
    ["data", "550 5.1.1 ada@example.com unknown", false, true, "SMTP DATA 550 5.1.1 EMESSAGE"],
    ["data", "552 5.2.2 mailbox of ada@example.com full", false, true, "SMTP DATA 552 5.2.2 EMESSAGE"],
  ])(
    "returns a refusal at %s with %s as a value",
    async (stage, reply, isTemporary, isAboutRecipient, cause) => {
      const server = await start({
        refuse: (at) => (at === stage ? reply : null),
        server: { ...withTls, disabledCommands: [] },
      });
      const credentials = { user: "ada", password: "hunter2" };
      const delivery = await open(access(server.port, { credentials })).deliver(mail, never);
      expect(delivery).toEqual({ kind: "refused", isTemporary, isAboutRecipient, cause });
      expect(server.received).toEqual([]);
    },
  );

  it("reports a temporary failure when the server hangs up or doesn't speak SMTP", async () => {
    const connections: Socket[] = [];
    const closing = await startRawServer((socket) => {
      connections.push(socket.end());
    });
    expect(await open(access(closing.port)).deliver(mail, never)).toMatchObject({
      isTemporary: true,
      isAboutRecipient: false,
      cause: "SMTP ECONNECTION",
    });
    expect(connections).toHaveLength(1);
    const web = await startRawServer((socket) => socket.end("HTTP/1.1 400 ada@example.com\r\n\r\n"));
    expect(await open(access(web.port)).deliver(mail, never)).toMatchObject({
      isTemporary: true,
      cause: "SMTP CONN EPROTOCOL",
    });
  });

  it("reports a temporary failure when nothing listens", async () => {
    const { port, server } = await startRawServer(() => {});
    await new Promise((resolve) => server.close(resolve));
    expect(await open(access(port)).deliver(mail, never)).toMatchObject({
      kind: "refused",
      isTemporary: true,
      cause: "SMTP CONN ESOCKET ECONNREFUSED",
    });
  });

  it("reports a temporary failure when the server is silent for five seconds", async () => {
    const { port, server } = await startRawServer(() => {});
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    const connected = once(server, "connection");
    const delivering = open(access(port)).deliver(mail, never);
    await connected;
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(5100);
    expect(await delivering).toMatchObject({ isTemporary: true, cause: "SMTP CONN ETIMEDOUT" });
  });

  it("reports a failure at once and closes the connection when the sender aborts", async () => {
    const closed = Promise.withResolvers<void>();
    const { port, server } = await startRawServer((socket) => {
      socket.resume().on("close", () => {
        closed.resolve();
      });
    });
    const connected = once(server, "connection");
    const giveUp = new AbortController();
    const delivering = open(access(port)).deliver(mail, giveUp.signal);
    await connected;
    giveUp.abort();
    expect(await delivering).toMatchObject({ kind: "refused", isTemporary: true, cause: "SMTP EABORT" });
    await closed.promise;
  });

  it("keeps the transport usable after a refusal", async () => {
    const replies = ["550 5.1.1 unknown", null];
    const server = await start({
      refuse: (stage) => (stage === "recipient" ? (replies.shift() ?? null) : null),
    });
    const transport = open(access(server.port));
    expect(await transport.deliver(mail, never)).toMatchObject({ kind: "refused" });
    expect(await transport.deliver(mail, never)).toEqual({ kind: "delivered" });
  });

  it("refuses mails after the transport is closed", async () => {
    const server = await start();
    const transport = open(access(server.port));
    transport.close();
    expect(await transport.deliver(mail, never)).toMatchObject({ kind: "refused" });
  });
});
