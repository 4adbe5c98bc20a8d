import { defineConfig } from "vitest/config";

import viteConfig from "../../vite.config.ts";

/** The simulation at its whole size, with its figures on the screen. */
export default defineConfig((environment) => {
  const config = viteConfig(environment);
  const { projects: _, ...shared } = config.test ?? {};
  return {
    ...config,
    test: {
      ...shared,
      include: ["tests/simulation/**/*.test.ts"],
      // Millions of log entries would have to be kept for it.
      setupFiles: [],
      env: { PORTICO_WHOLE_SIMULATION: "1" },
    },
  };
});
