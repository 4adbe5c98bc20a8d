import type { IncomingMessage } from "node:http";

import type { Plugin, PreviewServer, ViteDevServer } from "vite";

/**
 * Names below which dev containers and tunnels give each port an address, and names that exist in no public DNS. Their owners
 * point them at their own servers only, so that no one else can point one at this machine (DNS rebinding).
 */
export const forwardingHosts: readonly string[] = [
  ".app.github.dev",
  ".gitpod.io",
  ".gitpod.dev",
  ".ona.dev",
  ".csb.app",
  ".cloudworkstations.dev",
  ".devtunnels.ms",
  ".ngrok-free.app",
  ".ngrok-free.dev",
  ".ngrok.app",
  ".ngrok.dev",
  ".ngrok.io",
  ".trycloudflare.com",
  ".loca.lt",
  ".ts.net",
  ".test",
];

/** The origin under which a request's browser reaches the development server; null when that host isn't allowed. */
export type ReadOrigin = (incoming: IncomingMessage) => string | null;

/**
 * Reads the origin from what the request says: the host that a proxy forwards (a dev container's or a tunnel's), or else `Host`.
 * Only hosts that the server allows count: a name that anyone can point at this machine would make its page one of ours
 * (DNS rebinding). Vite doesn't look at forwarded hosts, nor at any host when it serves https.
 */
export function createReadOrigin(server: ViteDevServer | PreviewServer): ReadOrigin {
  const { allowedHosts } = "transformRequest" in server ? server.config.server : server.config.preview;
  const isAllowed = (hostname: string): boolean =>
    allowedHosts === true ||
    /^(?:[a-z0-9-]+\.)*localhost$|^[0-9.]+$|^\[/.test(hostname) ||
    (allowedHosts ?? []).some((allowed) =>
      allowed.startsWith(".") ? `.${hostname}`.endsWith(allowed) : hostname === allowed,
    );
  return (incoming) => {
    const { headers } = incoming;
    const scheme = firstOf(headers["x-forwarded-proto"]) ?? readScheme(incoming);
    const host = firstOf(headers["x-forwarded-host"]) ?? readHost(incoming);
    const text = `${scheme}://${host}`;
    if (!/^https?:\/\/[a-z0-9.:[\]-]+$/i.test(text) || !URL.canParse(text)) return null;
    const url = new URL(text);
    return isAllowed(url.hostname) ? url.origin : null;
  };
}

/** Whether an origin is that of the request's own host, before any proxy. Some tunnels rewrite `Origin` to it as they do `Host`. */
export function isDirectOrigin(origin: string | undefined, incoming: IncomingMessage): boolean {
  return origin === `http://${readHost(incoming)}` || origin === `https://${readHost(incoming)}`;
}

/** Answers requests for a host that isn't allowed with what to set, as Vite does for `Host`. It must be the first plugin. */
export function refuseForeignHosts(): Plugin {
  return {
    name: "portico:foreign-hosts",
    configureServer: refuseAt,
    configurePreviewServer: refuseAt,
  };
}

function refuseAt(server: ViteDevServer | PreviewServer): void {
  const readOrigin = createReadOrigin(server);
  server.middlewares.use((incoming, outgoing, next) => {
    if (readOrigin(incoming) !== null) {
      next();
      return;
    }
    outgoing.writeHead(403, { "Content-Type": "text/plain; charset=utf-8" });
    outgoing.end(
      "Blocked: the host of this address is not allowed. Add it to server.allowedHosts in vite.config.ts.\n",
    );
  });
}

function readScheme(incoming: IncomingMessage): string {
  return "encrypted" in incoming.socket ? "https" : "http";
}

/** With HTTP/2, the host is in a pseudo-header. */
function readHost(incoming: IncomingMessage): string {
  const authority = incoming.headers[":authority"];
  return typeof authority === "string" ? authority : (incoming.headers.host ?? "");
}

function firstOf(header: string | string[] | undefined): string | null {
  const text = Array.isArray(header) ? header[0] : header;
  return text?.split(",")[0]?.trim().toLowerCase() || null;
}
