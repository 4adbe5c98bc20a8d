import { readFileSync } from "node:fs";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beforeAll, describe, expect, it } from "vitest";

import { parseBasePath } from "../../contract/base-path-variable.ts";
import { buildPublicConfigBlock } from "../../contract/public-config-block.ts";
import { readVariable } from "../../contract/variables.ts";
import { mockApiKey, mockClientId, mockSealingKeys } from "../../mocks/development-credentials.ts";
import { newerSealingKey, olderSealingKey, testSealingKeys } from "../testing/test-keys.ts";
import { chooseHost } from "./build/choose-host.ts";
import { openFeatures } from "./features.ts";
import { parseCloudfrontSecret } from "./lambda/lambda-request.ts";
import { createPorticoServer } from "./node-server.ts";
import { parseStartVariables } from "./start-variables.ts";
import { createEmptyBuild } from "./testing/empty-build.ts";
import { refuseMisspeltVariables, variableNames } from "./variable-names.ts";

const projectDirectory = join(import.meta.dirname, "..", "..", "..");
/** In every value that isn't a name of something, so that a message that quotes a value is found. */
const secret = "5ecretVALUE";

type Case = {
  /** Values with which the start or the build is right; the first is the one of `complete`. */
  right: readonly string[];
  /** Values that it refuses. */
  wrong: readonly string[];
  /** Variables that this one needs or excludes. */
  beside?: Record<string, string | undefined>;
};

/** What holds for every variable: quotes kept, invisible characters, references that nothing resolves. */
const commonWrong = (value: string): string[] => [
  `"${value}"`,
  `'${value}'`,
  `\u201c${value}\u201d`,
  `${value}\u200b`,
  `\u2060${value}`,
  `${value.slice(0, 3)}\u00ad${value.slice(3)}`,
  `${value.slice(0, 2)}\n${value.slice(2)}`,
  `${value}\ufffd`,
  `\${${value.replace(/\W/g, "") || "X"}}`,
];
/** What is accepted for every variable: an unset one, and whitespace around a value, as editors and secret stores leave it. */
const commonRight = (value: string): string[] => ["", "  ", ` ${value}`, `${value}\n`, `\ufeff${value}\t`];

const mail = { MAIL_FROM: "sign-in@example.com", RESEND_API_KEY: "re_1" };
const accounts = { PORTICO_ACCOUNTS: "file:accounts.json" };

const builtClientId = "client_01BUILT";

const contentOrigins: Case = {
  right: [
    "https://api.example.com",
    "https://api.example.com, https://cdn.example.com:8443/",
    "https://api.example.com http://localhost:8080",
  ],
  wrong: [
    "*",
    "https:",
    "https://*.example.com",
    "'self'",
    "data:",
    "api.example.com",
    "http://api.example.com",
    "https://api.example.com/v1",
    "https://API.example.com",
    "https://api.example.com;",
    `https://user:${secret}@api.example.com`,
    "https://api.example.com; script-src *",
    ",",
  ],
};

