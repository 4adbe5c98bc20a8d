import type { AddressInfo } from "node:net";

import { serve } from "@hono/node-server";

import { createMembersApi } from "./members-api.ts";
import { createVerifyAccessToken } from "./verify-access-token.ts";

/** Runs the example on `PORT` (8080) for the console at `CONSOLE_ORIGIN`, by default one of `npm run dev` on the mocked WorkOS. */
const consoleOrigin = process.env["CONSOLE_ORIGIN"] ?? "http://localhost:5173";
const workosApiUrl = process.env["WORKOS_API_URL"] ?? consoleOrigin;
const workosClientId = process.env["WORKOS_CLIENT_ID"] ?? "client_portico_mock";
const workosIssuer = process.env["WORKOS_ISSUER"] ?? `${workosApiUrl}/user_management/${workosClientId}`;

const verifyAccessToken = createVerifyAccessToken({
  consoleOrigin,
  workosApiUrl,
  workosClientId,
  workosIssuer,
});
const port = Number(process.env["PORT"] ?? "8080");
serve({ fetch: createMembersApi(verifyAccessToken), port, hostname: "localhost" }, (address: AddressInfo) => {
  process.stdout.write(`The backend listens on http://localhost:${String(address.port)}\n`);
});
