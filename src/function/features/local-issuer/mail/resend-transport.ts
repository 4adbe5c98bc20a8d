import * as v from "valibot";

import type { Delivery, Mailbox, MailHeaders, Transport, TransportCheck } from "./transport.ts";

const sendUrl = "https://api.resend.com/emails";
const domainsUrl = "https://api.resend.com/domains";

const errorSchema = v.object({ name: v.pipe(v.string(), v.regex(/^[a-z_]{1,60}$/)) });

/** Names of refusals that another attempt doesn't change, whatever their status says. */
const lastingErrors: ReadonlySet<string> = new Set(["daily_quota_exceeded", "monthly_quota_exceeded"]);

/**
 * A transport over Resend's HTTP API, for hosts without sockets and for teams without an SMTP server.
 *
 * @param options.fetch read at each call, so that a test's interception counts whenever it began
 */
export function createResendTransport(options: { apiKey: string; fetch: () => typeof fetch }): Transport {
  return {
    deliver: async (mail, signal) => {
      let response: Response;
      try {
        response = await options.fetch()(sendUrl, {
          method: "POST",
          headers: {
            Authorization: `Bearer ${options.apiKey}`,
            "Content-Type": "application/json",
            // The same in each attempt for one mail: a retry after a lost answer sends nothing twice.
            "Idempotency-Key": mail.headers["Message-ID"].replaceAll(/[<>]/g, ""),
          },
          body: JSON.stringify({
            from: formatMailbox(mail.from),
            to: [mail.to],
            subject: mail.subject,
            text: mail.text,
            html: mail.html,
            headers: withoutProvidersOwn(mail.headers),
          }),
          // The key and the code go to Resend alone, wherever an answer may point; workerd doesn't know "error".
          redirect: "manual",
          signal,
        });
      } catch {
        return { kind: "refused", isTemporary: true, isAboutRecipient: false, cause: "Resend: no answer" };
      }
      return await readAnswer(response);
    },

    check: async (signal) => {
      let response: Response;
      try {
        response = await options.fetch()(domainsUrl, {
          headers: { Authorization: `Bearer ${options.apiKey}` },
          redirect: "manual",
          signal,
        });
      } catch {
        return { kind: "failing", cause: "Resend: no answer" };
      }
      return await readCheck(response);
    },
  };
}

/** A key that may only send is refused the list of domains by a name of its own: it is known then, and Resend is up. */
async function readCheck(response: Response): Promise<TransportCheck> {
  if (response.ok) {
    await response.body?.cancel();
    return { kind: "ready" };
  }
  const name = await readErrorName(response);
  if (name === "restricted_api_key" || response.status === 429) return { kind: "ready" };
  return { kind: "failing", cause: describeRefusal(response.status, name) };
}

async function readErrorName(response: Response): Promise<string | null> {
  const parsed = v.safeParse(errorSchema, await response.json().catch(() => null));
  return parsed.success ? parsed.output.name : null;
}

function describeRefusal(status: number, name: string | null): string {
  return `Resend: ${String(status)}${name === null ? "" : ` ${name}`}`;
}

async function readAnswer(response: Response): Promise<Delivery> {
  if (response.ok) {
    // Accepted by its status alone; an unread body would hold the connection.
    await response.body?.cancel();
    return { kind: "delivered" };
  }
  const name = await readErrorName(response);
  return {
    kind: "refused",
    isTemporary: mayPass(response.status, name),
    isAboutRecipient: isAboutRecipient(response.status, name),
    cause: describeRefusal(response.status, name),
  };
}

function mayPass(status: number, name: string | null): boolean {
  if (name !== null && lastingErrors.has(name)) return false;
  return status === 429 || status >= 500 || name === "concurrent_idempotent_requests";
}

/**
 * Resend says `validation_error` of fields, of a recipient it doesn't take and of a sandbox that mails its owner alone; the last
 * two depend on the recipient, and telling the three apart by its words would stand on words.
 */
function isAboutRecipient(status: number, name: string | null): boolean {
  return name === "invalid_to_address" || (name === "validation_error" && status < 500);
}

/** Resend makes these two itself; the domain of its Message-ID is the one it signs for. */
function withoutProvidersOwn(headers: MailHeaders): Omit<MailHeaders, "Date" | "Message-ID"> {
  const { Date: _date, "Message-ID": _messageId, ...rest } = headers;
  return rest;
}

/** The mailbox as a header has it, the name quoted, so that a comma in it begins no second mailbox (RFC 5322 section 3.4). */
function formatMailbox({ name, address }: Mailbox): string {
  return name === "" ? address : `"${name.replaceAll(/["\\]/g, "\\$&")}" <${address}>`;
}
