import type { PublicConfigBlock } from "../../../contract/public-config-block.ts";
import { readVariable } from "../../../contract/variables.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import {
  createDurableObjectCounterStore,
  type DurableObjectNamespace,
  type PorticoStoreStub,
} from "../../stores/durable-object-counter-store.ts";
import { createFunctionHost, type FunctionHost } from "../function-host.ts";
import type { BuildPage } from "../page-answer.ts";
import { writeLogLine } from "../write-log-line.ts";
import { openHttpFeatures } from "./features.ts";

export type StoreBinding = DurableObjectNamespace<PorticoStoreStub>;

/** The function in a Worker. */
export function createWorkerHost(options: {
  store: StoreBinding;
  variables: FunctionVariables;
  block: PublicConfigBlock;
  buildPage: BuildPage;
}): FunctionHost {
  const { variables } = options;
  return createFunctionHost({
    ...options,
    // Overwritten by Cloudflare (https://developers.cloudflare.com/fundamentals/reference/http-headers/).
    hostAddressHeader: "CF-Connecting-IP",
    open: async () => {
      refuseOtherStore(variables);
      return {
        counterStore: createDurableObjectCounterStore(options.store),
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

function refuseOtherStore(variables: FunctionVariables): void {
  if (readVariable(variables, "REDIS_URL") === null) return;
  throw new Error(
    "REDIS_URL isn't used on Cloudflare, where sends and guesses are counted in Durable Objects; remove it",
  );
}
