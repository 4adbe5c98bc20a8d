import { builtinEnvironments, type Environment } from "vitest/runtime";

// On the global object: this module is evaluated anew for each file.
declare global {
  var porticoDocument: ReturnType<Environment["setup"]> | undefined;
}

/**
 * jsdom for all files of a worker: making a document anew for each takes longer than most of their tests. What a test leaves in it
 * is removed in `testing-library.ts`.
 */
const sharedDocument: Environment = {
  name: "shared-document",
  viteEnvironment: "client",
  setup: async (global, options) => {
    globalThis.porticoDocument ??= builtinEnvironments.jsdom.setup(global, options);
    await globalThis.porticoDocument;
    return { teardown: () => undefined };
  },
};

export default sharedDocument;
