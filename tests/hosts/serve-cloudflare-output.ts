import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import * as v from "valibot";

import { testAddressHeader } from "../../src/function/testing/test-browser.ts";
import { objectsFolder, startWorkerd, type Workerd } from "../function/start-workerd.ts";

/** What of a generated `wrangler.json` says how the Worker runs. */
const wranglerSchema = v.object({
  main: v.string(),
  compatibility_date: v.string(),
  compatibility_flags: v.array(v.string()),
  assets: v.object({
    directory: v.string(),
    binding: v.string(),
    html_handling: v.literal("none"),
    not_found_handling: v.literal("none"),
    run_worker_first: v.literal(true),
  }),
  durable_objects: v.object({ bindings: v.array(v.object({ name: v.string(), class_name: v.string() })) }),
  migrations: v.array(v.object({ tag: v.string(), new_sqlite_classes: v.array(v.string()) })),
  triggers: v.object({ crons: v.pipe(v.array(v.string()), v.minLength(1)) }),
});

/** Path at which the edge calls the Worker's cron trigger. */
const scheduledPath = "/cdn-cgi/scheduled";

/**
 * Cloudflare's edge before the Worker: it sets the client's address, whatever the client sent; a test names it in a header.
 * https://developers.cloudflare.com/fundamentals/reference/http-headers/
 */
const edge = `export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname === "${scheduledPath}") {
      const { outcome } = await env.WORKER.scheduled({ cron: "* * * * *", scheduledTime: new Date() });
      return new Response(outcome);
    }
    const headers = new Headers(request.headers);
    headers.set("CF-Connecting-IP", headers.get("${testAddressHeader}") ?? "192.0.2.1");
    headers.delete("${testAddressHeader}");
    return await env.WORKER.fetch(new Request(request, { headers, redirect: "manual" }));
  }
};
`;

/**
 * The ASSETS binding with html_handling and not_found_handling none: a file at exactly its path, everything else 404.
 * https://developers.cloudflare.com/workers/static-assets/binding/
 */
const assets = `export default {
  async fetch(request, env) {
    if (request.method !== "GET" && request.method !== "HEAD") return new Response(null, { status: 405 });
    const { pathname } = new URL(request.url);
    const file = await env.FILES.fetch("http://files" + pathname, { method: request.method });
    const isFile = file.ok && file.headers.get("Content-Type") === "application/octet-stream";
    if (!isFile) return new Response(null, { status: 404 });
    return new Response(file.body, {
      headers: {
        "Cache-Control": "public, max-age=0, must-revalidate",
        ETag: '"set-by-cloudflare"',
        "Content-Type": "application/octet-stream",
      },
    });
  }
};
`;

/** The network, with some origins answered by others: a test has no services of the internet. */
const network = `export default {
  async fetch(request, env) {
    const { origin, pathname, search } = new URL(request.url);
    const other = env.REROUTES[origin];
    if (other === undefined) return await fetch(request);
    return await fetch(new Request(other + pathname + search, request));
  }
};
`;

/** Path at which a test moves the clock of the Worker and of its objects forward. */
const clockPath = "/cdn-cgi/clock";

/** The Worker with a clock that a test moves. */
const main = `import worker from "./built.mjs";
export * from "./built.mjs";
let passedMs = 0;
const readClock = Date.now;
Date.now = () => readClock() + passedMs;
export default {
  ...worker,
  async fetch(request, env, execution) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "${clockPath}") return await worker.fetch(request, env, execution);
    passedMs += Number(searchParams.get("ms"));
    return new Response(null, { status: 204 });
  }
};
`;

/** A Worker that runs as Cloudflare runs it. */
export type CloudflareServer = {
  origin: string;
  /** Calls the cron trigger; resolves to its outcome, `ok` where all went well. */
  runScheduled: () => Promise<string>;
  passTime: (ms: number) => Promise<void>;
  stop: Workerd["stop"];
};

