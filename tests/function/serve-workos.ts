import { createServer } from "node:http";

import { sendWebResponse, toWebRequest } from "../../src/mocks/node-http.ts";
import type { MockWorkos } from "../../src/mocks/workos/mock-workos.ts";

/** The issuer of the mocked WorkOS that tests have. */
export const workosOrigin = "https://api.workos.com";

/** Serves a mocked WorkOS over the network, for a function in another process. */
export async function serveWorkos(
  workos: Pick<MockWorkos, "answer">,
): Promise<{ origin: string; close: () => void }> {
  const server = createServer((message, reply) => {
    const answer = async (): Promise<void> => {
      const response = await workos.answer(toWebRequest(message, reply, workosOrigin));
      await sendWebResponse(response ?? new Response(null, { status: 404 }), reply);
    };
    // A client that left needs no answer.
    answer().catch(() => reply.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return {
    origin: `http://127.0.0.1:${String(address.port)}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
