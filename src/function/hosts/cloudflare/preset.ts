import { dirname } from "node:path";

import { readVariable } from "../../../contract/variables.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import { isPageFile } from "../answer-rules.ts";
import type { HostPreset } from "../host-preset.ts";
import type { FileDescription } from "./entry.ts";

const folder = "build/cloudflare";
const deployConfigPath = ".wrangler/deploy/config.json";
/** The function in a module of its own, which pages don't wait for. */
const functionModule = "./create-worker-host.ts";
const functionFile = "./function.mjs";
const storeBinding = { name: "PORTICO_STORE", class_name: "PorticoStore" };

/**
 * A Worker with static assets and Durable Objects, and the configuration with which `npx wrangler deploy` and Workers Builds deploy it
 * (https://developers.cloudflare.com/workers/wrangler/configuration/#generated-wrangler-configuration).
 * Cloudflare compresses by itself.
 */
export const cloudflare: HostPreset = {
  name: "cloudflare",
  write: async ({ variables, files, bundle, remove, write }) => {
    refusePages(variables);
    await remove(folder);
    const descriptions: Record<string, FileDescription> = {};
    const pages: Record<string, string> = {};
    for (const [path, { bytes, byteLength, contentType, entityTag }] of files) {
      descriptions[path] = { byteLength, contentType, entityTag };
      if (isPageFile(path)) pages[path] = new TextDecoder().decode(bytes);
      else await write(`${folder}/assets${path}`, bytes);
    }
    const define = { builtPages: pages, builtFiles: descriptions };
    const separate = { [functionModule]: functionFile };
    await write(
      `${folder}/${configuration.main}`,
      await bundle("cloudflare/entry.ts", "worker", define, separate),
    );
    const functionCode = await bundle(`cloudflare/${functionModule}`, "worker");
    await write(`${folder}/${dirname(configuration.main)}/${functionFile}`, functionCode);
    const name = readVariable(variables, "WRANGLER_CI_OVERRIDE_NAME") ?? "portico";
    await write(`${folder}/wrangler.json`, toJson({ name, ...configuration }));
    await write(deployConfigPath, toJson({ configPath: `../../${folder}/wrangler.json` }));
  },
};

const configuration = {
  // In a folder of its own: every module beside it is uploaded as a part of it.
  main: "worker/index.mjs",
  no_bundle: true,
  compatibility_date: "2026-11-01",
  // For the scope of a request, and nothing else of Node; and so that a module is compiled when it is first imported.
  compatibility_flags: ["nodejs_als", "new_module_registry"],
  assets: {
    directory: "assets",
    binding: "ASSETS",
    // The Worker answers everything, with the security headers; it takes files at their exact paths.
    run_worker_first: true,
    html_handling: "none",
    not_found_handling: "none",
  },
  durable_objects: { bindings: [storeBinding] },
  migrations: [{ tag: "v1", new_sqlite_classes: [storeBinding.class_name] }],
  // Each preview counts in objects of its own.
  previews: { durable_objects: { bindings: [storeBinding] } },
  // For sign-outs that WorkOS couldn't be told of, when no request comes.
  triggers: { crons: ["*/5 * * * *"] },
  // A deployment would else delete the variables that were set in the dashboard.
  keep_vars: true,
  observability: { enabled: true },
};

/** Pages would publish the files without the function, and has no Durable Objects. @throws Error with what to do instead */
function refusePages(variables: FunctionVariables): void {
  if (readVariable(variables, "CF_PAGES") === null || readVariable(variables, "PORTICO_HOST") !== null)
    return;
  throw new Error(
    "Cloudflare Pages (CF_PAGES) has no Durable Objects, in which the function counts; create a Worker from this repository " +
      "instead (docs/deploy/cloudflare.md), or set PORTICO_HOST=static and run the function elsewhere",
  );
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