/**
 * Serves what the build wrote for Cloudflare in workerd, as its `wrangler.json` says.
 *
 * @param options.outputDirectory the folder of `wrangler.json`
 * @param options.variables the Worker's variables and secrets
 * @param options.port a free one when absent
 * @param options.reroutes origins that the Worker reaches at others
 * @param options.onOutput see `startWorkerd`
 */
export async function serveCloudflareOutput(options: {
  outputDirectory: string;
  variables: Readonly<Record<string, string>>;
  port?: number;
  reroutes?: Readonly<Record<string, string>>;
  onOutput?: (text: string) => void;
}): Promise<CloudflareServer> {
  const { outputDirectory, variables, port = 0, reroutes = {}, onOutput } = options;
  const wrangler = v.parse(
    wranglerSchema,
    JSON.parse(await readFile(join(outputDirectory, "wrangler.json"), "utf8")),
  );
  const classes = wrangler.migrations.flatMap((migration) => migration.new_sqlite_classes);
  const texts = Object.entries(variables).map(
    ([name, text]) => `(name = ${quote(name)}, text = ${quote(text)})`,
  );
  const objects = wrangler.durable_objects.bindings.map(
    (binding) => `(name = ${quote(binding.name)}, durableObjectNamespace = ${quote(binding.class_name)})`,
  );
  const compatibility = `compatibilityDate = ${quote(wrangler.compatibility_date)}`;
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "edge", worker = (
      modules = [(name = "edge.mjs", esModule = embed "edge.mjs")],
      ${compatibility},
      compatibilityFlags = ["service_binding_extra_handlers"],
      bindings = [(name = "WORKER", service = "worker")]
    )),
    (name = "worker", worker = (
      modules = [
        (name = "main.mjs", esModule = embed "main.mjs"),
        (name = "built.mjs", esModule = embed "built.mjs"),
        (name = "function.mjs", esModule = embed "function.mjs")
      ],
      ${compatibility},
      compatibilityFlags = [${wrangler.compatibility_flags.map(quote).join(", ")}],
      bindings = [
        (name = ${quote(wrangler.assets.binding)}, service = "assets"),
        ${[...texts, ...objects].join(",\n        ")}
      ],
      durableObjectNamespaces = [${classes.map((name) => `(className = ${quote(name)}, uniqueKey = ${quote(name)}, enableSql = true)`).join(", ")}],
      durableObjectStorage = (localDisk = "objects"),
      globalOutbound = "network"
    )),
    (name = "assets", worker = (
      modules = [(name = "assets.mjs", esModule = embed "assets.mjs")],
      ${compatibility},
      bindings = [(name = "FILES", service = "files")]
    )),
    (name = "files", disk = (path = ${quote(join(outputDirectory, wrangler.assets.directory))})),
    (name = "objects", disk = (path = "${objectsFolder}", writable = true)),
    (name = "network", worker = (
      modules = [(name = "network.mjs", esModule = embed "network.mjs")],
      ${compatibility},
      bindings = [(name = "REROUTES", json = ${quote(JSON.stringify(reroutes))})],
      globalOutbound = "internet"
    )),
    (name = "internet", network = (allow = ["private", "public"], tlsOptions = (trustBrowserCas = true)))
  ],
  sockets = [(name = "http", address = "127.0.0.1:${String(port)}", http = (), service = "edge")]
);
`;
  const workerd = await startWorkerd(
    config,
    {
      "edge.mjs": edge,
      "assets.mjs": assets,
      "network.mjs": network,
      "main.mjs": main,
      "built.mjs": await readFile(join(outputDirectory, wrangler.main), "utf8"),
      "function.mjs": await readFile(join(outputDirectory, dirname(wrangler.main), "function.mjs"), "utf8"),
    },
    onOutput,
  );
  const origin = workerd.originOf("http");
  return {
    origin,
    runScheduled: async () => await (await fetch(`${origin}${scheduledPath}`)).text(),
    passTime: async (ms) => {
      await fetch(`${origin}${clockPath}?ms=${String(ms)}`);
    },
    stop: workerd.stop,
  };
}

/** A text of Cap'n Proto's, whose escapes JSON's are. */
function quote(text: string): string {
  return JSON.stringify(text);
}
