import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createRequire } from "node:module";

import { getResponse, type RequestHandler } from "msw";
import type { Plugin } from "vite";

import { basePath } from "../contract/base-path.ts";
import { mockClientId } from "./development-credentials.ts";
import { mountRoutes } from "./http/route.ts";
import { createMailbox, type Mailbox } from "./mailbox/mailbox.ts";
import { mailboxRoutes } from "./mailbox/mailbox-routes.ts";
import { sendWebResponse, toWebRequest } from "./node-http.ts";
import { createMockWorkos, type MockWorkos, type MockWorkosOptions } from "./workos/mock-workos.ts";

export type MockedWorkosOptions = {
  /** The origin under which a request reaches the server; its pages may use the mock, and its callback is registered there. */
  origin: (incoming: IncomingMessage) => string;
  /** "mailbox": another WorkOS is in use, and only the mailbox page is served here. Default "workos". */
  serves?: "workos" | "mailbox";
  /** Paths of the origin that are registered as redirect URIs; by default AuthKit's callback and Magic Link's landing. */
  redirectPaths?: string[];
  /** Paths of the origin that a sign-out may return to. */
  logoutPaths?: string[];
  /** Serves msw's worker script at `/mockServiceWorker.js`, for mocking inside the browser. Default false. */
  servesWorkerScript?: boolean;
  /** Shared with whoever delivers mail; by default one of its own. */
  mailbox?: Mailbox;
  workos?: Partial<
    Pick<MockWorkosOptions, "clientId" | "apiKey" | "signUpAllowed" | "accessTokenLifetimeMs">
  >;
};

const mockedPath =
  /^\/(?:user_management|sso|passwordless|auth\/factors|authorization|organizations|mock)(?:[/?]|$)|^\/connections(?:\?|$)/;
const defaultRedirectPaths = [`${basePath}/auth/workos/callback`, `${basePath}/auth/magic-link/callback`];
/** Origins whose handlers are kept; a developer uses a few, and a client may send any number of hosts. */
const maximumOrigins = 20;
const mailboxPath = /^\/mock(?:[/?]|$)/;

/** `fetch` for the function's calls: without the network, which doesn't lead back to this server under every origin. */
export type MockedWorkosApi = { fetch: typeof fetch };

/**
 * Lets Vite's development and preview servers answer as WorkOS, and show the mailbox at `/mock/mailbox`. Under every origin of the
 * server it is the same WorkOS: its people, codes and faults are shared.
 */
export function mockedWorkos(
  options: MockedWorkosOptions,
): Plugin<MockedWorkosApi> & { api: MockedWorkosApi } {
  const mailbox = options.mailbox ?? createMailbox();
  const answeredPath = options.serves === "mailbox" ? mailboxPath : mockedPath;
  const mocks = new Map<string, RequestHandler[]>();
  let state: MockWorkosOptions["state"];

  function mount(origin: string): RequestHandler[] {
    const mounted = mocks.get(origin);
    if (mounted !== undefined) return mounted;
    const mock = options.serves === "mailbox" ? null : createMock(origin, mailbox, options, state);
    state ??= mock?.state;
    const handlers =
      mock?.handlers ?? mountRoutes(origin, mailboxRoutes(mailbox, { isBesideMockedWorkos: false }));
    const [oldest] = mocks.keys();
    if (mocks.size >= maximumOrigins && oldest !== undefined) mocks.delete(oldest);
    mocks.set(origin, handlers);
    return handlers;
  }

  async function answer(message: IncomingMessage, reply: ServerResponse): Promise<boolean> {
    const path = message.url ?? "/";
    if (options.servesWorkerScript === true && path.split("?")[0] === "/mockServiceWorker.js") {
      reply.setHeader("Content-Type", "text/javascript; charset=utf-8");
      reply.setHeader("Cache-Control", "no-cache");
      reply.end(await readWorkerScript());
      return true;
    }
    if (!answeredPath.test(path)) return false;
    const origin = options.origin(message);
    const response = await getResponse(mount(origin), toWebRequest(message, reply, origin));
    if (response === undefined) return false;
    await sendWebResponse(response, reply);
    return true;
  }

  async function answerOrPass(
    message: IncomingMessage,
    reply: ServerResponse,
    next: (error?: unknown) => void,
  ): Promise<void> {
    try {
      if (!(await answer(message, reply))) next();
    } catch (error) {
      next(error);
    }
  }

  return {
    name: "portico:mocked-workos",
    api: {
      fetch: async (input, init) => {
        const request = new Request(input, init);
        const answered = getResponse(mount(new URL(request.url).origin), request);
        const response = await Promise.race([answered, untilAborted(request.signal)]);
        if (response === undefined || response.type === "error") throw new TypeError("fetch failed");
        return response;
      },
    },
    configureServer(server) {
      server.middlewares.use((message, reply, next) => void answerOrPass(message, reply, next));
    },
    configurePreviewServer(server) {
      server.middlewares.use((message, reply, next) => void answerOrPass(message, reply, next));
    },
  };
}

function createMock(
  origin: string,
  mailbox: Mailbox,
  options: MockedWorkosOptions,
  state: MockWorkosOptions["state"],
): MockWorkos {
  const { redirectPaths = defaultRedirectPaths, logoutPaths = [`${basePath}/signed-out`] } = options;
  return createMockWorkos({
    ...options.workos,
    origin,
    // The origin is the console's too, and its own tokens name it: here only WorkOS's longer form tells the two issuers apart.
    issuer: `${origin}/user_management/${options.workos?.clientId ?? mockClientId}`,
    redirectUris: redirectPaths.map((path) => `${origin}${path}`),
    logoutUris: logoutPaths.map((path) => `${origin}${path}`),
    allowedOrigins: [origin],
    ...(isKeptInStorage(origin) ? {} : { cookieDomain: new URL(origin).hostname }),
    mailbox,
    ...(state === undefined ? {} : { state }),
  });
}

/** Where authkit-js keeps the refresh token itself (`devMode`); everywhere else it relies on WorkOS's cookies. */
function isKeptInStorage(origin: string): boolean {
  return ["localhost", "127.0.0.1"].includes(new URL(origin).hostname);
}

/** Rejects as `fetch` does, once the signal aborts. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void =>
      reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}

function readWorkerScript(): Promise<Buffer> {
  return readFile(createRequire(import.meta.url).resolve("msw/mockServiceWorker.js"));
}
