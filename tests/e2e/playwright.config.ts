import { join } from "node:path";

import { chromium, defineConfig, type LaunchOptions, type PlaywrightTestConfig } from "@playwright/test";

import { mockApiKey, mockClientId, mockSealingKeys } from "../../src/mocks/development-credentials.ts";
import { findChromium, readChromiumPlaces } from "./chromium.ts";
import { findFreePorts } from "../../src/function/stores/testing/free-ports.ts";
import { type Deployment } from "./fixtures.ts";
import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { childEnvironment } from "../../src/function/testing/child-environment.ts";

// The workers load this file too and have to come to the same ports, so the first to load it leaves them in the environment.
process.env["PORTICO_E2E_PORTS"] ??= (await findFreePorts(14)).join(",");
const [
  devPort,
  mockPort,
  productionPort,
  unconfiguredPort,
  emulatorPort,
  emulatedPort,
  outagePort,
  bundledPort,
  magicLinkPort,
  cloudflarePort,
  cloudflareMockPort,
  baseDevPort,
  baseMockPort,
  basePort,
] = process.env["PORTICO_E2E_PORTS"].split(",");

// Halves the time that the workers and the servers take to start.
Object.assign(process.env, childEnvironment);

const projectDirectory = join(import.meta.dirname, "..", "..");
// A folder of its own for each run, so that two runs at once don't empty each other's builds.
const outputDirectory = join(projectDirectory, "test-results", `run-${devPort}`);

const devOrigin = `http://localhost:${devPort}`;
const bundledOrigin = `http://localhost:${bundledPort}`;
// Two hosts of one site, and neither is `localhost`: the SDK then keeps refresh tokens in an HttpOnly cookie, as in production.
const appOrigin = `http://console.portico.localhost:${productionPort}`;
const workosOrigin = `http://auth.portico.localhost:${mockPort}`;
const cloudflareOrigin = `http://console.portico.localhost:${cloudflarePort}`;
const unconfiguredOrigin = `http://localhost:${unconfiguredPort}`;

/** What `npm run build` writes for Cloudflare, in workerd: the same facts as in production, so in the long form only. */
const hasCloudflare = isLongRun && process.env["PORTICO_FIREFOX"] === undefined;

/**
 * Where the function reads the client's address. A header of the tests' own would ask for a preflight at WorkOS's origin; this one
 * every browser sends, and each test gives it an address of its own.
 */
const clientAddressHeader = "User-Agent";

const unset = {
  PORTICO_CLIENT_ADDRESS_HEADER: clientAddressHeader,
  PORTICO_INVITE_QUOTA: "",
  PORTICO_WORKOS_BUDGET: "",
  PORTICO_MAGIC_LINK: "",
  VITE_WORKOS_CLIENT_ID: "",
  VITE_WORKOS_API_URL: "",
  VITE_WORKOS_REDIRECT_URI: "",
  WORKOS_API_KEY: "",
  WORKOS_CLIENT_ID: "",
  WORKOS_API_URL: "",
  PORTICO_KEYS: "",
  PORTICO_ORIGIN: "",
  PORTICO_BASE_PATH: "",
  PORTICO_CONNECT_ORIGINS: "",
  PORTICO_FRAME_ORIGINS: "",
  PORTICO_IMAGE_ORIGINS: "",
  PORTICO_SCRIPT_ORIGINS: "",
  PORTICO_STYLE_ORIGINS: "",
};

function buildAndServe(name: string, port: string | undefined, variables: Record<string, string>) {
  const build = join(outputDirectory, `build-${name}`);
  return {
    command: `vite build --logLevel warn --emptyOutDir --outDir ${build}/dist && node tests/e2e/serve-node-output.ts ${build}`,
    cwd: projectDirectory,
    env: { ...unset, ...variables, PORT: port ?? "" },
  };
}

