// For Node alone: nodemailer opens sockets. A host imports this, the function itself doesn't.
import { createTransport } from "nodemailer";

import type { SmtpAccess } from "./mail-configuration.ts";
import { readSmtpFailure } from "./smtp-failure.ts";
import type { Transport } from "./transport.ts";

/** A transport with connections of its own, to be closed with the host. */
export type SmtpTransport = Transport & { close: () => void };

/** For the name, the connection, the greeting and TLS together: less than an attempt gets, so that the log says where it hung. */
const connectionLimitMs = 5000;
/** Mail servers and the boxes between drop idle connections without a word; ours go first. */
const idleLimitMs = 20_000;

/**
 * A transport over the team's SMTP server.
 *
 * @param options.trustedCertificates PEM, in place of the system's authorities: tests sign their own
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
      // Where TLS is optional, whoever could forge a certificate could as well hide STARTTLS: checking it would protect nothing
      // (RFC 7435 section 3), and a relay on the own machine has none that anybody signed.
      rejectUnauthorized: access.requiresTls || access.isImplicitTls,
      ...(options.trustedCertificates === undefined ? {} : { ca: options.trustedCertificates }),
    },
    ...(access.credentials === null
      ? {}
      : { auth: { user: access.credentials.user, pass: access.credentials.password } }),
    maxConnections: 5,
    // The sender retries; a second hidden layer of retries would multiply with it.
    maxRequeues: 0,
    idleTimeout: idleLimitMs,
    connectionTimeout: connectionLimitMs,
    // A mail is text alone: nothing in it may make the server read a file or fetch an address (server-side request forgery).
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  return {
    deliver: async (mail, signal) => {
      try {
        await pool.sendMail({
          from: mail.from,
          // An object is taken as it is; a string would be read as a list of recipients (header injection).
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
    // Name, connection, greeting, TLS and credentials; it ends by itself with the limit on connections.
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
