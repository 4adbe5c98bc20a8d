import { createServer } from "node:http";
import { join } from "node:path";

import { build } from "vite";

import { mockApiKey, mockClientId, mockSealingKeys } from "../../src/mocks/development-credentials.ts";
import { listLocalAccounts, localMailFrom } from "../../src/mocks/local-accounts.ts";
import { startMockServer } from "../../src/mocks/mock-server.ts";
import { sendWebResponse, toWebRequest } from "../../src/mocks/node-http.ts";
import { toAccountRecord } from "../../src/function/features/local-issuer/accounts/account-record.ts";
import { writeHostOutput } from "../../src/function/hosts/build/write-host-output.ts";
import { serveCloudflareOutput } from "../hosts/serve-cloudflare-output.ts";

/**
 * Serves what `npm run build` writes for Cloudflare in workerd, with a mocked WorkOS, a backend that knows the accounts of the local
 * issuer, and a mail service that delivers to the mock's mailbox.
 *
 * `node tests/e2e/serve-cloudflare.ts <folder> <port> <port of the mock>`
 */
const [directory, port, mockPort] = process.argv.slice(2);
if (directory === undefined || port === undefined || mockPort === undefined)
  throw new Error("Which folder, and which ports?");

const projectDirectory = join(import.meta.dirname, "..", "..");
const appOrigin = `http://console.portico.localhost:${port}`;
const workosOrigin = `http://auth.portico.localhost:${mockPort}`;

const mock = await startMockServer(
  { port: Number(mockPort), host: "localhost", originOf: () => workosOrigin },
  {
    redirectUris: [`${appOrigin}/auth/workos/callback`, `${appOrigin}/auth/magic-link/callback`],
    logoutUris: [`${appOrigin}/signed-out`],
    allowedOrigins: [appOrigin],
    cookieDomain: "portico.localhost",
  },
);

/** The team's backend and Resend in one. */
async function answerServices(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  // Whether the mail service is up.
  if (pathname === "/domains") return Response.json({ data: [] });
  const asked = await request.json();
  if (pathname === "/accounts") {
    const account = listLocalAccounts().find(({ email }) => email === String(asked.email).toLowerCase());
    return account === undefined
      ? Response.json({}, { status: 404 })
      : Response.json(toAccountRecord(account));
  }
  mock.workos.mailbox.deliver({ to: asked.to[0], subject: asked.subject, text: asked.text });
  return Response.json({ id: crypto.randomUUID() });
}
const services = createServer((message, reply) => {
  const answer = async (): Promise<void> => {
    const request = toWebRequest(message, reply, "http://services.portico.localhost");
    await sendWebResponse(await answerServices(request), reply);
  };
  void answer();
});
await new Promise<void>((resolve) => services.listen(0, "127.0.0.1", resolve));
const address = services.address();
if (address === null || typeof address === "string") throw new Error("The services have no port");
const servicesOrigin = `http://127.0.0.1:${String(address.port)}`;

process.env["VITE_WORKOS_CLIENT_ID"] = mockClientId;
process.env["VITE_WORKOS_API_URL"] = workosOrigin;
process.env["PORTICO_ORIGIN"] = appOrigin;
await build({
  root: projectDirectory,
  logLevel: "warn",
  build: { outDir: join(directory, "dist"), emptyOutDir: true, reportCompressedSize: false },
});
await writeHostOutput({
  host: "cloudflare",
  variables: { PORTICO_ORIGIN: appOrigin },
  rootDirectory: directory,
});

const server = await serveCloudflareOutput({
  outputDirectory: join(directory, "build", "cloudflare"),
  port: Number(port),
  reroutes: { "https://api.resend.com": servicesOrigin },
  variables: {
    WORKOS_API_KEY: mockApiKey,
    WORKOS_CLIENT_ID: mockClientId,
    WORKOS_API_URL: `http://localhost:${mockPort}`,
    PORTICO_KEYS: mockSealingKeys,
    PORTICO_ORIGIN: appOrigin,
    PORTICO_CLIENT_ADDRESS_HEADER: process.env["PORTICO_CLIENT_ADDRESS_HEADER"] ?? "",
    PORTICO_INVITE_QUOTA: "1000",
    PORTICO_WORKOS_BUDGET: "6000",
    PORTICO_ACCOUNTS: `${servicesOrigin}/accounts`,
    PORTICO_ACCOUNTS_TOKEN: "token-of-the-backend",
    RESEND_API_KEY: "re_of_the_mock",
    MAIL_FROM: `${localMailFrom.name} <${localMailFrom.address}>`,
  },
});
process.stdout.write(`Cloudflare's output is at ${server.origin}\n`);

// workerd would outlive this process.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void server.stop().then(() => process.exit());
  });
}
