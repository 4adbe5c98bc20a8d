// Node only, because nodemailer opens sockets: hosts import this module, the function never does.
import { createTransport } from "nodemailer";

import type { SmtpAccess } from "./mail-configuration.ts";
import { readSmtpFailure } from "./smtp-failure.ts";
import type { Transport } from "./transport.ts";

/** A transport with its own connections; close it with the host. */
export type SmtpTransport = Transport & { close: () => void };

/** For DNS, connection, greeting and TLS together; less than an attempt's limit, so that the log shows where it hung. */
const connectionLimitMs = 5000;
/** We close idle connections before mail servers and middleboxes silently drop them. */
const idleLimitMs = 20_000;

/**
 * A transport over the team's SMTP server.
 *
 * @param options.trustedCertificates PEM, replacing the system's authorities; for tests
 */
export function createSmtpTransport(
  access: SmtpAccess,
  options: { trustedCertificates?: string } = {},
): SmtpTransport {
  const pool = createTransport({
    pool: true,
    host: access.host,
    port: access.port,
    secure: access.isImplicitTls,
    requireTLS: access.requiresTls && !access.isImplicitTls,
    tls: {
      minVersion: "TLSv1.2",
      // With optional TLS, an attacker who can forge a certificate can also hide STARTTLS, so checking it protects nothing
      // (RFC 7435 section 3), and a relay on this machine usually has no signed certificate.
      rejectUnauthorized: access.requiresTls || access.isImplicitTls,
      ...(options.trustedCertificates === undefined ? {} : { ca: options.trustedCertificates }),
    },
    ...(access.credentials === null
      ? {}
      : { auth: { user: access.credentials.user, pass: access.credentials.password } }),
    maxConnections: 5,
    // The sender retries; hidden retries here would multiply with it.
    maxRequeues: 0,
    idleTimeout: idleLimitMs,
    connectionTimeout: connectionLimitMs,
    // A mail must not make the server read a file or fetch a URL (server-side request forgery).
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  return {
    deliver: async (mail, signal) => {
      try {
        await pool.sendMail({
          from: mail.from,
          // An object is used as is; a string would be parsed as a list of recipients (header injection).
          to: { name: "", address: mail.to },
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          headers: { ...mail.headers },
          signal,
        });
        return { kind: "delivered" };
      } catch (error) {
        return readSmtpFailure(error);
      }
    },
    // Checks DNS, connection, greeting, TLS and credentials; the connection limit ends it.
    check: async () => {
      try {
        await pool.verify();
        return { kind: "ready" };
      } catch (error) {
        return { kind: "failing", cause: readSmtpFailure(error).cause };
      }
    },
    close: () => {
      pool.close();
    },
  };
}