const cases: Record<string, Case> = {
  PORTICO_HOST: {
    right: ["node", "vercel", "netlify", "cloudflare", "lambda", "static"],
    wrong: ["Node", "aws", "vercel,netlify", "cloudflare-pages", "https://vercel.com", "true", "nodejs"],
  },
  PORTICO_CLOUDFRONT_SECRET: {
    right: ["k4Xw0b-_k4Xw0b-_k4Xw0b-_k4Xw0b-_"],
    wrong: [`short-${secret}`, `${secret} with spaces in it, and long`, `${secret}:${"a".repeat(32)}`],
  },
  HOST: {
    right: ["localhost", "0.0.0.0", "::", "::1", "console.internal"],
    wrong: ["http://localhost", "localhost:4300", "0.0.0.0:80", "[::1]", "*", "256.0.0.1", "a b", "10.0.0"],
  },
  PORT: {
    right: ["4300", "1", "65535"],
    wrong: ["0", "65536", "-1", "4300a", "1e3", "0x50", "80.5", "4 300", "tcp://10.0.0.1:80", "true", "٤٣"],
  },
  MAIL_FROM: {
    right: ["sign-in@example.com", "Console <sign-in@example.com>", '"Console" <sign-in@example.com>'],
    wrong: ["Console", "@example.com", "a@b@example.com", "Console <sign-in@example.com", "<>"],
    beside: { ...accounts, RESEND_API_KEY: "re_1" },
  },
  PORTICO_ACCOUNTS: {
    right: ["file:accounts.json", "https://backend.example.com/accounts", "http://localhost:8080/accounts"],
    wrong: [
      "accounts.json",
      "file:",
      "file:accounts.xlsx",
      "file:absent.json",
      "true",
      "http://backend.example.com/accounts",
      `https://user:${secret}@backend.example.com/`,
      "https://",
      "Synced",
    ],
    beside: { ...mail, PORTICO_ACCOUNTS_TOKEN: "token" },
  },
  PORTICO_ACCOUNTS_TOKEN: {
    right: [`${secret}!$`, "a.b-c_d~e+f/g=="],
    wrong: [`${secret} x`, `"${secret}`, `<${secret}>`, `${secret}\u00a0x`, `${secret}ü`],
    beside: { ...mail, PORTICO_ACCOUNTS: "https://backend.example.com/accounts" },
  },
  PORTICO_BASE_PATH: {
    right: ["/console", "/console/", "/", "/team-a/console_2"],
    wrong: [
      "console",
      "//console",
      "/Console",
      "https://console.example.com/app",
      "/a b",
      "/console?x",
      "/../a",
    ],
  },
  PORTICO_CLIENT_ADDRESS_HEADER: {
    right: ["X-Real-IP", "x-forwarded-for", "Fly-Client-IP", "X_Client"],
    wrong: [
      "X Real IP",
      "X-Real-IP:",
      "X-Real-IP, X-Forwarded-For",
      "-",
      "127.0.0.1",
      "X-Real-IP=1",
      "Authorization",
      "Cookie",
      "Host",
      "X-Forwarded-Proto",
      "Content-Type",
      "Portico-Client-Address",
      "true",
      "Ⅹ-Real",
    ],
  },
  PORTICO_CONNECT_ORIGINS: {
    right: [...contentOrigins.right, "wss://live.example.com"],
    wrong: [...contentOrigins.wrong, "ws://live.example.com"],
  },
  PORTICO_FRAME_ORIGINS: contentOrigins,
  PORTICO_IMAGE_ORIGINS: contentOrigins,
  PORTICO_SCRIPT_ORIGINS: { ...contentOrigins, wrong: [...contentOrigins.wrong, "wss://live.example.com"] },
  PORTICO_STYLE_ORIGINS: contentOrigins,
  PORTICO_INVITE_QUOTA: {
    right: ["10000", "0", "5"],
    wrong: ["-1", "5.0", "10001", "five", "1e3", "5 per day", "unlimited", "true", "٥"],
  },
  PORTICO_WORKOS_BUDGET: {
    right: ["6000", "300", "50"],
    wrong: ["0", "49", "6001", "-300", "3e2", "300/min", "unlimited", "٣٠٠"],
  },
  PORTICO_KEYS: {
    right: [
      testSealingKeys,
      `${newerSealingKey},${olderSealingKey}`,
      `${newerSealingKey} , ${olderSealingKey}`,
    ],
    wrong: [
      mockSealingKeys,
      mockSealingKeys.replace("dev", "mine"),
      `${newerSealingKey},${mockSealingKeys}`,
      `k1:${"A".repeat(43)}`,
      // 0 to 31; the alphabet; words; 16 random bytes twice.
      "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
      "k1:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfE",
      "k1:abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPE",
      "k1:Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZSBhYmM",
      `k1:${Buffer.concat(Array.from({ length: 2 }, () => Buffer.from("93CrtotIhEUWwhvt4tYJcg", "base64url"))).toString("base64url")}`,
      `k1:${"_".repeat(42)}8`,
      `k1:${"Ab_".repeat(14)}A`,
      `${testSealingKeys},${testSealingKeys}`,
      `${testSealingKeys},${testSealingKeys.replace("test", "k1")}`,
      `${testSealingKeys},`,
      `${testSealingKeys};${newerSealingKey}`,
      testSealingKeys.replace("test:", ""),
      `${testSealingKeys}=`,
      `k1:${secret}`,
      `k 1:${testSealingKeys.slice(5)}`,
    ],
  },
  PORTICO_MAGIC_LINK: {
    right: ["false", "true"],
    wrong: ["yes", "1", "TRUE", "True", "on", "enabled", "no", "0", "true,"],
    beside: { ...accounts, ...mail },
  },
  PORTICO_ORIGIN: {
    right: [
      "https://console.example.com",
      "https://console.example.com/",
      "https://console.example.com:8443",
      "https://console.example.com,https://www.example.com",
      "https://console.example.com https://*.preview.example.dev",
    ],
    wrong: [
      "console.example.com",
      "http://console.example.com",
      "http://127.0.0.1:4300",
      "https://console.example.com/app",
      "https://console.example.com//",
      "https://console.example.com:443",
      "https://Console.Example.com",
      "https://münchen.example",
      `https://user:${secret}@console.example.com`,
      "https://console.example.com,www.example.com",
      "https://console.example.com;https://www.example.com",
      "https://console.example.com,http://localhost:4300",
      "https://console.example.com,https://*.vercel.app",
      "https://console.example.com,https://*-team.vercel.app",
      ",",
      "https://*.example.com",
      "https://.example.com",
      "https://console.example.com.",
      "https://0.0.0.0",
      "//console.example.com",
      "javascript:alert(1)",
      "null",
      "*",
    ],
  },
  PORTICO_SINGLE_INSTANCE: {
    right: ["true", "false"],
    wrong: ["yes", "TRUE", "1", "1 ", "on", "no", "0", "y", "truee"],
    beside: { REDIS_URL: "redis://redis" },
  },
  REDIS_URL: {
    right: [
      "rediss://default:pass@redis.example.com:6379",
      "redis://redis:6379/0",
      "https://default:token@redis.example.com",
    ],
    wrong: [
      "redis.example.com:6379",
      `default:${secret}@redis.example.com`,
      `http://default:${secret}@redis.example.com`,
      "https://redis.example.com",
      `redis://:${secret}@redis example.com`,
      `redis://:${secret}@redis.example.com/first`,
      `redis://:${secret}@redis.example.com?tls=true`,
      `rediss://:${secret}%@redis.example.com`,
      "tcp://10.0.0.1:6379",
      "redis://",
    ],
  },
  RESEND_API_KEY: {
    right: ["re_1", `re_${secret}`],
    wrong: [secret, `re_${secret} x`, `"re_${secret}`, "re_", `<re_${secret}>`, `sk_${secret}`],
    beside: { ...accounts, MAIL_FROM: "sign-in@example.com" },
  },
  SMTP_URL: {
    right: ["smtp://user:pass@smtp.example.com:587", "smtps://smtp.example.com", "smtp://localhost:1025"],
    wrong: [
      "smtp.example.com:587",
      "https://smtp.example.com",
      `smtp://user:${secret}@`,
      `smtp://${secret}@smtp.example.com`,
      `smtp://user:${secret}%@smtp.example.com`,
      "smtp://smtp.example.com:0",
      "smtp://smtp.example.com:99999",
      `smtp://user:${secret}@smtp.example.com/inbox`,
      `smtp://user:${secret}@smtp.example.com?tls=none`,
    ],
    beside: { ...accounts, MAIL_FROM: "sign-in@example.com", RESEND_API_KEY: undefined },
  },
  VITE_WORKOS_API_URL: {
    right: ["https://auth.example.com", "https://auth.example.com/"],
    wrong: [
      "auth.example.com",
      "auth.example.com:8443",
      "//auth.example.com",
      "https:auth.example.com",
      "https://auth.example.com/user_management",
      "https://auth.example.com?x=1",
      `https://user:${secret}@auth.example.com`,
      "ftp://auth.example.com",
      "https://",
      "https://auth example.com",
      "https://auth.example.com;script-src",
      "https://auth.example.com,x",
      "https://*.example.com",
      `sk_live_${secret}`,
    ],
  },
  VITE_WORKOS_CLIENT_ID: {
    right: ["client_1"],
    wrong: [
      "client_...",
      "client_xxx",
      "client_123456789",
      "client_your_id",
      `sk_live_${secret}`,
      `sk_test_${secret}`,
      "1",
      "client_",
      "client 1",
      '"client_1',
      "<client_1>",
      "Client_1",
    ],
  },
  VITE_WORKOS_REDIRECT_URI: {
    right: [
      "https://console.example.com/auth/workos/callback",
      "/auth/workos/callback",
      "http://localhost:5173/auth/workos/callback",
    ],
    wrong: [
      "console.example.com/auth/workos/callback",
      "auth/workos/callback",
      "//console.example.com/auth/workos/callback",
      "/\\console.example.com",
      `https://user:${secret}@console.example.com/`,
      "https://console.example.com/#/callback",
      "ftp://console.example.com/",
      "javascript:alert(1)",
      `sk_live_${secret}`,
      "https://",
    ],
  },
  WORKOS_API_KEY: {
    right: [`sk_test_${secret}`, "sk_live_a2V5+/=="],
    wrong: [
      mockApiKey,
      "sk_...",
      "sk_live_xxxxxxxx",
      "sk_test_your_api_key",
      "sk_example_123456789",
      "sk_live_****",
      secret,
      `client_${secret}`,
      "sk_",
      `sk_live_${secret} x`,
      `"sk_live_${secret}`,
      `<sk_live_${secret}>`,
      `Bearer sk_${secret}`,
      `sk_live_${secret}\u00a0x`,
    ],
  },
  WORKOS_API_URL: {
    right: [
      "https://api.workos.com",
      "https://api.workos.com/",
      "http://localhost:4100",
      "http://127.0.0.1:4100",
    ],
    wrong: [
      "api.workos.com",
      "localhost:4100",
      "http://api.workos.com",
      "http://192.168.0.2:4100",
      "http://localhost.example.com",
      "https://api.workos.com/v1",
      `https://user:${secret}@api.workos.com`,
      "https://api.workos.com#x",
      "ftp://api.workos.com",
      "https:api.workos.com",
      "https://api.workos.com;x",
      "https://*.workos.com",
    ],
  },
  WORKOS_CLIENT_ID: {
    right: [builtClientId],
    wrong: [
      mockClientId,
      "client_...",
      "client_123456789",
      "client_xxxxxxxxxxxx",
      "client_your_client_id",
      `${builtClientId},client_2`,
      `sk_live_${secret}`,
      "client_2",
      "client 1",
      "1",
      "client_",
      '"client_1',
      "<client_1>",
    ],
  },
  WORKOS_ISSUER: {
    right: ["https://auth.example.com", "http://emulator.internal:4100", "https://api.workos.com/"],
    wrong: [
      "auth.example.com",
      "ftp://auth.example.com",
      "https://",
      "https://a b",
      "urn:workos",
      "https://console.example.com",
      "https://api.workos.com/user_management/client_other",
    ],
  },
};

