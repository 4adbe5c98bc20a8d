import { defineConfig } from "vitest/config";

import viteConfig from "../../vite.config.ts";

/** Runs the simulation at full size and prints its figures. */
export default defineConfig((environment) => {
  const config = viteConfig(environment);
  const { projects: _, ...shared } = config.test ?? {};
  return {
    ...config,
    test: {
      ...shared,
      include: ["tests/simulation/**/*.test.ts"],
      // Checking the function's output would keep millions of log entries in memory.
      setupFiles: [],
      env: { PORTICO_LONG_RUN: "1" },
    },
  };
});
