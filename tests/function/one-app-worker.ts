import { createApp, type FunctionApp } from "../../src/function/core/app.ts";
import { accessTokens } from "../../src/function/features/access-tokens/access-tokens.ts";
import { team } from "../../src/function/features/team/team.ts";
import { createMemoryCounterStore } from "../../src/function/stores/memory-counter-store.ts";

let app: FunctionApp | null = null;

/**
 * A worker whose requests all have one function, as on every host. It keeps no task alive after its request, which is the worst that
 * a host can do.
 */
const worker = {
  fetch: (request: Request, variables: Record<string, string>) => {
    app ??= createApp({ variables, counterStore: createMemoryCounterStore() }, [accessTokens, team]);
    return app.fetch(request);
  },
};

// oxlint-disable-next-line import/no-default-export -- workerd takes the module's default export.
export default worker;