/** A production start that is right. */
const complete = {
  PORTICO_ORIGIN: "https://console.example.com",
  PORTICO_KEYS: testSealingKeys,
  PORTICO_SINGLE_INSTANCE: "true",
  WORKOS_API_KEY: "sk_test_1",
  WORKOS_CLIENT_ID: builtClientId,
};

let baseDirectory: string;
beforeAll(() => {
  baseDirectory = mkdtempSync(join(tmpdir(), "portico-variables-"));
  writeFileSync(
    join(baseDirectory, "accounts.json"),
    JSON.stringify([{ email: "ada@example.com", isConfirmed: true }]),
  );
});

/** What `npm run build` and `npm start` do with the variables, up to the listening. */
async function start(variables: Record<string, string | undefined>): Promise<void> {
  refuseMisspeltVariables(variables);
  buildPublicConfigBlock(variables);
  chooseHost(variables);
  parseCloudfrontSecret(variables);
  const { ownOrigin } = parseStartVariables(variables);
  const features = await openFeatures({
    variables,
    baseDirectory,
    fetch,
    now: Date.now,
    writeLog: () => undefined,
  });
  createPorticoServer({
    files: createEmptyBuild(builtClientId),
    variables,
    ownOrigin,
    writeLog: () => undefined,
    features,
  });
}

