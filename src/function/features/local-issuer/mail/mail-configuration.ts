import { parseEmailAddress } from "../../../../contract/email-address.ts";
import type { FunctionVariables } from "../../../core/configuration/workos-variables.ts";
import type { Mailbox } from "./transport.ts";

/** How the team's SMTP server is reached. */
export type SmtpAccess = {
  host: string;
  port: number;
  /** TLS from the first byte (`smtps:`); otherwise STARTTLS. */
  isImplicitTls: boolean;
  /** Whether nothing is handed over without TLS to a server with a valid certificate. */
  requiresTls: boolean;
  credentials: { user: string; password: string } | null;
};

/** Who carries the mails of the local issuer, and whom they come from; or that nobody was named. */
export type MailConfiguration =
  | { kind: "not_configured" }
  | { kind: "smtp"; from: Mailbox; access: SmtpAccess }
  | { kind: "resend"; from: Mailbox; apiKey: string };

/**
 * What `SMTP_URL`, `RESEND_API_KEY` and `MAIL_FROM` say.
 *
 * @throws Error that names the malformed or missing variable, never its value
 */
export function parseMailConfiguration(variables: FunctionVariables): MailConfiguration {
  const read = (name: string): string | null => variables[name]?.trim() || null;
  const smtpUrl = read("SMTP_URL");
  const apiKey = read("RESEND_API_KEY");
  const fromText = read("MAIL_FROM");

  const from = fromText === null ? null : parseMailFrom(fromText);
  if (smtpUrl !== null && apiKey !== null) {
    throw new Error("SMTP_URL and RESEND_API_KEY are both set; mail goes one way, so keep one of them");
  }
  if (smtpUrl !== null) {
    return { kind: "smtp", from: requireMailFrom(from, "SMTP_URL"), access: parseSmtpUrl(smtpUrl) };
  }
  if (apiKey !== null) {
    if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new Error("RESEND_API_KEY must be a key as Resend shows it");
    return { kind: "resend", from: requireMailFrom(from, "RESEND_API_KEY"), apiKey };
  }
  return { kind: "not_configured" };
}

function requireMailFrom(from: Mailbox | null, given: string): Mailbox {
  if (from === null) throw new Error(`MAIL_FROM is missing; ${given} needs it: whom the mails come from`);
  return from;
}

function parseMailFrom(text: string): Mailbox {
  const named = /^([^<>]*)<([^<>]*)>$/.exec(text);
  const name = unquote((named?.[1] ?? "").trim());
  const address = parseEmailAddress(named?.[2] ?? text);
  // Line breaks would begin a new header (header injection), and direction marks would disguise the name.
  if (address === null || name.length > 100 || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"\\]/u.test(name)) {
    throw new Error('MAIL_FROM must be an address, or a name and an address: "Console <door@example.com>"');
  }
  return { name, address };
}

function unquote(name: string): string {
  return name.length > 1 && name.startsWith('"') && name.endsWith('"') ? name.slice(1, -1) : name;
}

const smtpExample = "smtp://user:password@smtp.example.com:587, or smtps:// for TLS from the first byte";

function parseSmtpUrl(text: string): SmtpAccess {
  const malformed = new Error(`SMTP_URL must be a URL such as ${smtpExample}; user and password %-encoded`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw malformed;
  }
  const host = url.hostname.replace(/^\[(.+)\]$/, "$1").toLowerCase();
  const isImplicitTls = url.protocol === "smtps:";
  if (!isImplicitTls && url.protocol !== "smtp:") throw malformed;
  if (host === "" || /[^a-z0-9._:-]/.test(host) || url.port === "0") throw malformed;
  if (!["", "/"].includes(url.pathname) || url.hash !== "") throw malformed;

  const credentials = readCredentials(url);
  if (credentials === "malformed") throw malformed;
  return {
    host,
    port: url.port === "" ? (isImplicitTls ? 465 : 587) : Number(url.port),
    isImplicitTls,
    requiresTls: !isTlsOptional(url, isImplicitTls) && !isLoopback(host),
    credentials,
  };
}

/** Plain text has to be asked for by name: a server, or whoever sits before it, that offers no STARTTLS would get the codes (downgrade). */
function isTlsOptional(url: URL, isImplicitTls: boolean): boolean {
  if (url.search === "") return false;
  if (url.search === "?tls=optional" && !isImplicitTls) return true;
  throw new Error("SMTP_URL knows one parameter, tls=optional, and with smtp:// alone");
}

function isLoopback(host: string): boolean {
  return /^(?:(?:[a-z0-9-]+\.)*localhost|127(?:\.[0-9]{1,3}){3}|::1)$/.test(host);
}

function readCredentials(url: URL): SmtpAccess["credentials"] | "malformed" {
  if (url.username === "" && url.password === "") return null;
  if (url.username === "" || url.password === "") return "malformed";
  try {
    const user = decodeURIComponent(url.username);
    const password = decodeURIComponent(url.password);
    return /\p{Cc}/u.test(user + password) ? "malformed" : { user, password };
  } catch {
    return "malformed";
  }
}
