import { defineConfig } from "vitest/config";

import viteConfig from "../../vite.config.ts";

/**
 * The unit tests that can see a mutant: those of the browser's folders and the contract. The others would only cost time, and
 * those of `tests/repository` read source text, which is not itself while it is being mutated.
 */
const include = ["src/{app,calls,config,contract,guards,pages,session,sign-in,workos}/**/*.test.{ts,tsx}"];

export default defineConfig((environment) => {
  const config = viteConfig(environment);
  const { projects: _, ...shared } = config.test ?? {};
  const setupFiles = [shared.setupFiles ?? [], "tests/set-up/testing-library.ts"].flat();
  return { ...config, test: { ...shared, include, setupFiles, isolate: false } };
});
