import type { PublicConfigBlock } from "../../../contract/public-config-block.ts";
import { readVariable } from "../../../contract/variables.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import { isCall } from "../answer-rules.ts";
import type { FunctionHost } from "../function-host.ts";
import { createPageAnswer, type PageAnswer } from "../page-answer.ts";
import type { RequestScope } from "../request-scope.ts";
import { buildStampedTag, replaceStampedBlock } from "../stamped-block.ts";
import { type StaticFile, type StaticFiles, toResponse } from "../static-app.ts";
import type { StoreBinding } from "./create-worker-host.ts";

export { PorticoStore } from "../../stores/durable-object-store.ts";

/** The Worker's bindings. Its variables and secrets are the texts among them. */
type Bindings = {
  ASSETS: { fetch: (url: string) => Promise<Response> };
  PORTICO_STORE: StoreBinding;
};

/** What the Worker knows of a file without asking for it. */
export type FileDescription = Pick<StaticFile, "contentType" | "entityTag" | "byteLength">;

/** Replaced by the build. */
declare const builtConfigBlock: PublicConfigBlock;
declare const builtPages: Readonly<Record<string, string>>;
declare const builtFiles: Readonly<Record<string, FileDescription>>;

// Once: where the names are, the build writes the values.
const pageTexts = builtPages;
const descriptions = builtFiles;

// Started with the first request of an isolate that needs them: before, workerd has neither bindings nor random values. Pages don't
// wait for the function, which takes longer to start than everything else.
let pages: PageAnswer | null = null;
let host: FunctionHost | null = null;

const worker = {
  fetch: async (request: Request, bindings: Bindings, execution: RequestScope): Promise<Response> => {
    const answered = answerPage(request, bindings) ?? answerByFunction(request, bindings, execution);
    // A client may leave before its answer. workerd would stop there, and what others wait for would never come: a refresh token
    // that WorkOS has exchanged would be lost, and the person signed out.
    execution.waitUntil(answered);
    return await answered;
  },
  /** Called by the cron trigger. */
  scheduled: async (_event: unknown, bindings: Bindings, execution: RequestScope): Promise<void> => {
    const { runDueTasks } = await openHost(bindings);
    await runDueTasks(createScope(execution));
  },
};

// oxlint-disable-next-line import/no-default-export -- workerd takes the module's default export.
export default worker;

/** Null for calls, and where a variable is wrong on which pages depend: the function says which one. */
function answerPage(request: Request, bindings: Bindings): Promise<Response> | null {
  if (isCall(new URL(request.url).pathname)) return null;
  try {
    pages ??= openPages(bindings);
  } catch {
    return null;
  }
  return pages.answer(request).then(toResponse);
}

function openPages(bindings: Bindings): PageAnswer {
  const variables = readTexts(bindings);
  const ownOrigin = readVariable(variables, "PORTICO_ORIGIN");
  if (ownOrigin === null) throw new Error("PORTICO_ORIGIN is missing");
  return createPageAnswer({
    files: listFiles(bindings.ASSETS),
    buildPage,
    block: builtConfigBlock,
    variables,
    ownOrigin,
  });
}

async function answerByFunction(
  request: Request,
  bindings: Bindings,
  execution: RequestScope,
): Promise<Response> {
  const open = await openHost(bindings);
  return await open(request, createScope(execution));
}

async function openHost(bindings: Bindings): Promise<FunctionHost> {
  // In a file of its own, which is compiled when it is first needed.
  const { createWorkerHost } = await import("./create-worker-host.ts");
  host ??= createWorkerHost({
    store: bindings.PORTICO_STORE,
    variables: readTexts(bindings),
    block: builtConfigBlock,
    buildPage,
  });
  return host;
}

/** Not the execution itself, whose method works only on it. */
function createScope(execution: RequestScope): RequestScope {
  return { waitUntil: (task) => execution.waitUntil(task) };
}

function readTexts(bindings: Bindings): FunctionVariables {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries<unknown>(bindings)) {
    if (typeof value === "string") texts[name] = value;
  }
  return texts;
}

function listFiles(assets: Bindings["ASSETS"]): StaticFiles {
  return {
    get: (path) => {
      const description = descriptions[path];
      return description && { ...description, read: async () => await readAsset(assets, path) };
    },
  };
}

/** Pages are in the bundle, so that their policy and their configuration are those of this Worker. */
function buildPage(path: string, block: PublicConfigBlock): StaticFile | undefined {
  const builtHtml = pageTexts[path];
  const description = descriptions[path];
  if (builtHtml === undefined || description === undefined) return undefined;
  const html = replaceStampedBlock(builtHtml, block);
  const bytes = new TextEncoder().encode(html);
  return {
    ...description,
    entityTag: html === builtHtml ? description.entityTag : buildStampedTag(description.entityTag, block),
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
