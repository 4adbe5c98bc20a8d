import { defineConfig } from "vitest/config";

import viteConfig from "../../vite.config.ts";

/** The attacks at their whole size, one after the other, with their counts on the screen. */
export default defineConfig((environment) => {
  const config = viteConfig(environment);
  const { projects: _, ...shared } = config.test ?? {};
  return {
    ...config,
    test: {
      ...shared,
      include: ["tests/attack/**/*.test.ts"],
      fileParallelism: false,
      // The short forms have their output looked through; here it would be too much of it.
      setupFiles: [],
      env: { PORTICO_WHOLE_ATTACK: "1" },
    },
  };
});
