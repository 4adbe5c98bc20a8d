import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";

import { type EmailAddress, parseEmailAddress } from "../../../../contract/email-address.ts";
import { buildSignInMail } from "./build-sign-in-mail.ts";
import { createMailSender, type SendMail } from "./mail.ts";
import type { SignInMail } from "./sign-in-mail.ts";
import { createSmtpTransport, type SmtpTransport } from "./smtp-transport.ts";
import { testSignInMail } from "./testing/test-sign-in-mail.ts";
import { startTestSmtpServer, type TestSmtpServer } from "./testing/test-smtp-server.ts";
import type { Delivery, Mailbox, OutgoingMail, Transport } from "./transport.ts";

const from: Mailbox = { name: "Console", address: testSignInMail().to };
const passing: Delivery = { kind: "refused", isTemporary: true, isAboutRecipient: false, cause: "busy" };
const lasting: Delivery = { kind: "refused", isTemporary: false, isAboutRecipient: true, cause: "unknown" };
const delivered: Delivery = { kind: "delivered" };

/** A sender whose transport gives the answers in order and records its mails. */
function setUp(answers: (Delivery | (() => Promise<Delivery>))[]) {
  const mails: OutgoingMail[] = [];
  const signals: AbortSignal[] = [];
  const waits: number[] = [];
  const transport: Pick<Transport, "deliver"> = {
    deliver: async (mail, signal) => {
      mails.push(mail);
      signals.push(signal);
      const answer = answers.shift();
      if (answer === undefined) throw new Error("The transport was asked once too often");
      return typeof answer === "function" ? await answer() : answer;
    },
  };
  const send = createMailSender({
    transport,
    from,
    wait: async (delayMs) => {
      waits.push(delayMs);
    },
  });
  return { send, mails, signals, waits };
}

const hang = async (): Promise<Delivery> => new Promise<Delivery>(() => {});

afterEach(() => {
  vi.useRealTimers();
});