/** Variables of the build of `emptyBuild`, which the start compares, are tried in the build only. */
async function run(name: string, value: string): Promise<void> {
  if (name === "PORTICO_BASE_PATH") {
    parseBasePath(readVariable({ [name]: value }, name));
    return;
  }
  const beside = cases[name]?.beside ?? {};
  if (!name.startsWith("VITE_")) return await start({ ...complete, ...beside, [name]: value });
  const variables = { ...complete, [name]: value };
  refuseMisspeltVariables(variables);
  buildPublicConfigBlock(variables);
}

const wrongValues = Object.entries(cases).flatMap(([name, { right, wrong }]) =>
  [...wrong, ...commonWrong(right[0] ?? "")].map((value) => [name, value] as const),
);
const rightValues = Object.entries(cases).flatMap(([name, { right }]) =>
  [...right, ...commonRight(right[0] ?? "").slice(2)].map((value) => [name, value] as const),
);

describe("a variable", () => {
  it.each(wrongValues)("is refused by name and without quoting it: %s=%j", async (name, value) => {
    const failure: unknown = await run(name, value).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Error);
    const message = failure instanceof Error ? failure.message : "";
    expect(message).toMatch(new RegExp(`^${name}\\b`));
    expect(message).not.toContain(secret);
    // What is wrong, and how it should look.
    expect(message.length).toBeGreaterThan(name.length + 20);
  });

  it.each(rightValues)("is accepted: %s=%j", async (name, value) => {
    await expect(run(name, value)).resolves.not.toThrow();
  });

  it.each(Object.keys(cases))("counts as unset when it is empty or only whitespace: %s", async (name) => {
    const read = async (value: string | undefined) =>
      await start({ ...complete, [name]: value }).then(
        () => "started",
        (error: unknown) => String(error),
      );
    const unset = await read(undefined);
    expect(await read("")).toBe(unset);
    expect(await read(" \n")).toBe(unset);
  });
});

