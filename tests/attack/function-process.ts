import { createServer } from "node:http";
import { type AddressInfo } from "node:net";

import { getRequestListener } from "@hono/node-server";

import { testVariables } from "../../src/function/testing/test-workos.ts";
import { createApp } from "../../src/function/core/app.ts";
import { patientTimeLimitMs } from "../../src/function/stores/testing/redis-server.ts";
import { createRedisCounterStore } from "../../src/function/stores/redis-counter-store.ts";
import { localIssuer } from "../../src/function/features/local-issuer/local-issuer.ts";
import { buildAccount } from "../../src/function/features/local-issuer/testing/local-issuer-function.ts";
import { testAddressHeader, testOrigin } from "../../src/function/testing/test-browser.ts";
import type { FromProcess } from "./function-process-messages.ts";

// One instance of the function, with WorkOS down and a Redis shared with the other instances.

function report(message: FromProcess): void {
  process.send?.(message);
}

const accounts = Array.from({ length: Number(process.env["ACCOUNTS"]) }, (_, index) =>
  buildAccount({ email: `victim-${String(index)}@example.com` }),
);

const app = createApp(
  {
    variables: {
      ...testVariables,
      PORTICO_ORIGIN: testOrigin,
    },
    clientAddressHeader: testAddressHeader,
    counterStore: createRedisCounterStore(process.env["REDIS_URL"] ?? "", patientTimeLimitMs),
    fetch: () => Promise.reject(new TypeError("fetch failed")),
    wait: () => Promise.resolve(),
    onEvent: (event) => report({ kind: "event", event }),
  },
  [
    localIssuer({
      accounts: {
        find: (email) => {
          const account = accounts.find((candidate) => candidate.email === email);
          return Promise.resolve(account === undefined ? { kind: "absent" } : { kind: "found", account });
        },
      },
      sendMail: (mail) => {
        report({ kind: "mailed", to: mail.to, oneTimeCode: mail.oneTimeCode ?? "" });
        return Promise.resolve({ kind: "sent" });
      },
      checkMail: () => Promise.resolve({ kind: "ready" }),
    }),
  ],
);

process.on("message", () => {
  setImmediate(() => report({ kind: "flushed" }));
});
const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
const server = createServer((incoming, outgoing) => {
  void listener(incoming, outgoing);
});
// A thousand parallel connections stay open for the next challenge; one that the server closed would fail a request.
server.keepAliveTimeout = 10 * 60_000;
server.listen({ port: 0, host: "127.0.0.1", backlog: 2048 }, () => {
  const address: AddressInfo | string | null = server.address();
  if (typeof address === "object" && address !== null) report({ kind: "ready", port: address.port });
});