describe("createMailSender", () => {
  it("sends a mail once when that succeeds", async () => {
    const { send, mails, waits } = setUp([delivered]);
    expect(await send(testSignInMail())).toEqual({ kind: "sent" });
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({
      from,
      to: "ada@example.com",
      subject: expect.stringContaining("123456"),
    });
    expect(waits).toEqual([]);
  });

  it("retries a temporary failure after a second, with the same mail and Message-ID", async () => {
    const { send, mails, waits } = setUp([passing, delivered]);
    expect(await send(testSignInMail())).toEqual({ kind: "sent" });
    expect(waits).toEqual([1000]);
    expect(mails[1]).toEqual(mails[0]);
  });

  it("makes no third attempt", async () => {
    const { send, mails } = setUp([passing, { ...passing, cause: "still busy" }]);
    expect(await send(testSignInMail())).toEqual({
      kind: "failed",
      isAboutRecipient: false,
      cause: "still busy",
    });
    expect(mails).toHaveLength(2);
  });

  it("doesn't retry a permanent failure, and reports that it may concern the recipient", async () => {
    const { send, mails, waits } = setUp([lasting]);
    expect(await send(testSignInMail())).toEqual({
      kind: "failed",
      isAboutRecipient: true,
      cause: "unknown",
    });
    expect(mails).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  it("gives two mails different Message-IDs", async () => {
    const { send, mails } = setUp([delivered, delivered]);
    await send(testSignInMail());
    await send(testSignInMail());
    expect(mails[0]?.headers["Message-ID"]).toMatch(/^<[0-9a-f-]{36}@example\.com>$/);
    expect(mails[1]?.headers["Message-ID"]).not.toBe(mails[0]?.headers["Message-ID"]);
  });

  it("gives up on a silent first attempt after six seconds, and gives the second the rest of ten", async () => {
    vi.useFakeTimers();
    const { send, signals, mails } = setUp([hang, hang]);
    const settled = vi.fn<() => void>();
    const sending = send(testSignInMail()).finally(settled);
    await vi.advanceTimersByTimeAsync(5999);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(3999);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(settled).toHaveBeenCalledOnce();
    expect(await sending).toEqual({ kind: "failed", isAboutRecipient: false, cause: "no answer in time" });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(mails).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves no timer after a mail that was sent", async () => {
    vi.useFakeTimers();
    const { send } = setUp([passing, delivered]);
    await send(testSignInMail());
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    [
      "a transport that throws",
      testSignInMail(),
      new Error("550 ada@example.com, code 123456, key re_0123456789012345678901"),
    ],
    ["an empty mail", testSignInMail({ oneTimeCode: null, link: null }), null],
    [
      "a link to another origin",
      testSignInMail({ link: "https://evil.example/#s3cret-Token_0123456789" }),
      null,
    ],
    ["an invalid origin", testSignInMail({ ownOrigin: "console" }), null],
  ])("doesn't throw for %s, and names no address and no secret in the cause", async (_name, mail, thrown) => {
    const { send } = setUp([
      async () => {
        throw thrown ?? new Error("never reached");
      },
    ]);
    const result = await send(mail);
    expect(result).toMatchObject({ kind: "failed", isAboutRecipient: false });
    expect(JSON.stringify(result)).not.toMatch(/ada@|123456|re_0|s3cret/);
  });
});

/** Inputs by which an attacker may add lines to a mail (header injection). */
const injections = [
  "\r\nBcc: eve@evil.example",
  "\nBcc: eve@evil.example",
  "\rBcc: eve@evil.example",
  "\r\n\r\nBcc: eve@evil.example",
  "\0",
  "\0\r\nBcc: eve@evil.example",
  "%0d%0aBcc: eve@evil.example",
  "\\r\\nBcc: eve@evil.example",
  "\u2028Bcc: eve@evil.example",
  "\u0085Bcc: eve@evil.example",
  "\u560d\u560aBcc: eve@evil.example",
  "\r\n.\r\nRCPT TO:<eve@evil.example>",
  ">\r\nRCPT TO:<eve@evil.example",
  ", eve@evil.example",
  "; eve@evil.example",
  " <eve@evil.example>",
  ",eve@evil.example\r\n",
  "=?utf-8?q?=0d=0aBcc:_eve=40evil.example?=",
];

/** Every header that a mail may have. */
const mailHeaders = [
  "auto-submitted",
  "content-type",
  "date",
  "from",
  "message-id",
  "mime-version",
  "subject",
  "to",
  "x-auto-response-suppress",
];

const localServer = { host: "127.0.0.1", isImplicitTls: false, requiresTls: false, credentials: null };

/** A stored address that bypassed the parser. */
function unparsedAddress(text: string): EmailAddress {
  const isTaken = (value: string): value is EmailAddress => value === text;
  if (!isTaken(text)) throw new Error("never");
  return text;
}

describe("line breaks, NUL and second recipients, on their way to a real SMTP server", () => {
  let server: TestSmtpServer;
  let transport: SmtpTransport;
  let send: SendMail;

  beforeAll(async () => {
    server = await startTestSmtpServer();
    transport = createSmtpTransport({ ...localServer, port: server.port });
    send = createMailSender({ transport, from, wait: async () => {} });
  });
  afterEach(() => {
    server.received.splice(0);
  });
  afterAll(async () => {
    transport.close();
    await server.close();
  });

  it("mails injected addresses only to the one recipient that the parser accepts, or to no one", async () => {
    const typed = injections.flatMap((injection) => [
      `ada@example.com${injection}`,
      `${injection}ada@example.com`,
      `ada${injection}@example.com`,
    ]);
    const results = await Promise.all(
      typed.map(async (text) => {
        const to = parseEmailAddress(text);
        return to === null ? null : await send(testSignInMail({ to }));
      }),
    );
    const sent = results.filter((result) => result !== null);
    expect(sent.every((result) => result.kind === "sent")).toBe(true);
    expect(server.received).toHaveLength(sent.length);
    for (const { recipients, parsed } of server.received) {
      expect(recipients).toHaveLength(1);
      expect(parsed.to).toHaveLength(1);
      expect(parsed.headers.map(({ key }) => key)).not.toContain("bcc");
      expect(recipients.join("")).not.toContain("evil.example");
    }
  });

  it.each(injections)("mails no one for a stored address that bypassed the parser: %j", async (injection) => {
    const to = unparsedAddress(`ada@example.com${injection}`);
    expect(await send(testSignInMail({ to }))).toMatchObject({ kind: "failed" });
    expect(server.received).toEqual([]);
  });

  it.each(injections)("uses an injected address as one recipient in the transport: %j", async (injection) => {
    const to = unparsedAddress(`ada@example.com${injection}`);
    const mail = buildSignInMail(testSignInMail({ to }), { from, mailId: "mail-1" });
    await transport.deliver(mail, new AbortController().signal);
    for (const { recipients, parsed } of server.received) {
      expect(recipients).toHaveLength(1);
      expect(recipients[0]).not.toMatch(/^<?eve@/);
      expect(parsed.headers.map(({ key }) => key).toSorted()).toEqual(mailHeaders);
    }
  });

  it.each(injections)(
    "leaves no trace of injections in the language, the link or the origin: %j",
    async (injection) => {
      const changes: Partial<SignInMail>[] = [
        { language: `de${injection}` },
        { language: injection },
        { link: `https://console.example.com/auth/email-link${injection}#token=x` },
        {
          link: `https://console.example.com/auth/email-link?returnTo=${encodeURIComponent(injection)}#token=x`,
        },
        { link: `https://console.example.com/auth/email-link#token=x${injection}` },
        { ownOrigin: `https://console.example.com${injection}` },
      ];
      for (const change of changes) await send(testSignInMail(change));
      // At least two languages and the encoded return path.
      expect(server.received.length).toBeGreaterThanOrEqual(3);
      for (const { recipients, parsed, raw } of server.received) {
        expect(recipients).toEqual(["ada@example.com"]);
        expect(parsed.to).toEqual([{ name: "", address: "ada@example.com" }]);
        expect(parsed.headers.map(({ key }) => key).toSorted()).toEqual(mailHeaders);
        expect(`${parsed.subject ?? ""}${parsed.messageId ?? ""}`).not.toContain("evil.example");
        expect(raw).not.toMatch(/^Bcc:/im);
        expect(raw).not.toContain("\0");
      }
    },
  );
});

it("sends a mail through a real server that refuses the first attempt", async () => {
  const replies = ["451 4.7.1 greylisted", null];
  const server = await startTestSmtpServer({
    refuse: (stage) => (stage === "recipient" ? (replies.shift() ?? null) : null),
  });
  onTestFinished(server.close);
  const transport = createSmtpTransport({ ...localServer, port: server.port });
  onTestFinished(() => {
    transport.close();
  });
  const send = createMailSender({ transport, from, wait: async () => {} });
  expect(await send(testSignInMail())).toEqual({ kind: "sent" });
  expect(server.received).toHaveLength(1);
});
