import "./src/function/hosts/set-base-path.ts";

import type { IncomingMessage } from "node:http";

import react from "@vitejs/plugin-react";
import { type Plugin, type PreviewServer, type ViteDevServer } from "vite";
import { defineConfig } from "vitest/config";

import { parsePublicConfig } from "./src/config/public-config.ts";
import { basePath } from "./src/contract/base-path.ts";
import { startMessages } from "./src/config/start-messages.ts";
import {
  buildPublicConfigBlock,
  defaultWorkosApiUrl,
  serializePublicConfigBlock,
} from "./src/contract/public-config-block.ts";
import { parseOwnOrigin } from "./src/contract/own-origin.ts";
import { describeForeignWorkos } from "./src/contract/same-site.ts";
import { isLoopback, parseApiOrigin, readVariable, requireTls } from "./src/contract/variables.ts";
import { chunkOptions, pureRouter } from "./src/function/hosts/build/chunks.ts";
import { writeHtmlPages } from "./src/function/hosts/build/html-pages-plugin.ts";
import { createPageRenderer, preloadApp } from "./src/function/hosts/build/render-html-page.ts";
import { steadyFonts } from "./src/function/hosts/build/steady-fonts.ts";
import { hostOutput } from "./src/function/hosts/build/host-output-plugin.ts";
import { parseContentOrigins } from "./src/function/hosts/content-origins.ts";
import { sendSecurityHeaders } from "./src/function/hosts/development-headers.ts";
import {
  createReadOrigin,
  forwardingHosts,
  type ReadOrigin,
  refuseForeignHosts,
} from "./src/function/hosts/development-origin.ts";
import { servePages } from "./src/function/hosts/development-pages.ts";
import { parseWorkosApiUrl } from "./src/function/core/configuration/workos-variables.ts";
import { porticoFunction } from "./src/function/hosts/dev-server.ts";
import { readVariables } from "./src/function/hosts/environment-files.ts";
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
  // Tests mustn't depend on the developer's own variables.
  const variables: Variables = mode === "test" ? {} : readVariables(mode, import.meta.dirname);
  const isServing = command === "serve";
  const isMocked = isServing && readVariable(variables, "VITE_WORKOS_CLIENT_ID") === null;
  const publicVariables = isMocked
    ? { ...variables, VITE_WORKOS_CLIENT_ID: mockClientId, VITE_WORKOS_API_URL: "/" }
    : variables;
  const contentOrigins = parseContentOrigins(variables);
  return {
    plugins: [
      react(),
      steadyFonts(),
      stampPublicConfig(publicVariables, isServing),
      writeStartMessages(),
      ...(isServing
        ? [
            ...serveDevelopment(variables, isMocked),
            sendSecurityHeaders({ contentOrigins, workosOrigin: findWorkosOrigin(publicVariables) }),
          ]
        : [
            pureRouter(),
            writeHtmlPages(createPageRenderer(mode === "production"), preloadApp),
            hostOutput(variables),
          ]),
    ],
    base: `${basePath}/`,
    ...(basePath !== "" && { define: { "globalThis.porticoBasePath": JSON.stringify(basePath) } }),
    // Pages are answered as in production: Vite's own fallback would also answer for a missing asset.
    appType: "mpa",
    // Vite answers preflights of every localhost port by default; the function and the mock decide that for themselves.
    server: { cors: false, allowedHosts: [...forwardingHosts] },
    preview: { cors: false, allowedHosts: [...forwardingHosts] },
    // As on the origin, for hosts that serve the folder as it is.
    // An import of types alone is none: it would pull the module, and all that it needs, into the file of its importer.
    oxc: { typescript: { onlyRemoveTypeImports: false } },
    build: {
      sourcemap: false,
      outDir: `dist${basePath}`,
      // Browsers that the app runs on know `modulepreload`.
      modulePreload: { polyfill: false },
      rolldownOptions: chunkOptions,
    },
    test: {
      environment: "node",
      // One more than the smallest machine has cores: the longest tests wait for other processes.
      maxWorkers: 3,
      // Some hooks start a server. On a busy machine that takes long, as the tests' own limits below allow too.
      hookTimeout: 120_000,
      expect: { poll: { timeout: 45_000 } },
      setupFiles: ["src/function/testing/watch-function-output.ts", "tests/set-up/patient-waits.ts"],
      restoreMocks: true,
      unstubEnvs: true,
      unstubGlobals: true,
      projects: [
        {
          extends: true,
          test: {
            name: "page",
            environment: "./tests/set-up/shared-document.ts",
            globalSetup: ["tests/set-up/contract-failures.ts"],
            setupFiles: ["tests/set-up/testing-library.ts", "tests/set-up/mocked-answers.ts"],
            // Above what Testing Library waits for, so that its message is the one that is seen.
            testTimeout: 60_000,
            include: [
              "src/{app,calls,early,guards,pages,session,sign-in,ui,workos}/**/*.test.{ts,tsx}",
              "tests/examples/**/*.test.{ts,tsx}",
            ],
            exclude: ["tests/examples/backend/**"],
            // Starting a document and React anew for each file takes longer than its tests.
            isolate: false,
          },
        },
        {
          extends: true,
          test: {
            name: "faults",
            testTimeout: 120_000,
            globalSetup: ["tests/set-up/contract-failures.ts"],
            setupFiles: ["tests/set-up/testing-library.ts", "tests/set-up/mocked-answers.ts"],
            include: ["tests/faults/**/*.test.{ts,tsx}"],
          },
        },
        {
          extends: true,
          test: {
            name: "function",
            // Some do thousands of calls, and the machine may be busy.
            testTimeout: 120_000,
            include: [
              "src/{cli,config,contract,function,mocks}/**/*.test.ts",
              "tests/{attack,bench,contract,examples/backend,function,hosts,repository,simulation}/**/*.test.ts",
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
function stampPublicConfig(variables: Variables, isServing: boolean): Plugin {
  const built = buildPublicConfigBlock(variables);
  const block = serializePublicConfigBlock(built);
  // The development server is on this machine, whatever origin production has.
  const originText = isServing ? null : readVariable(variables, "PORTICO_ORIGIN");
  const ownOrigin = originText === null ? findOrigin(built.workosRedirectUri) : parseOwnOrigin(originText);
  const { workos } = parsePublicConfig(block, ownOrigin ?? "https://console.invalid");
  return {
    name: "portico:public-config",
    configResolved: ({ command, mode }) => {
      const { workosApiUrl } = built;
      if (command === "build" && mode === "production" && workosApiUrl !== null)
        requireTls("VITE_WORKOS_API_URL", parseApiOrigin("VITE_WORKOS_API_URL", workosApiUrl));
    },
    buildStart() {
      if (workos === null || isServing) return;
      const warning = describeForeignWorkos(ownOrigin, workos.apiOrigin);
      if (warning !== null) this.warn(warning);
    },
    transformIndexHtml: {
      order: "pre",
      handler: (html) =>
        html.replace(/(<script[^>]*id="portico-config"[^>]*>)[^<]*/, `$1${block.replaceAll("$", "$$$$")}`),
    },
  };
}

/** The origin of WorkOS's API for pages; null where the page's own origin answers as WorkOS. */
function findWorkosOrigin(variables: Variables): string | null {
  const { workosClientId, workosApiUrl } = buildPublicConfigBlock(variables);
  return workosClientId === null ? null : findOrigin(workosApiUrl ?? defaultWorkosApiUrl);
}

/** The origin of an absolute URL; null for a path. */
function findOrigin(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).origin : null;
}

/** Writes the words into index.html that a person needs where no script runs. */
function writeStartMessages(): Plugin {
  return {
    name: "portico:start-messages",
    transformIndexHtml: {
      order: "pre",
      handler: (html) =>
        Object.entries(startMessages).reduce(
          (written, [name, text]) => written.replaceAll(`%start.${name}%`, escapeHtml(text)),
          html,
        ),
    },
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/**
 * The function, the mailbox and, where no client id is set, the mocked WorkOS, all on the server's own origin.
 * With a client id the configured WorkOS is used; the codes of an emulator on this machine, which sends no mail, still reach
 * the mailbox.
 */
function serveDevelopment(variables: Variables, isMocked: boolean): Plugin[] {
  const mailbox = createMailbox();
  const isEmulated = !isMocked && isLoopback(parseWorkosApiUrl(variables).url.hostname);
  const origins = readOrigins();
  const mock = mockedWorkos({ origin: origins.read, serves: isMocked ? "workos" : "mailbox", mailbox });
  const mockVariables = (origin: string): Variables =>
    isMocked
      ? {
          WORKOS_CLIENT_ID: mockClientId,
          WORKOS_API_KEY: mockApiKey,
          WORKOS_API_URL: origin,
          WORKOS_ISSUER: "",
        }
      : {};
  return [
    refuseForeignHosts(),
    origins.plugin,
    developmentLinks(isMocked ? "WorkOS is mocked" : "Development"),
    mock,
    serveOpenApi(),
    porticoFunction({
      variables: (origin) => ({
        ...variables,
        PORTICO_KEYS: readVariable(variables, "PORTICO_KEYS") ?? mockSealingKeys,
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
      ...(isMocked && { fetch: mock.api.fetch }),
      ...(isEmulated && { fetch: deliverMagicAuthCodes(fetch, mailbox) }),
    }),
    servePages(),
  ];
}

/** One reader of the own origin for the mock, as the function has it. */
function readOrigins(): { plugin: Plugin; read: (incoming: IncomingMessage) => string } {
  let readOrigin: ReadOrigin | null = null;
  const remember = (server: ViteDevServer | PreviewServer) => {
    readOrigin = createReadOrigin(server);
  };
  return {
    plugin: { name: "portico:own-origin", configureServer: remember, configurePreviewServer: remember },
    read(incoming) {
      const origin = readOrigin?.(incoming) ?? null;
      if (origin === null) throw new Error("The host isn't allowed");
      return origin;
    },
  };
}
