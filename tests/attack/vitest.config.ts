import { defineConfig } from "vitest/config";

import viteConfig from "../../vite.config.ts";

/** Runs the attacks at full size, one after the other, and prints their counts. */
export default defineConfig((environment) => {
  const config = viteConfig(environment);
  const { projects: _, ...shared } = config.test ?? {};
  return {
    ...config,
    test: {
      ...shared,
      include: ["tests/attack/**/*.test.ts"],
      fileParallelism: false,
      // Only the short forms check the function's output; here there would be too much of it.
      setupFiles: [],
      env: { PORTICO_LONG_RUN: "1" },
    },
  };
});
