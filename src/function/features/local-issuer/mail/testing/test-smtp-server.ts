import PostalMime, { type Email } from "postal-mime";
import {
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from "smtp-server";

/** A mail that the server received, with the recipients of its envelope. */
export type ReceivedMail = {
  recipients: string[];
  sender: string;
  wasEncrypted: boolean;
  user: string | null;
  raw: string;
  parsed: Email;
};

/** A stage of a mail transaction at which the server can refuse. */
export type RefusalStage = "connect" | "auth" | "sender" | "recipient" | "data";

export type TestSmtpServer = {
  port: number;
  received: ReceivedMail[];
  /** The number of connections opened so far. */
  connections: () => number;
  /** Closes every open connection, as servers do with idle ones. */
  dropConnections: () => void;
  close: () => Promise<void>;
};

/**
 * A real SMTP server on a free port of 127.0.0.1 that keeps the mails it receives.
 *
 * @param options.refuse called at each stage; a reply such as "550 5.1.1 unknown" refuses, null accepts
 */
export async function startTestSmtpServer(
  options: {
    refuse?: (stage: RefusalStage) => string | null;
    server?: SMTPServerOptions;
  } = {},
): Promise<TestSmtpServer> {
  const received: ReceivedMail[] = [];
  let connections = 0;
  const refuse = (stage: RefusalStage): Error | null => {
    const reply = options.refuse?.(stage) ?? null;
    if (reply === null) return null;
    return Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) });
  };

  const take = async (
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    callback: (error: Error | null) => void,
  ): Promise<void> => {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for await (const chunk of stream) if (chunk instanceof Uint8Array) chunks.push(new Uint8Array(chunk));
    const bytes = await new Blob(chunks).arrayBuffer();
    const refusal = refuse("data");
    if (refusal === null) {
      received.push({
        recipients: session.envelope.rcptTo.map(({ address }) => address),
        sender: session.envelope.mailFrom === false ? "" : session.envelope.mailFrom.address,
        wasEncrypted: session.secure,
        user: typeof session.user === "string" ? session.user : null,
        raw: new TextDecoder().decode(bytes),
        parsed: await PostalMime.parse(bytes),
      });
    }
    callback(refusal);
  };

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    disableReverseLookup: true,
    onConnect: (_session, callback) => {
      connections += 1;
      callback(refuse("connect"));
    },
    onAuth: (auth, _session, callback) => {
      const refusal = refuse("auth");
      if (refusal === null) callback(null, { user: `${auth.username ?? ""}:${auth.password ?? ""}` });
      else callback(refusal);
    },
    onMailFrom: (_address, _session, callback) => {
      callback(refuse("sender"));
    },
    onRcptTo: (_address, _session, callback) => {
      callback(refuse("recipient"));
    },
    onData: (stream, session, callback) => {
      void take(stream, session, callback);
    },
    ...options.server,
  });
  // Clients that hang up in the middle are part of the tests.
  server.on("error", () => {});
  const cuts: (() => void)[] = [];
  server.server.on("connection", (socket) => {
    cuts.push(() => {
      socket.destroy();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("The test's SMTP server has no port");

  return {
    port: address.port,
    received,
    connections: () => connections,
    dropConnections: () => {
      for (const cut of cuts) cut();
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}
