import { readConfig } from "./read-config.ts";
import { beginExchange } from "./exchange.ts";
import { openStorage } from "./open-storage.ts";

/** Runs on the callback page as soon as its HTML is there. */
try {
  const config = readConfig();
  globalThis.porticoEarly = {
    redirect: null,
    emailStep: null,
    tokenRequest:
      config &&
      beginExchange({
        config,
        ownTab: openStorage(sessionStorage),
        shared: openStorage(localStorage),
        url: new URL(location.href),
        fetch,
        nowMs: Date.now(),
      }),
  };
} catch {
  // The app does it all, and says what is wrong.
}
