import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import * as v from "valibot";

import { answerFile, type Edge, findFile, toAnswer, toRequest } from "./edge.ts";

// Frameworks API: https://docs.netlify.com/frameworks-api/ — functions with a path come before files and redirects, unless they
// prefer static files; redirects don't shadow files unless they are forced; a file with the ending .html is also at the path without
// it; headers are for files only.

const functionSchema = v.strictObject({
  name: v.string(),
  generator: v.string(),
  nodeBundler: v.literal("none"),
  includedFiles: v.array(v.string()),
  path: v.union([v.string(), v.array(v.string())]),
  excludedPath: v.optional(v.array(v.string()), []),
  method: v.optional(v.array(v.string())),
  preferStatic: v.optional(v.boolean(), false),
});
const configSchema = v.strictObject({
  headers: v.array(v.strictObject({ for: v.string(), values: v.record(v.string(), v.string()) })),
  redirects: v.array(
    v.strictObject({
      from: v.string(),
      to: v.string(),
      status: v.literal(200),
      force: v.optional(v.boolean(), false),
    }),
  ),
});
const moduleSchema = v.object({ default: v.function() });

export async function simulateNetlify(directory: string): Promise<Edge> {
  const output = join(directory, ".netlify", "v1");
  const publish = join(directory, "dist");
  const config = v.parse(configSchema, JSON.parse(await readFile(join(output, "config.json"), "utf8")));
  const names = await readdir(join(output, "functions"));
  const functions = await Promise.all(
    names.map(async (name) => {
      const path = join(output, "functions", name, `${name}.mjs`);
      // Netlify reads it from the source, without running it.
      const literal = /\nexport const config = (\{.*\});\n$/.exec(await readFile(path, "utf8"))?.[1] ?? "";
      const loaded = v.parse(moduleSchema, await import(pathToFileURL(path).href));
      return { config: v.parse(functionSchema, JSON.parse(literal)), answer: loaded.default };
    }),
  );

  return async (request) => {
    const { pathname, method } = request;
    const filePath = pathname === "/" ? "/index.html" : pathname;
    const isWhole = (await findFile(publish, filePath)) !== null;
    const fullPath = isWhole ? filePath : `${filePath}.html`;
    const file = await findFile(publish, fullPath);
    const called = functions.find(
      ({ config: own }) =>
        [own.path].flat().some((pattern) => fits(pattern, pathname)) &&
        !own.excludedPath.some((pattern) => fits(pattern, pathname)) &&
        (own.method === undefined || own.method.includes(method)) &&
        !(own.preferStatic && file !== null),
    );
    if (called !== undefined) {
      const context = { ip: request.client, waitUntil: () => undefined };
      const forwarded = { "x-forwarded-for": request.client, "x-nf-client-connection-ip": request.client };
      const response: unknown = await called.answer(toRequest(request, forwarded), context);
      return await toAnswer(v.parse(v.instance(Response), response));
    }
    const rewrite = config.redirects.find(
      ({ from, force }) => fits(from, pathname) && (force || file === null),
    );
    const servedPath = rewrite?.to ?? fullPath;
    const served = rewrite === undefined ? file : await findFile(publish, servedPath);
    const headers = new Headers({ "cache-control": "public,max-age=0,must-revalidate" });
    const own = new Headers();
    for (const { for: pattern, values } of config.headers) {
      if (!fits(pattern, pathname)) continue;
      // Rules that set a header twice add up.
      for (const [name, value] of Object.entries(values)) own.append(name, value);
    }
    for (const [name, value] of own) headers.set(name, value);
    return served === null
      ? { status: 404, headers, body: Buffer.from("Not Found") }
      : answerFile(served, servedPath, request, headers);
  };
}

function fits(pattern: string, pathname: string): boolean {
  const [start = "", ...rest] = pattern.split("*");
  return rest.length === 0 ? pathname === pattern : pathname.startsWith(start);
}
