import { defineConfig } from "vitest/config";

import viteConfig from "../../vite.config.ts";

/**
 * The function's unit tests that can see a mutant in its folders for sealing, counters, sessions and the issuers, without those that
 * start a server of their own and those whose point is their number of repetitions: each mutant would pay for them.
 */
const include = [
  "src/function/stores/{guarded,memory}-counter*.test.ts",
  "src/function/core/{sealing,counters,cookies,events,session,email-code,workos}/**/*.test.ts",
  "src/function/features/local-issuer/*.test.ts",
  "src/function/core/*.test.ts",
];
const exclude = [
  "src/function/features/local-issuer/mail-bombing.test.ts",
  "src/function/features/local-issuer/sign-out-race.test.ts",
];

export default defineConfig((environment) => {
  const config = viteConfig(environment);
  const { projects: _, ...shared } = config.test ?? {};
  return { ...config, test: { ...shared, include, exclude } };
});
