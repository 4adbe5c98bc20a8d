import { createApp } from "../../../function/core/app.ts";
import type { CounterStore } from "../../../function/core/counters/counter-store.ts";
import { features } from "../../../function/hosts/features.ts";
import type { BuiltFile, BuiltFiles } from "../../../function/hosts/built-files.ts";
import type { RedisInspection } from "../../../function/hosts/inspect-redis.ts";
import { parseContentOrigins } from "../../../function/hosts/content-origins.ts";
import { buildSecurityHeaders } from "../../../function/hosts/security-headers.ts";
import { answerStaticApp, toResponse } from "../../../function/hosts/static-app.ts";
import { createMemoryCounterStore } from "../../../function/stores/memory-counter-store.ts";
import { newerSealingKey } from "../../../function/testing/test-keys.ts";
import { createMockWorkos, type MockWorkos } from "../../../mocks/workos/mock-workos.ts";
import type { Machine } from "../machine.ts";

export const consoleOrigin = "https://console.example.com";
export const authOrigin = "https://auth.example.com";
const clientId = "client_01JDOCTOR00000000000000001";
const apiKey = "sk_live_doctorcanary0000000001";
const clientAddress = "198.51.100.7";
const page = { "Content-Type": "text/html; charset=utf-8" };

type Instance = { variables: Record<string, string>; store?: CounterStore };

// Made at the first request, after the test has changed what they are made of.
const apps = new WeakMap<Instance, ReturnType<typeof createApp>>();
const mocks = new WeakMap<object, MockWorkos>();

/** A console on a host, its WorkOS, and the machine from which the doctor looks at both; everything is well until a test changes it. */
export type World = {
  machine: Machine;
  /** The variables of the machine. */
  variables: Record<string, string>;
  /** What the function's instances have; one after the other answers. */
  instances: Instance[];
  block: Record<string, string | null>;
  workos: { redirectUris: string[]; allowedOrigins: string[]; clientId: string; apiKey: string };
  /** Changes the host's answers; null: the console answers by itself. */
  intercept: (request: Request, pass: () => Promise<Response>) => Promise<Response>;
  dns: Record<string, string[] | "NXDOMAIN" | "SERVFAIL">;
  redis: RedisInspection;
  mailFailure: string | null;
  clockOffsetMs: number;
  /** The address that the host reports of its clients; null: it reports none. */
  clientAddress: (request: Request) => string | null;
  script: string;
};

export function createWorld(): World {
  const variables: Record<string, string> = {
    PORTICO_ORIGIN: consoleOrigin,
    PORTICO_KEYS: newerSealingKey,
    WORKOS_API_KEY: apiKey,
    VITE_WORKOS_CLIENT_ID: clientId,
    VITE_WORKOS_API_URL: authOrigin,
    REDIS_URL: "rediss://default:redis-canary-password@redis.example.com:6379",
    SMTP_URL: "smtps://mailer:smtp-canary-password@smtp.example.com",
    MAIL_FROM: "Console <sign-in@example.com>",
  };
  const store = createMemoryCounterStore();
  const world: World = {
    variables,
    instances: [{ variables: { ...variables }, store }],
    block: { workosClientId: clientId, workosApiUrl: authOrigin, workosRedirectUri: null },
    workos: {
      redirectUris: [`${consoleOrigin}/auth/workos/callback`],
      allowedOrigins: [consoleOrigin],
      clientId,
      apiKey,
    },
    intercept: async (_request, pass) => await pass(),
    dns: {
      "example.com": ["v=spf1 include:_spf.example.net -all", "other=1"],
      "_domainkey.example.com": [],
      "_dmarc.example.com": ["v=DMARC1; p=quarantine"],
    },
    redis: { kind: "inspected", evictionPolicy: "noeviction", isSaved: true },
    mailFailure: null,
    clockOffsetMs: 0,
    clientAddress: () => clientAddress,
    script: `console.log("app")`,
    machine: {
      variables,
      build: null,
      fetch: async (input, init) => await answer(world, new Request(input, init)),
      now: () => Date.now(),
      resolveTxt: async (name) => {
        const texts = world.dns[name] ?? "NXDOMAIN";
        if (!Array.isArray(texts))
          throw Object.assign(new Error(name), { code: texts === "NXDOMAIN" ? "ENOTFOUND" : "ESERVFAIL" });
        if (texts.length === 0) throw Object.assign(new Error(name), { code: "ENODATA" });
        return texts.map((text) => [text.slice(0, 10), text.slice(10)]);
      },
      inspectRedis: async () => world.redis,
      checkMail: async () =>
        world.mailFailure === null ? { kind: "ready" } : { kind: "failing", cause: world.mailFailure },
      randomName: "doctor-test",
    },
  };
  return world;
}

function buildFile(text: string, contentType: string): BuiltFile {
  const bytes = new TextEncoder().encode(text);
  return { bytes, byteLength: bytes.byteLength, read: async () => bytes, contentType, entityTag: '"1"' };
}

export function buildFiles(world: World): BuiltFiles {
  const html = `<!doctype html><script type="application/json" id="portico-config">${JSON.stringify(world.block)}</script><script type="module" src="/assets/app.js"></script>`;
  return new Map([
    ["/index.html", buildFile(html, page["Content-Type"])],
    ["/sign-in.html", buildFile(`${html}<h1>Sign in</h1>`, page["Content-Type"])],
    ["/assets/app.js", buildFile(world.script, "text/javascript; charset=utf-8")],
  ]);
}

let asked = 0;

async function answer(world: World, request: Request): Promise<Response> {
  const { origin } = new URL(request.url);
  if (origin === authOrigin) {
    const workos =
      mocks.get(world) ?? createMockWorkos({ origin: authOrigin, logoutUris: [], ...world.workos });
    mocks.set(world, workos);
    return (await workos.answer(request)) ?? new Response("Not found", { status: 404 });
  }
  if (origin !== consoleOrigin) throw new TypeError("fetch failed");
  return await world.intercept(request, async () => await answerConsole(world, request));
}

async function answerConsole(world: World, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const response = pathname.startsWith("/api/")
    ? await askInstance(world, request)
    : toResponse(await answerStaticApp(buildFiles(world), request));
  const headers = buildSecurityHeaders({
    ownOrigin: consoleOrigin,
    workosOrigin: authOrigin,
    contentOrigins: parseContentOrigins({}),
  });
  for (const [name, value] of Object.entries(headers))
    if (!response.headers.has(name)) response.headers.set(name, value);
  response.headers.set("Date", new Date(Date.now() + world.clockOffsetMs).toUTCString());
  return response;
}

async function askInstance(world: World, request: Request): Promise<Response> {
  const instance = world.instances[asked % world.instances.length];
  asked += 1;
  if (instance === undefined) return new Response("Bad gateway", { status: 502 });
  const app = apps.get(instance) ?? createInstance(world, instance);
  apps.set(instance, app);
  const headers = new Headers(request.headers);
  const address = world.clientAddress(request);
  if (address !== null) headers.set("x-test-client-address", address);
  return await app.fetch(new Request(request, { headers }));
}

function createInstance(world: World, { variables, store }: Instance) {
  return createApp(
    {
      variables,
      clientAddressHeader: "x-test-client-address",
      counterStore: store ?? createMemoryCounterStore(),
      fetch: async (input, init) => await answer(world, new Request(input, init)),
      now: () => Date.now() + world.clockOffsetMs,
    },
    features,
  );
}
