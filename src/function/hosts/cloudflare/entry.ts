import { readVariable } from "../../../contract/variables.ts";
import type { PublicConfigBlock } from "../../../contract/public-config-block.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import {
  createDurableObjectCounterStore,
  type DurableObjectNamespace,
  type PorticoStoreStub,
} from "../../stores/durable-object-counter-store.ts";
import type { BuiltFiles } from "../built-files.ts";
import { createFunctionHost, type FunctionHost } from "../function-host.ts";
import { refuseMisspeltVariables } from "../variable-names.ts";
import { writeLogLine } from "../write-log-line.ts";
import { openHttpFeatures } from "./features.ts";

export { PorticoStore } from "../../stores/durable-object-store.ts";

/** The Worker's bindings; variables and secrets are its texts. */
type Env = {
  ASSETS: { fetch: (url: string) => Promise<Response> };
  PORTICO_STORE: DurableObjectNamespace<PorticoStoreStub>;
};

/** What `preset.ts` writes into the bundle. */
declare const builtConfigBlock: PublicConfigBlock;
declare const builtIndexHtml: string;
declare const builtFiles: Readonly<Record<string, { contentType: string; entityTag: string; byteLength: number }>>;

/** Cloudflare sets it on every request, whatever the client sent. */
const clientAddressHeader = "CF-Connecting-IP";

/** Started with the first request of an isolate: workerd has no random values before. */
let host: FunctionHost | null = null;

function createHost(env: Env): FunctionHost {
  const variables = readTexts(env);
  return createFunctionHost({
    files: listFiles(env),
    block: builtConfigBlock,
    variables,
    clientAddressHeader: readVariable(variables, "PORTICO_CLIENT_ADDRESS_HEADER") ?? clientAddressHeader,
    open: async () => {
      refuseMisspeltVariables(variables);
      refuseOtherStore(variables);
      return {
        counterStore: createDurableObjectCounterStore(env.PORTICO_STORE),
        features: openHttpFeatures({
          variables,
          fetch,
          now: Date.now,
          writeLog: (level, event) => writeLogLine({ ...event, level, atMs: Date.now() }),
        }),
      };
    },
  });
}

function readTexts(env: Env): FunctionVariables {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function refuseOtherStore(variables: FunctionVariables): void {
  if (readVariable(variables, "REDIS_URL") === null) return;
  throw new Error("REDIS_URL isn't used on Cloudflare, where sends and guesses are counted in a Durable Object; remove it");
}