describe("the list of variables", () => {
  const documented = new Set(
    ["variables.md", "magic-link.md"].flatMap((page) =>
      [...readFileSync(join(projectDirectory, "docs", page), "utf8").matchAll(/`([A-Z][A-Z_]+[A-Z])`/g)].map(
        ([, name = ""]) => name,
      ),
    ),
  );

  it("has a row in this table, in docs/variables.md and in .env.example for each", () => {
    const example = readFileSync(join(projectDirectory, ".env.example"), "utf8");
    const inExample = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name = ""]) => name);
    const names = [...variableNames].toSorted();
    expect(Object.keys(cases).toSorted()).toEqual(names);
    expect([...documented].toSorted()).toEqual(names);
    expect(inExample.toSorted()).toEqual(names.filter((name) => name !== "PORTICO_MAGIC_LINK"));
  });
});

it("accepts the switches of the project's own commands, which the servers that they start inherit", () => {
  const scripts = readFileSync(join(projectDirectory, "package.json"), "utf8");
  const switches = [...scripts.matchAll(/\b(PORTICO_[A-Z_]+)=/g)].map(([, name = ""]) => name);
  expect(switches).toContain("PORTICO_LONG_RUN");
  for (const name of switches) expect(() => refuseMisspeltVariables({ [name]: "1" })).not.toThrow();
});

it("refuses another base path than that of the build", () => {
  expect(() => parseStartVariables({ ...complete, PORTICO_BASE_PATH: "/console" })).toThrow(
    /^PORTICO_BASE_PATH differs from the one in the build/,
  );
  expect(() => parseStartVariables({ ...complete, PORTICO_BASE_PATH: "/" })).not.toThrow();
});

