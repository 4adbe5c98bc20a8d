import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createRequire } from "node:module";

import { getResponse, type RequestHandler } from "msw";
import type { Plugin } from "vite";

import { mockClientId } from "./development-credentials.ts";
import { mountRoutes } from "./http/route.ts";
import { createMailbox, type Mailbox } from "./mailbox/mailbox.ts";
import { mailboxRoutes } from "./mailbox/mailbox-routes.ts";
import { sendWebResponse, toWebRequest } from "./node-http.ts";
import { createMockWorkos, type MockWorkosOptions } from "./workos/mock-workos.ts";

export type MockedWorkosOptions = {
  /** The server's own origin, asked at the first request, when the port is known. */
  origin: () => string;
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
const defaultRedirectPaths = ["/auth/workos/callback", "/auth/magic-link/callback"];
const mailboxPath = /^\/mock(?:[/?]|$)/;

/** Lets Vite's development and preview servers answer as WorkOS, and show the mailbox at `/mock/mailbox`. */
export function mockedWorkos(options: MockedWorkosOptions): Plugin {
  const mailbox = options.mailbox ?? createMailbox();
  const answeredPath = options.serves === "mailbox" ? mailboxPath : mockedPath;
  let mounted: { origin: string; handlers: RequestHandler[] } | null = null;

  function mount(): { origin: string; handlers: RequestHandler[] } {
    if (mounted !== null) return mounted;
    const origin = options.origin();
    mounted = { origin, handlers: buildHandlers(origin, mailbox, options) };
    return mounted;
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
    const { origin, handlers } = mount();
    const response = await getResponse(handlers, toWebRequest(message, reply, origin));
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
    configureServer(server) {
      server.middlewares.use((message, reply, next) => void answerOrPass(message, reply, next));
    },
    configurePreviewServer(server) {
      server.middlewares.use((message, reply, next) => void answerOrPass(message, reply, next));
    },
  };
}

function buildHandlers(origin: string, mailbox: Mailbox, options: MockedWorkosOptions): RequestHandler[] {
  if (options.serves === "mailbox")
    return mountRoutes(origin, mailboxRoutes(mailbox, { isBesideMockedWorkos: false }));
  const { redirectPaths = defaultRedirectPaths, logoutPaths = ["/signed-out"] } = options;
  return createMockWorkos({
    ...options.workos,
    origin,
    // The origin is the console's too, and its own tokens name it: here only WorkOS's longer form tells the two issuers apart.
    issuer: `${origin}/user_management/${options.workos?.clientId ?? mockClientId}`,
    redirectUris: redirectPaths.map((path) => `${origin}${path}`),
    logoutUris: logoutPaths.map((path) => `${origin}${path}`),
    allowedOrigins: [origin],
    mailbox,
  }).handlers;
}

function readWorkerScript(): Promise<Buffer> {
  return readFile(createRequire(import.meta.url).resolve("msw/mockServiceWorker.js"));
}
