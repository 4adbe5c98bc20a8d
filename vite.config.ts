import react from "@vitejs/plugin-react";
import { loadEnv, type Plugin, type PreviewServer, type ViteDevServer } from "vite";
import { defineConfig } from "vitest/config";

import { buildPublicConfigBlock, serializePublicConfigBlock } from "./src/config/public-config.ts";
import { porticoFunction } from "./src/function/hosts/dev-server.ts";
import { features } from "./src/function/hosts/features.ts";
import { serveOpenApi } from "./src/function/openapi/serve-openapi.ts";
import { localIssuer } from "./src/function/features/local-issuer/local-issuer.ts";
import { createDevelopmentIssuer } from "./src/function/features/local-issuer/node/development-issuer.ts";
import { mockApiKey, mockClientId, mockSealingKeys } from "./src/mocks/development-credentials.ts";
import { developmentLinks } from "./src/mocks/development-links.ts";
import { listLocalAccounts, localMailFrom } from "./src/mocks/local-accounts.ts";
import { createMailbox } from "./src/mocks/mailbox/mailbox.ts";
import { deliverMagicAuthCodes } from "./src/mocks/observed-fetch.ts";
import { mockedWorkos } from "./src/mocks/vite-plugin.ts";

type Variables = Record<string, string | undefined>;

export default defineConfig(({ command, mode }) => {
  const variables: Variables = loadEnv(mode, process.cwd(), "");
  const isServing = command === "serve";
  const isMocked = isServing && !variables["VITE_WORKOS_CLIENT_ID"];
  const publicVariables = isMocked
    ? { ...variables, VITE_WORKOS_CLIENT_ID: mockClientId, VITE_WORKOS_API_URL: "/" }
    : variables;
  return {
    plugins: [
      react(),
      stampPublicConfig(publicVariables),
      ...(isServing ? serveDevelopment(variables, isMocked) : []),
    ],
    // Vite answers preflights of every localhost port by default; the function and the mock decide that for themselves.
    server: { cors: false },
    preview: { cors: false },
    build: { sourcemap: false },
    test: {
      environment: "node",
      // One more than the smallest machine has cores: the longest tests wait for other processes.
      maxWorkers: 3,
      setupFiles: ["prof-setup.ts","src/function/testing/watch-function-output.ts"],
      restoreMocks: true,
      unstubEnvs: true,
      unstubGlobals: true,
      projects: [
        {
          extends: true,
          test: {
            name: "page",
            setupFiles: ["prof-setup.ts","tests/set-up/testing-library.ts"],
            // Above what Testing Library waits for, so that its message is the one that is seen.
            testTimeout: 20_000,
            include: [
              "src/{app,calls,guards,pages,session,sign-in,ui,workos}/**/*.test.{ts,tsx}",
              "tests/examples/**/*.test.{ts,tsx}",
            ],
            // Starting a document and React anew for each file takes longer than its tests.
            isolate: false,
          },
        },
        {
          extends: true,
          test: {
            name: "faults",
            testTimeout: 30_000,
            setupFiles: ["prof-setup.ts","tests/set-up/testing-library.ts"],
            include: ["tests/faults/**/*.test.{ts,tsx}"],
          },
        },
        {
          extends: true,
          test: {
            name: "function",
            // Some do thousands of calls, and the machine may be busy.
            testTimeout: 30_000,
            include: [
              "src/{cli,config,contract,function,mocks}/**/*.test.ts",
              "tests/{attack,contract,function,repository,simulation}/**/*.test.ts",
            ],
            // Starting anew for each file takes longer than its tests.
            isolate: false,
          },
        },
      ],
    },
  };
});

/** Writes the public configuration into index.html, where a deployment can stamp it anew without another build. */
function stampPublicConfig(variables: Variables): Plugin {
  const block = serializePublicConfigBlock(buildPublicConfigBlock(variables));
  return {
    name: "portico:public-config",
    transformIndexHtml: {
      order: "pre",
      handler: (html) =>
        html.replace(/(<script[^>]*id="portico-config"[^>]*>)[^<]*/, `$1${block.replaceAll("$", "$$$$")}`),
    },
  };
}

/**
 * The function, the mailbox and, where no client id is set, the mocked WorkOS, all on the server's own origin.
 * With a client id the configured WorkOS is used; the codes of an emulator on this machine, which sends no mail, still reach
 * the mailbox.
 */
function serveDevelopment(variables: Variables, isMocked: boolean): Plugin[] {
  const mailbox = createMailbox();
  const own = rememberOwnOrigin();
  const workosApiUrl = variables["WORKOS_API_URL"] || variables["VITE_WORKOS_API_URL"];
  const isEmulated = !isMocked && workosApiUrl !== undefined && isLoopback(workosApiUrl);
  const mockVariables = (origin: string): Variables =>
    isMocked ? { WORKOS_CLIENT_ID: mockClientId, WORKOS_API_KEY: mockApiKey, WORKOS_API_URL: origin } : {};
  return [
    own.plugin,
    developmentLinks(isMocked ? "WorkOS is mocked" : "Development"),
    mockedWorkos({ origin: own.read, serves: isMocked ? "workos" : "mailbox", mailbox }),
    serveOpenApi(),
    porticoFunction({
      variables: (origin) => ({
        ...variables,
        PORTICO_KEYS: variables["PORTICO_KEYS"] || mockSealingKeys,
        ...mockVariables(origin),
      }),
      features: [
        isMocked
          ? createDevelopmentIssuer({
              accounts: listLocalAccounts(),
              from: localMailFrom,
              deliver: (mail) => mailbox.deliver(mail),
            })
          : localIssuer(null),
        ...features,
      ],
      ...(isEmulated && { fetch: deliverMagicAuthCodes(fetch, mailbox) }),
    }),
  ];
}

function rememberOwnOrigin(): { plugin: Plugin; read: () => string } {
  let server: ViteDevServer | PreviewServer | null = null;
  const remember = (starting: ViteDevServer | PreviewServer) => {
    server = starting;
  };
  return {
    plugin: { name: "portico:own-origin", configureServer: remember, configurePreviewServer: remember },
    read() {
      const url = server?.resolvedUrls?.local[0] ?? server?.resolvedUrls?.network[0];
      if (url === undefined) throw new Error("The server isn't listening yet");
      return new URL(url).origin;
    },
  };
}

function isLoopback(url: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
}
