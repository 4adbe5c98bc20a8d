import { parseEmailAddress } from "../../../../contract/email-address.ts";
import { isLoopback, parseToken, readVariable } from "../../../../contract/variables.ts";
import type { FunctionVariables } from "../../../core/configuration/workos-variables.ts";
import type { Mailbox } from "./transport.ts";

/** How to reach the team's SMTP server. */
export type SmtpAccess = {
  host: string;
  port: number;
  /** TLS from the first byte (`smtps:`); otherwise STARTTLS. */
  isImplicitTls: boolean;
  /** Whether mail is sent only over TLS to a server with a valid certificate. */
  requiresTls: boolean;
  credentials: { user: string; password: string } | null;
};

/** The mail service and sender of the local issuer's mails, or that none is configured. */
export type MailConfiguration =
  | { kind: "not_configured" }
  | { kind: "smtp"; from: Mailbox; access: SmtpAccess }
  | { kind: "resend"; from: Mailbox; apiKey: string };

/**
 * The mail configuration in `SMTP_URL`, `RESEND_API_KEY` and `MAIL_FROM`.
 *
 * @throws Error naming the malformed or missing variable, never its value
 */
export function parseMailConfiguration(variables: FunctionVariables): MailConfiguration {
  const smtpUrl = readVariable(variables, "SMTP_URL");
  const apiKey = parseToken(variables, "RESEND_API_KEY", "re_");
  const fromText = readVariable(variables, "MAIL_FROM");

  const from = fromText === null ? null : parseMailFrom(fromText);
  if (smtpUrl !== null && apiKey !== null) {
    throw new Error("SMTP_URL and RESEND_API_KEY are both set; keep only one of them");
  }
  if (smtpUrl !== null) {
    return { kind: "smtp", from: requireMailFrom(from, "SMTP_URL"), access: parseSmtpUrl(smtpUrl) };
  }
  if (apiKey !== null) {
    return { kind: "resend", from: requireMailFrom(from, "RESEND_API_KEY"), apiKey };
  }
  return { kind: "not_configured" };
}

function requireMailFrom(from: Mailbox | null, given: string): Mailbox {
  if (from === null) throw new Error(`MAIL_FROM is missing; ${given} needs it as the sender of the mails`);
  return from;
}

function parseMailFrom(text: string): Mailbox {
  const named = /^([^<>]*)<([^<>]*)>$/.exec(text);
  const name = unquote((named?.[1] ?? "").trim());
  const address = parseEmailAddress(named?.[2] ?? text);
  // Line breaks would start a new header (header injection), and direction marks would disguise the name.
  if (address === null || name.length > 100 || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"\\]/u.test(name)) {
    throw new Error(
      'MAIL_FROM must be an address, or a name and an address: "Console <sign-in@example.com>"',
    );
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

/** Plain text must be requested explicitly: otherwise an attacker who hides STARTTLS would get the codes (downgrade). */
function isTlsOptional(url: URL, isImplicitTls: boolean): boolean {
  if (url.search === "") return false;
  if (url.search === "?tls=optional" && !isImplicitTls) return true;
  throw new Error("SMTP_URL accepts only the parameter tls=optional, and only with smtp://");
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