const ownServers = [
  {
    command: `vite --port ${devPort} --strictPort --host 127.0.0.1`,
    cwd: projectDirectory,
    env: unset,
  },
  // Faults meet everybody who asks a mock, so those that are played there get one of their own; Magic Link is off by default, so
  // that what everybody else meets is a server without it.
  {
    command: `node tests/e2e/serve-bundled.ts ${join(outputDirectory, "build-development")} ${outagePort} ${bundledPort} ${magicLinkPort},PORTICO_MAGIC_LINK=true`,
    cwd: projectDirectory,
    env: { ...unset, NODE_ENV: "development" },
  },
  {
    command: `node src/mocks/standalone.ts --port ${mockPort} --app-origin ${appOrigin} --cookie-domain portico.localhost`,
    cwd: projectDirectory,
  },
  buildAndServe("production", productionPort, {
    VITE_WORKOS_CLIENT_ID: mockClientId,
    VITE_WORKOS_API_URL: workosOrigin,
    WORKOS_API_KEY: mockApiKey,
    WORKOS_API_URL: `http://localhost:${mockPort}`,
    PORTICO_KEYS: mockSealingKeys,
    PORTICO_ORIGIN: appOrigin,
    // The tests of a run invite and read in one person's name, and a test must not depend on how many there are.
    PORTICO_INVITE_QUOTA: "1000",
    PORTICO_WORKOS_BUDGET: "6000",
  }),
  buildAndServe("unconfigured", unconfiguredPort, {}),
  ...(hasCloudflare
    ? [
        {
          command: `node tests/e2e/serve-cloudflare.ts ${join(outputDirectory, "build-cloudflare")} ${cloudflarePort} ${cloudflareMockPort}`,
          cwd: projectDirectory,
          env: unset,
        },
      ]
    : []),
];
/** Below a base path, on the development server and on Node; their browser tests are all in the long form. */
const basePath = "/console";
const baseDevOrigin = `http://localhost:${baseDevPort}`;
const baseOrigin = `http://console.portico.localhost:${basePort}`;
const baseWorkosOrigin = `http://auth.portico.localhost:${baseMockPort}`;
const baseFolder = join(outputDirectory, "build-base-path");
const basePathServers = [
  {
    command: `vite --port ${baseDevPort} --strictPort --host 127.0.0.1`,
    cwd: projectDirectory,
    env: { ...unset, PORTICO_BASE_PATH: basePath },
  },
  {
    command: `node --import ./src/function/hosts/set-base-path.ts src/mocks/standalone.ts --port ${baseMockPort} --app-origin ${baseOrigin} --cookie-domain portico.localhost`,
    cwd: projectDirectory,
    env: { PORTICO_BASE_PATH: basePath },
  },
  {
    command: `vite build --logLevel warn --emptyOutDir --outDir ${baseFolder}${basePath} && node --import ./src/function/hosts/set-base-path.ts src/function/hosts/node/entry.ts ${baseFolder}`,
    cwd: projectDirectory,
    env: {
      ...unset,
      PORTICO_BASE_PATH: basePath,
      VITE_WORKOS_CLIENT_ID: mockClientId,
      VITE_WORKOS_API_URL: baseWorkosOrigin,
      WORKOS_API_KEY: mockApiKey,
      WORKOS_API_URL: `http://localhost:${baseMockPort}`,
      PORTICO_KEYS: mockSealingKeys,
      PORTICO_ORIGIN: baseOrigin,
      PORT: basePort ?? "",
    },
  },
];
/** What answers once they all stand: of several servers in one process the last. */
const ownServerUrls = [
  ...[devPort, magicLinkPort, productionPort, unconfiguredPort].map(
    (port) => `http://localhost:${port}/api/health`,
  ),
  `http://localhost:${mockPort}/mock/mailbox.json`,
  ...(hasCloudflare ? [`http://127.0.0.1:${cloudflarePort}/api/health`] : []),
  ...(isLongRun
    ? [
        `${baseDevOrigin}${basePath}/api/health`,
        `http://localhost:${basePort}${basePath}/api/health`,
        `http://localhost:${baseMockPort}/mock/mailbox.json`,
      ]
    : []),
];