describe("a misspelt variable", () => {
  it.each([
    ["PORTICO_ORIGN", "PORTICO_ORIGIN"],
    ["PORTICO_ORIGNI", "PORTICO_ORIGIN"],
    ["PORTICO_KEY", "PORTICO_KEYS"],
    ["portico_keys", "PORTICO_KEYS"],
    ["\ufeffPORTICO_KEYS", "PORTICO_KEYS"],
    ["PORTICO-KEYS", "PORTICO_KEYS"],
    ["PORTICO_SINGEL_INSTANCE", "PORTICO_SINGLE_INSTANCE"],
    ["PORTICO_CLIENT_ADRESS_HEADER", "PORTICO_CLIENT_ADDRESS_HEADER"],
    ["PORTICO_CLIENT_IP_HEADER", "PORTICO_CLIENT_ADDRESS_HEADER"],
    ["PORTICO_INVITES_QUOTA", "PORTICO_INVITE_QUOTA"],
    ["PORTICO_ACCOUNT_TOKEN", "PORTICO_ACCOUNTS_TOKEN"],
    ["PORTICO_REDIS_URL", "REDIS_URL"],
    ["PORTICO_PORT", "PORT"],
    ["VITE_PORTICO_ORIGIN", "PORTICO_ORIGIN"],
    ["VITE_WORKOS_CLIENTID", "VITE_WORKOS_CLIENT_ID"],
    ["VITE_WORKOS_REDIRECT_URL", "VITE_WORKOS_REDIRECT_URI"],
    ["VITE_WORKOS_API_KEY", "WORKOS_API_KEY"],
    ["WORKOS_APIKEY", "WORKOS_API_KEY"],
    ["WORKOS_API_URI", "WORKOS_API_URL"],
    ["WORKOS_CLIENT_DI", "WORKOS_CLIENT_ID"],
    ["WORKOS_ISUER", "WORKOS_ISSUER"],
  ])("is refused with the name that was meant, and without its value: %j", (name, meant) => {
    const run = () => refuseMisspeltVariables({ ...complete, [name]: secret });
    expect(run).toThrow(`did you mean ${meant}?`);
    expect(run).not.toThrow(secret);
  });

  it("is refused where it is like none, and says where the list is", () => {
    expect(() => refuseMisspeltVariables({ PORTICO_COLOUR_OF_THE_SKY: "blue" })).toThrow(
      /^PORTICO_COLOUR_OF_THE_SKY is not a variable of Portico; docs\/variables\.md/,
    );
  });

  it.each([
    ["WORKOS_COOKIE_PASSWORD", "x"],
    ["WORKOS_REDIRECT_URI", "x"],
    ["WORKOS_WEBHOOK_SECRET", "x"],
    ["WORKOS_API_HOSTNAME", "x"],
    ["NEXT_PUBLIC_WORKOS_CLIENT_ID", "x"],
    ["VITE_OTHER", "x"],
    ["PORTICO_SERVICE_HOST", "10.0.0.1"],
    ["PORTICO_SERVICE_PORT_HTTP", "80"],
    ["PORTICO_PORT", "tcp://10.0.0.1:80"],
    ["PORTICO_PORT_80_TCP_ADDR", "10.0.0.1"],
    ["PORTICO_CONSOLE_SERVICE_HOST", "10.0.0.1"],
    ["WORKOS_EMULATOR_SERVICE_HOST", "10.0.0.1"],
    ["WORKOS_EMULATOR_SERVICE_PORT", "4100"],
    ["WORKOS_EMULATOR_PORT", "4100"],
    ["WORKOS_HOST", "x"],
    ["REDIS_HOST", "x"],
    ["PORTICO_E2E_PORTS", "1,2"],
  ])("isn't seen in %s=%s, which other software sets", (name, value) => {
    expect(() => refuseMisspeltVariables({ [name]: value })).not.toThrow();
  });
});
