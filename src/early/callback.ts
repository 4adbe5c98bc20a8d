import { readConfig } from "./read-config.ts";
import { beginExchange } from "./exchange.ts";
import { openStorage } from "./open-storage.ts";

/** Runs on the callback page as soon as its HTML is there. */
try {
  const config = readConfig();
  const tokenRequest =
    config &&
    beginExchange({
      config,
      ownTab: openStorage(sessionStorage),
      shared: openStorage(localStorage),
      url: new URL(location.href),
      fetch,
      nowMs: Date.now(),
    });
  globalThis.porticoEarly = { redirect: null, emailStep: null, tokenRequest };
  if (tokenRequest !== null) document.documentElement.classList.add("shown");
} catch {
  // The app does it all, and says what is wrong.
}
