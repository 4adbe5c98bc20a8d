import type { HostPreset } from "../host-preset.ts";

/** One process that serves `dist` and the function: `build/server.mjs`, which needs neither the sources nor `node_modules`. */
export const node: HostPreset = {
  name: "node",
  write: async ({ bundle, remove, write }) => {
    await remove("build");
    await write("build/server.mjs", await bundle("node/entry.ts", "node"));
  },
};