// The vendor's emulator beside a development server that knows of it by the four variables alone.
const emulatorUrl = `http://localhost:${emulatorPort}`;
const emulatedServers = [
  {
    command: `npx --yes workos@0.14.0 emulate --port ${emulatorPort} --seed tests/e2e/emulator-seed.json`,
    cwd: projectDirectory,
    url: `${emulatorUrl}/health`,
    timeout: 5 * 60_000,
  },
  {
    command: `vite --port ${emulatedPort} --strictPort`,
    cwd: projectDirectory,
    url: `http://localhost:${emulatedPort}/api/health`,
    env: {
      ...unset,
      VITE_WORKOS_CLIENT_ID: "client_emulated",
      VITE_WORKOS_API_URL: emulatorUrl,
      WORKOS_API_KEY: "sk_test_default",
      WORKOS_API_URL: emulatorUrl,
    },
  },
];

// `npm run test:firefox` runs the development and the production project in the system's Firefox instead.
const isFirefox = process.env["PORTICO_FIREFOX"] !== undefined;

function readChromiumLaunch(): LaunchOptions {
  const executablePath = findChromium(readChromiumPlaces(chromium.executablePath()));
  if (executablePath === null) throw new Error("No Chromium: run `node tests/e2e/find-chromium.ts` first");
  return {
    executablePath,
    args: [
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  };
}

/** Starts the proxy that starts Firefox. */
const firefoxLaunch: LaunchOptions = {
  channel: "moz-firefox",
  executablePath: join(import.meta.dirname, "firefox", "bidi-proxy.ts"),
  // Firefox keeps pages as they were left for Back, and doesn't tell Playwright when one is back; in Chromium Playwright has
  // turned that off itself.
  firefoxUserPrefs: { "fission.bfcacheInParent": false, "browser.sessionhistory.max_total_viewers": 0 },
};

type Use = { baseURL: string; deployment: Deployment };
const onDevelopment: Use = {
  baseURL: bundledOrigin,
  deployment: { name: "development", mockUrl: bundledOrigin, workosOrigin: bundledOrigin },
};
const onProduction: Use = {
  baseURL: appOrigin,
  deployment: { name: "production", mockUrl: `http://localhost:${mockPort}`, workosOrigin },
};
const onCloudflare: Use = {
  baseURL: cloudflareOrigin,
  deployment: {
    name: "production",
    mockUrl: `http://localhost:${cloudflareMockPort}`,
    workosOrigin: `http://auth.portico.localhost:${cloudflareMockPort}`,
  },
};
const onUnconfigured: Use = {
  baseURL: unconfiguredOrigin,
  deployment: { name: "unconfigured", mockUrl: unconfiguredOrigin, workosOrigin: unconfiguredOrigin },
};

/** Leaves out what isn't for a project, and in `npm test` the tests that only `npm run test:long` has. */
function not(...tags: string[]): RegExp {
  return new RegExp([...tags, ...(isLongRun ? [] : ["@long"])].join("|"));
}

const notOnDevelopment = [
  /(?:base-path|development|keyboard|production|deep-links|sign-in-with-email-code|sign-in-steps|invitations|members|faults-\w+|redirects|login|outage|magic-link|unconfigured|screenshots|emulator)\.spec/,
];

const config: PlaywrightTestConfig<{ deployment: Deployment }> = {
  testDir: import.meta.dirname,
  outputDir: join(outputDirectory, "browser"),
  fullyParallel: true,
  forbidOnly: true,
  // Of a project that leaves out nothing else.
  ...(isLongRun ? {} : { grepInvert: not() }),
  // Where nobody can look at the machine, a test gets a second try and is then listed as flaky; at a desk it fails.
  retries: process.env["CI"] === undefined ? 0 : 1,
  // One more than the smallest machine has cores: a third of the time is waiting, for a moment or a frame.
  workers: 3,
  // Generous, so that a busy machine is no failure; nothing waits this long where it works.
  timeout: 180_000,
  expect: { timeout: 45_000 },
  reporter: isFirefox ? [["line"], ["./firefox/not-in-firefox-reporter.ts"]] : [["line"]],
  use: {
    browserName: isFirefox ? "firefox" : "chromium",
    launchOptions: isFirefox ? firefoxLaunch : readChromiumLaunch(),
    // Recording costs a third of the run; `--trace on` records one that is looked into.
    trace: "off",
    // In Firefox the picture itself would break the content policy, and hide what had failed among that.
    screenshot: isFirefox ? "off" : "only-on-failure",
  },
  // A few tests don't pay for the start of more workers than one.
  projects: [
    // One after the other, because their faults meet everybody on their server: begun first, they hold nobody up at the end.
    {
      name: "outage",
      workers: 1,
      testMatch: /outage\.spec/,
      use: {
        baseURL: `http://localhost:${outagePort}`,
        deployment: {
          name: "development",
          mockUrl: `http://localhost:${outagePort}`,
          workosOrigin: `http://localhost:${outagePort}`,
        },
      },
    },
    {
      name: "dev-server",
      workers: 1,
      testMatch: /development\.spec/,
      use: {
        baseURL: devOrigin,
        deployment: { name: "development", mockUrl: devOrigin, workosOrigin: devOrigin },
      },
    },
    {
      name: "development",
      testIgnore:
        // The same facts as in production, in `npm test` once.
        isLongRun ? notOnDevelopment : [...notOnDevelopment, /(?:session|sign-in-with-workos)\.spec/],
      grepInvert: not("@production", "@unconfigured"),
      use: onDevelopment,
    },
    {
      name: "production",
      // Those that reach into the page's modules need the development app; a mail is the same everywhere.
      testIgnore:
        /(?:base-path|development|sign-in-mail|outage|magic-link|callback|reauthentication|tabs|calls|unconfigured|screenshots|emulator)\.spec/,
      grepInvert: not("@development", "@unconfigured"),
      use: onProduction,
    },
    ...(hasCloudflare
      ? [
          {
            name: "cloudflare",
            // The outage meets everybody on its mock.
            workers: 1,
            testMatch:
              /(?:sign-in-with-workos|sign-in-with-email-code|deep-links|session|members|outage|production)\.spec/,
            grepInvert: not("@development", "@unconfigured"),
            use: onCloudflare,
          },
        ]
      : []),
    ...(isLongRun
      ? [
          {
            name: "base-path-dev-server",
            workers: 1,
            testMatch: /base-path\.spec/,
            use: {
              baseURL: baseDevOrigin,
              deployment: {
                name: "development" as const,
                mockUrl: baseDevOrigin,
                workosOrigin: baseDevOrigin,
              },
            },
          },
          {
            name: "base-path-node",
            workers: 1,
            testMatch: /base-path\.spec/,
            use: {
              baseURL: baseOrigin,
              deployment: {
                name: "production" as const,
                mockUrl: `http://localhost:${baseMockPort}`,
                workosOrigin: baseWorkosOrigin,
              },
            },
          },
        ]
      : []),
    {
      name: "magic-link",
      workers: 1,
      testMatch: /magic-link\.spec/,
      use: {
        baseURL: `http://localhost:${magicLinkPort}`,
        deployment: {
          name: "development",
          mockUrl: `http://localhost:${magicLinkPort}`,
          workosOrigin: `http://localhost:${magicLinkPort}`,
        },
      },
    },
    {
      name: "unconfigured",
      workers: 1,
      testMatch: /(?:unconfigured|accessibility)\.spec/,
      grepInvert: not("@development", "@production"),
      use: onUnconfigured,
    },
    ...(process.env["PORTICO_EMULATOR"] === undefined
      ? []
      : [
          {
            name: "emulator",
            testMatch: /emulator\.spec/,
            use: {
              baseURL: `http://localhost:${emulatedPort}`,
              deployment: {
                name: "development" as const,
                mockUrl: `http://localhost:${emulatedPort}`,
                workosOrigin: emulatorUrl,
              },
            },
          },
        ]),
    ...(process.env["PORTICO_SCREENSHOTS"] === undefined
      ? []
      : [onDevelopment, onProduction, onUnconfigured].map((use) => ({
          name: `screenshots-${use.deployment.name}`,
          testMatch: /screenshots\.spec/,
          grep: new RegExp(`@${use.deployment.name}`),
          use,
        }))),
  ],
  ...(process.env["PORTICO_EMULATOR"] === undefined
    ? {
        webServer: [...ownServers, ...(isLongRun ? basePathServers : [])],
        globalSetup: join(import.meta.dirname, "await-servers.ts"),
        metadata: { serverUrls: ownServerUrls },
      }
    : { webServer: emulatedServers }),
};

export default defineConfig(config);
