import { describe, expect, it } from "vitest";

import { parseMailConfiguration } from "./mail-configuration.ts";

const from = { MAIL_FROM: "Console <sign-in@example.com>" };
const readAccess = (SMTP_URL: string) => {
  const configuration = parseMailConfiguration({ ...from, SMTP_URL });
  return configuration.kind === "smtp" ? configuration.access : null;
};
const readFrom = (MAIL_FROM: string) => {
  const configuration = parseMailConfiguration({ MAIL_FROM, RESEND_API_KEY: "re_1" });
  return configuration.kind === "resend" ? configuration.from : null;
};

describe("parseMailConfiguration", () => {
  it("returns not_configured without a mail service", () => {
    expect(parseMailConfiguration({})).toEqual({ kind: "not_configured" });
    expect(parseMailConfiguration({ SMTP_URL: " ", RESEND_API_KEY: "", ...from })).toEqual({
      kind: "not_configured",
    });
  });

  it("reads Resend's key", () => {
    expect(parseMailConfiguration({ ...from, RESEND_API_KEY: " re_123 " })).toEqual({
      kind: "resend",
      from: { name: "Console", address: "sign-in@example.com" },
      apiKey: "re_123",
    });
  });

  it.each([
    ["SMTP_URL and RESEND_API_KEY", { ...from, SMTP_URL: "smtp://secret-host", RESEND_API_KEY: "re_secret" }],
    ["MAIL_FROM", { SMTP_URL: "smtp://secret-host" }],
    ["MAIL_FROM", { RESEND_API_KEY: "re_secret" }],
    ["RESEND_API_KEY", { ...from, RESEND_API_KEY: "re_secret\nX-Injected: 1" }],
  ])("names %s and no value when the variables are wrong together", (name, variables) => {
    const parse = () => parseMailConfiguration(variables);
    expect(parse).toThrow(name);
    expect(parse).not.toThrow("secret");
  });

  it.each([
    ["sign-in@example.com", "", "sign-in@example.com"],
    ["Console <sign-in@example.com>", "Console", "sign-in@example.com"],
    ["<sign-in@example.com>", "", "sign-in@example.com"],
    ['"Acme, Inc." <sign-in@Example.com>', "Acme, Inc.", "sign-in@example.com"],
    ["Küche & Söhne <sign-in@müller.example>", "Küche & Söhne", "sign-in@xn--mller-kva.example"],
  ])("reads MAIL_FROM=%j", (text, name, address) => {
    expect(readFrom(text)).toEqual({ name, address });
  });

  it.each([
    "secret",
    "secret <nobody>",
    "secret sign-in@example.com",
    "secret\r\nBcc: eve@evil.example <sign-in@example.com>",
    "sec\u2028ret <sign-in@example.com>",
    "sec\u202eret <sign-in@example.com>",
    'se"cret <sign-in@example.com>',
    "secret <sign-in@example.com>, Eve <eve@evil.example>",
    "secret <sign-in@example.com> <eve@evil.example>",
    "secret, eve@evil.example",
    `secret${"x".repeat(100)} <sign-in@example.com>`,
  ])("refuses MAIL_FROM=%j and names the variable, not its value", (text) => {
    const parse = () => readFrom(text);
    expect(parse).toThrow("MAIL_FROM must");
    expect(parse).not.toThrow("secret");
  });

  it("reads an SMTP server with credentials", () => {
    expect(readAccess("smtp://ada%40example.com:p%3Ass@smtp.example.com:2525")).toEqual({
      host: "smtp.example.com",
      port: 2525,
      isImplicitTls: false,
      requiresTls: true,
      credentials: { user: "ada@example.com", password: "p:ss" },
    });
  });

  it.each([
    ["smtp://smtp.example.com", 587, false, true],
    ["smtp://smtp.example.com/", 587, false, true],
    ["smtps://smtp.example.com", 465, true, true],
    ["smtp://smtp.example.com:25?tls=optional", 25, false, false],
    ["smtp://localhost:1025", 1025, false, false],
    ["smtp://mail.localhost", 587, false, false],
    ["smtp://127.0.0.53", 587, false, false],
    ["smtp://[::1]:25", 25, false, false],
    ["smtp://localhost.example.com", 587, false, true],
    ["smtp://127.0.0.1.example.com", 587, false, true],
    ["smtp://[::2]", 587, false, true],
    ["smtp://mail_server", 587, false, true],
  ])(
    "accepts %s on port %d (implicit TLS: %s, TLS required: %s)",
    (url, port, isImplicitTls, requiresTls) => {
      expect(readAccess(url)).toMatchObject({ port, isImplicitTls, requiresTls, credentials: null });
    },
  );

  it("removes the brackets from an IPv6 address", () => {
    expect(readAccess("smtp://[::1]:25")?.host).toBe("::1");
  });

  it.each([
    "secret.example.com",
    "https://secret.example.com",
    "smtp://",
    "smtp://secret.example.com/path",
    "smtp://secret.example.com#hash",
    "smtp://secret.example.com:0",
    "smtp://secret.example.com:99999",
    "smtp://secret.example.com?tls=off",
    "smtp://secret.example.com?tls=optional&pool=1",
    "smtp://secret.example.com?logger=true",
    "smtps://secret.example.com?tls=optional",
    "smtp://user@secret.example.com",
    "smtp://:password@secret.example.com",
    "smtp://user:%ff@secret.example.com",
    "smtp://user:pass%00word@secret.example.com",
    "smtp://user:pass%0d%0aword@secret.example.com",
    "smtp://sec%00ret.example.com",
    "smtp://sec!ret.example.com",
  ])("refuses SMTP_URL=%s and names the variable, not its value", (url) => {
    const parse = () => readAccess(url);
    expect(parse).toThrow("SMTP_URL");
    expect(parse).not.toThrow(/secret|sec!ret|99999/);
  });
});
