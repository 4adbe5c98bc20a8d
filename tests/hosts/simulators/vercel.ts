import { AsyncLocalStorage } from "node:async_hooks";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import * as v from "valibot";

import {
  answerFile,
  decode,
  type Edge,
  type EdgeAnswer,
  type EdgeRequest,
  findFile,
  toAnswer,
  toRequest,
} from "./edge.ts";

// Build Output API, version 3: https://vercel.com/docs/build-output-api/configuration

const sourceRouteSchema = v.strictObject({
  src: v.string(),
  dest: v.optional(v.string()),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  methods: v.optional(v.array(v.string())),
  continue: v.optional(v.boolean(), false),
  caseSensitive: v.optional(v.boolean(), false),
  important: v.optional(v.boolean(), false),
  has: v.optional(
    v.array(v.strictObject({ type: v.literal("header"), key: v.string(), value: v.string() })),
    [],
  ),
});
const configSchema = v.strictObject({
  version: v.literal(3),
  overrides: v.record(v.string(), v.strictObject({ path: v.string(), contentType: v.string() })),
  routes: v.array(
    v.union([v.strictObject({ handle: v.picklist(["filesystem", "hit"]) }), sourceRouteSchema]),
  ),
});
const functionSchema = v.strictObject({
  runtime: v.literal("nodejs24.x"),
  handler: v.literal("index.mjs"),
  launcherType: v.literal("Nodejs"),
  shouldAddHelpers: v.literal(false),
  supportsResponseStreaming: v.literal(true),
});
const moduleSchema = v.object({ default: v.object({ fetch: v.function() }) });

type SourceRoute = v.InferOutput<typeof sourceRouteSchema>;

export async function simulateVercel(directory: string): Promise<Edge> {
  const output = join(directory, ".vercel", "output");
  const read = async (path: string): Promise<unknown> =>
    JSON.parse(await readFile(join(output, path), "utf8"));
  const { routes, overrides } = v.parse(configSchema, await read("config.json"));
  /** Files that are at another path than their own. */
  const moved = new Map(Object.entries(overrides).map(([name, { path }]) => [`/${path}`, `/${name}`]));
  const functionDirectory = join("functions", "api.func");
  const { handler } = v.parse(functionSchema, await read(join(functionDirectory, ".vc-config.json")));
  const url = pathToFileURL(join(output, functionDirectory, handler)).href;
  const loaded = v.parse(moduleSchema, await import(url)).default;

  const phases = { start: [], filesystem: [], hit: [] } as Record<
    "start" | "filesystem" | "hit",
    SourceRoute[]
  >;
  let phase: keyof typeof phases = "start";
  for (const route of routes) {
    if ("handle" in route) phase = route.handle;
    else phases[phase].push(route);
  }

  const contexts = new AsyncLocalStorage<{ waitUntil: (task: Promise<unknown>) => void }>();
  Reflect.set(globalThis, Symbol.for("@vercel/request-context"), { get: () => contexts.getStore() });

  const callFunction = async (request: EdgeRequest): Promise<EdgeAnswer> => {
    // Vercel overwrites all three; see https://vercel.com/docs/headers/request-headers
    const names = ["x-real-ip", "x-forwarded-for", "x-vercel-forwarded-for"];
    const changed = Object.fromEntries(names.map((name) => [name, request.client]));
    const response = await contexts.run({ waitUntil: () => undefined }, async () =>
      v.parse(v.instance(Response), await loaded.fetch(toRequest(request, changed))),
    );
    return await toAnswer(response);
  };

  /** Runs a phase's routes: headers add up, and the first route without `continue` ends it. */
  const runPhase = (
    name: keyof typeof phases,
    path: string,
    request: EdgeRequest,
    headers: Map<string, { value: string; isImportant: boolean }>,
  ): string | null => {
    for (const route of phases[name]) {
      if (!fits(route, path, request)) continue;
      for (const [header, value] of Object.entries(route.headers)) {
        headers.set(header.toLowerCase(), { value, isImportant: route.important });
      }
      if (!route.continue) return route.dest ?? path;
    }
    return null;
  };

  return async (request) => {
    const headers = new Map<string, { value: string; isImportant: boolean }>();
    const serve = async (path: string): Promise<EdgeAnswer | null> => {
      const filePath = moved.get(path) ?? (path === "/" ? "/index.html" : path);
      const isElsewhere = moved.get(path) === undefined && [...moved.values()].includes(decode(filePath));
      const file = isElsewhere ? null : await findFile(join(output, "static"), filePath);
      if (file === null && path !== "/api") return null;
      runPhase("hit", path, request, headers);
      if (file === null) {
        const answer = await callFunction(request);
        for (const [name, { value, isImportant }] of headers) {
          if (isImportant || !answer.headers.has(name)) answer.headers.set(name, value);
        }
        return answer;
      }
      const own = new Headers({ "cache-control": "public, max-age=0, must-revalidate" });
      for (const [name, { value }] of headers) own.set(name, value);
      return answerFile(file, filePath, request, own);
    };
    const started = runPhase("start", request.pathname, request, headers);
    if (started !== null) return (await serve(started)) ?? notFound();
    const found = await serve(request.pathname);
    if (found !== null) return found;
    const missed = runPhase("filesystem", request.pathname, request, headers);
    return (missed === null ? null : await serve(missed)) ?? notFound();
  };
}

function fits(route: SourceRoute, path: string, request: EdgeRequest): boolean {
  if (route.methods !== undefined && !route.methods.includes(request.method)) return false;
  if (!new RegExp(`^${route.src}$`, route.caseSensitive ? "" : "i").test(path)) return false;
  return route.has.every(({ key, value }) => new RegExp(`^${value}$`).test(request.headers.get(key) ?? ""));
}

function notFound(): EdgeAnswer {
  return { status: 404, headers: new Headers(), body: Buffer.from("NOT_FOUND") };
}
