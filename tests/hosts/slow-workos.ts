import { createServer, type ServerResponse } from "node:http";

import { findFreePorts } from "../../src/function/stores/testing/free-ports.ts";

/** A WorkOS whose mails take their time; addresses that don't begin with `known` it refuses at once. */
export type SlowWorkos = {
  origin: string;
  /** How many mails it has been asked for, and how many of them have gone out. */
  readMails: () => { asked: number; sent: number };
  close: () => Promise<void>;
};

/** @param mailsGoOut when mails go out that it was asked for before; later ones go out at once */
export async function startSlowWorkos(mailsGoOut: Promise<void>): Promise<SlowWorkos> {
  let asked = 0;
  let sent = 0;
  const server = createServer((incoming, outgoing) => {
    let body = "";
    incoming.on("data", (chunk: Buffer) => (body += chunk.toString()));
    incoming.on("end", () => {
      if (incoming.url !== "/user_management/magic_auth") answer(outgoing, 200, { data: [] });
      else if (!body.includes('"known')) {
        answer(outgoing, 404, { code: "entity_not_found", message: "No such user" });
      } else {
        asked += 1;
        void mailLater(outgoing);
      }
    });
  });
  const mailLater = async (outgoing: ServerResponse): Promise<void> => {
    await mailsGoOut;
    sent += 1;
    answer(outgoing, 201, { id: `magic_auth_${String(sent)}` });
  };
  const [port = 0] = await findFreePorts(1);
  await new Promise<void>((resolve) => server.listen(port, "localhost", resolve));
  return {
    origin: `http://localhost:${String(port)}`,
    readMails: () => ({ asked, sent }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(outgoing: ServerResponse, status: number, json: unknown): void {
  outgoing.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(json));
}
