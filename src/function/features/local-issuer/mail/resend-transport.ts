import * as v from "valibot";

import type { Delivery, Mailbox, MailHeaders, Transport, TransportCheck } from "./transport.ts";

const sendUrl = "https://api.resend.com/emails";
const domainsUrl = "https://api.resend.com/domains";

const errorSchema = v.object({ name: v.pipe(v.string(), v.regex(/^[a-z_]{1,60}$/)) });

/** Names of refusals that a retry doesn't change, whatever their status. */
const lastingErrors: ReadonlySet<string> = new Set(["daily_quota_exceeded", "monthly_quota_exceeded"]);

/**
 * A transport over Resend's HTTP API, for hosts without sockets and for teams without an SMTP server.
 *
 * @param options.fetch read on every call, so that tests can intercept it at any time
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
            // The same for each attempt at one mail, so that a retry after a lost answer doesn't send it twice.
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
          // A redirect must not carry the key and the code elsewhere; workerd doesn't support "error".
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

/** A send-only key may not list domains, but the name of that refusal shows that the key is valid and Resend is up. */
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
    // The status is enough; an unread body would keep the connection occupied.
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
 * Whether a refusal may concern the recipient. `validation_error` covers fields, refused recipients and the sandbox that mails only
 * its owner; all count, because only the message's wording distinguishes them.
 */
function isAboutRecipient(status: number, name: string | null): boolean {
  return name === "invalid_to_address" || (name === "validation_error" && status < 500);
}

/** The headers without those that Resend sets itself; the domain of its Message-ID is the one it signs for. */
function withoutProvidersOwn(headers: MailHeaders): Omit<MailHeaders, "Date" | "Message-ID"> {
  const { Date: _date, "Message-ID": _messageId, ...rest } = headers;
  return rest;
}

/** The mailbox in header syntax, with the name quoted, so that a comma in it starts no second mailbox (RFC 5322 section 3.4). */
function formatMailbox({ name, address }: Mailbox): string {
  return name === "" ? address : `"${name.replaceAll(/["\\]/g, "\\$&")}" <${address}>`;
}
