import { type EarlyState } from "./early-state.ts";

/**
 * Runs before the first paint, once the page that the build has rendered is parsed: decides whether people may see it, and takes
 * their clicks until the app takes over. At most 3 kB (docs/first-paint.md): no React, no valibot.
 */
const early: EarlyState = {
  isPageShown: false,
  redirect: null,
  emailStep: null,
  tokenRequest: null,
  probe: null,
  stop: () => undefined,
};
globalThis.porticoEarly = early;
