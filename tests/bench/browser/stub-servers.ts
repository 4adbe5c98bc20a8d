import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, relative } from "node:path";
import { brotliCompressSync } from "node:zlib";

import { wait } from "../../../src/function/core/feature/environment.ts";

/** What WorkOS takes to exchange a code, the same for every app. The emulated network adds its own latency. */
const tokenLatencyMs = 150;

const contentTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

/** A server that can be stopped. */
export type Running = { close: () => void };

/** Answers a path in place of a file; false leaves it to the files. */
export type AnswerCall = (pathname: string, request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Serves a build as every app of the bench is served: brotli, hashed files immutable, pages revalidated, and `index.html` for every path
 * that no file answers.
 *
 * @param options.pages the HTML files of paths that have one of their own
 */
export async function serveBuild(options: {
  directory: string;
  port: number;
  pages?: ReadonlyMap<string, string>;
  answerCall?: AnswerCall;
}): Promise<Running> {
  const files = new Map<string, { body: Buffer; type: string; encoding: string | null }>();
  for (const path of listFiles(options.directory)) {
    const content = readFileSync(path);
    const extension = extname(path);
    const isCompressed = extension === ".woff2";
    files.set(`/${relative(options.directory, path)}`, {
      body: isCompressed ? content : brotliCompressSync(content),
      type: contentTypes[extension] ?? "application/octet-stream",
      encoding: isCompressed ? null : "br",
    });
  }
  return await listen(options.port, (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (options.answerCall?.(pathname, request, response) === true) return;
    const page = options.pages?.get(pathname);
    const file =
      files.get(pathname) ??
      (page === undefined ? undefined : files.get(`/${page}`)) ??
      files.get("/index.html");
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "Content-Type": file.type,
      "Cache-Control": pathname.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      ...(file.encoding !== null && { "Content-Encoding": file.encoding }),
    });
    response.end(file.body);
  });
}

/** WorkOS for browsers: it redirects back at once, and exchanges every code for the same person. */
export async function serveWorkos(
  port: number,
): Promise<Running & { setRedirecting: (is: boolean) => void }> {
  let isRedirecting = false;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const cors = {
      "Access-Control-Allow-Origin": request.headers.origin ?? "*",
      "Access-Control-Allow-Credentials": "true",
      "Access-Control-Allow-Headers": request.headers["access-control-request-headers"] ?? "*",
      "Access-Control-Max-Age": "600",
    };
    if (request.method === "OPTIONS") {
      response.writeHead(204, cors).end();
      return;
    }
    const redirectUri = url.searchParams.get("redirect_uri");
    if (url.pathname === "/user_management/authorize" && isRedirecting && redirectUri !== null) {
      const back = new URL(redirectUri);
      back.searchParams.set("code", "01J00000000000000000000000");
      const state = url.searchParams.get("state");
      if (state !== null) back.searchParams.set("state", state);
      response.writeHead(302, { Location: back.href }).end();
      return;
    }
    if (url.pathname === "/user_management/authorize") {
      response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>WorkOS</title>");
      return;
    }
    if (url.pathname === "/user_management/authenticate") {
      await wait(tokenLatencyMs);
      response.writeHead(200, { ...cors, "Content-Type": "application/json" });
      response.end(JSON.stringify(buildAuthentication()));
      return;
    }
    response.writeHead(200, { ...cors, "Content-Type": "application/json" }).end('{"keys":[]}');
  };
  const server = await listen(port, (request, response) => void answer(request, response));
  return {
    ...server,
    setRedirecting: (is) => {
      isRedirecting = is;
    },
  };
}

/** The name on the dashboard by which the bench knows that it is there. */
export const firstName = "Augusta";

function encodeJson(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function buildAuthentication(): unknown {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const claims = {
    iss: "https://api.workos.com/user_management/client_bench",
    sub: "user_01J00000000000000000000000",
    sid: "session_01J00000000000000000000000",
    jti: "01J00000000000000000000000",
    iat: nowSeconds,
    exp: nowSeconds + 300,
  };
  const accessToken = [
    encodeJson({ alg: "RS256", kid: "bench" }),
    encodeJson(claims),
    Buffer.alloc(256, 7).toString("base64url"),
  ].join(".");
  const createdAt = "2026-01-01T00:00:00.000Z";
  return {
    user: {
      object: "user",
      id: claims.sub,
      email: "ada@example.com",
      email_verified: true,
      first_name: firstName,
      last_name: "Lovelace",
      profile_picture_url: null,
      external_id: null,
      metadata: {},
      locale: null,
      last_sign_in_at: createdAt,
      created_at: createdAt,
      updated_at: createdAt,
    },
    access_token: accessToken,
    refresh_token: "refresh_bench",
    authentication_method: "GoogleOAuth",
  };
}

async function listen(
  port: number,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Running> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
  return {
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listFiles(directory: string): string[] {
  if (!existsSync(directory)) throw new Error(`There is no build in ${directory}`);
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile());
}
