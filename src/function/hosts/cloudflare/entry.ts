import type { PublicConfigBlock } from "../../../contract/public-config-block.ts";
import { readVariable } from "../../../contract/variables.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import {
  createDurableObjectCounterStore,
  type DurableObjectNamespace,
  type PorticoStoreStub,
} from "../../stores/durable-object-counter-store.ts";
import { indexPath } from "../answer-rules.ts";
import { createFunctionHost, type FunctionHost } from "../function-host.ts";
import type { RequestScope } from "../request-scope.ts";
import { buildStampedTag, readStampedBlock, replaceStampedBlock } from "../stamped-block.ts";
import type { StaticFile, StaticFiles } from "../static-app.ts";
import { writeLogLine } from "../write-log-line.ts";
import { openHttpFeatures } from "./features.ts";

export { PorticoStore } from "../../stores/durable-object-store.ts";

/** The Worker's bindings. Its variables and secrets are the texts among them. */
type Bindings = {
  ASSETS: { fetch: (url: string) => Promise<Response> };
  PORTICO_STORE: DurableObjectNamespace<PorticoStoreStub>;
};

/** What the Worker knows of a file without asking for it. */
export type FileDescription = Pick<StaticFile, "contentType" | "entityTag" | "byteLength">;

/** Replaced by the build. */
declare const builtIndexHtml: string;
declare const builtFiles: Readonly<Record<string, FileDescription>>;

/** Started with the first request of an isolate: before, workerd has neither bindings nor random values. */
let host: FunctionHost | null = null;

const worker = {
  fetch: async (request: Request, bindings: Bindings, execution: RequestScope): Promise<Response> => {
    host ??= createHost(bindings);
    // Not the execution itself, whose method works only on it.
    const answered = host(request, { waitUntil: (task) => execution.waitUntil(task) });
    // A client may leave before its answer. workerd would stop there, and what others wait for would never come: a refresh token
    // that WorkOS has exchanged would be lost, and the person signed out.
    execution.waitUntil(answered);
    return await answered;
  },
  /** Called by the cron trigger. */
  scheduled: async (_event: unknown, bindings: Bindings, execution: RequestScope): Promise<void> => {
    host ??= createHost(bindings);
    await host.runDueTasks({ waitUntil: (task) => execution.waitUntil(task) });
  },
};

// oxlint-disable-next-line import/no-default-export -- workerd takes the module's default export.
export default worker;

function createHost(bindings: Bindings): FunctionHost {
  const variables = readTexts(bindings);
  return createFunctionHost({
    files: listFiles(bindings.ASSETS),
    buildPage,
    block: readStampedBlock(builtIndexHtml),
    variables,
    // Overwritten by Cloudflare (https://developers.cloudflare.com/fundamentals/reference/http-headers/).
    hostAddressHeader: "CF-Connecting-IP",
    open: async () => {
      refuseOtherStore(variables);
      return {
        counterStore: createDurableObjectCounterStore(bindings.PORTICO_STORE),
        features: await openHttpFeatures({
          variables,
          fetch,
          now: Date.now,
          writeLog: (level, event) => writeLogLine({ ...event, level, atMs: Date.now() }),
        }),
      };
    },
  });
}

function readTexts(bindings: Bindings): FunctionVariables {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries<unknown>(bindings)) {
    if (typeof value === "string") texts[name] = value;
  }
  return texts;
}

function refuseOtherStore(variables: FunctionVariables): void {
  if (readVariable(variables, "REDIS_URL") === null) return;
  throw new Error(
    "REDIS_URL isn't used on Cloudflare, where sends and guesses are counted in Durable Objects; remove it",
  );
}

function listFiles(assets: Bindings["ASSETS"]): StaticFiles {
  return new Map(
    Object.entries(builtFiles).map(([path, description]) => [
      path,
      { ...description, read: async () => await readAsset(assets, path) },
    ]),
  );
}

/** The page is in the bundle, so that its policy and its configuration are those of this Worker. */
function buildPage(block: PublicConfigBlock): StaticFile {
  const description = builtFiles[indexPath];
  if (description === undefined) throw new Error("The build has no page");
  const html = replaceStampedBlock(builtIndexHtml, block);
  const bytes = new TextEncoder().encode(html);
  return {
    ...description,
    entityTag:
      html === builtIndexHtml ? description.entityTag : buildStampedTag(description.entityTag, block),
    byteLength: bytes.byteLength,
    read: () => Promise.resolve(bytes),
  };
}

async function readAsset(assets: Bindings["ASSETS"], path: string): Promise<ReadableStream> {
  // Any host will do. The path is one of the build's and no client's.
  const response = await assets.fetch(`https://assets.invalid${encodeURI(path)}`);
  if (response.status !== 200 || response.body === null)
    throw new Error(`The asset ${path} is answered with ${String(response.status)}`);
  return response.body;
}
