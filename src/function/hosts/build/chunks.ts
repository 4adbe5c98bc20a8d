import type { BuildOptions, Plugin } from "vite";

/**
 * The files of the app's script that have more than one reader. A module belongs to the first of them whose source file needs it, so
 * that a page loads a handful of files and not one for each module that two pages share. Every other page is a file of its own.
 */
const sharedChunks = [
  // What every page needs.
  { name: "main", source: "src/main.tsx" },
  // What every page of the console needs.
  { name: "console", source: "src/app/console-frame.tsx" },
];

export const chunkOptions = {
  treeshake: {
    // Reading a property runs no code of ours, of React or of its router: without this, parts of them stay that nothing uses.
    propertyReadSideEffects: false,
  },
  output: {
    codeSplitting: {
      groups: sharedChunks.map(({ name, source }, index) => ({
        name,
        test: (id: string) => id.endsWith(source),
        priority: sharedChunks.length - index,
      })),
    },
  },
} satisfies BuildOptions["rolldownOptions"];

/**
 * Lets the build leave out what the app doesn't use of react-router: its forms, its scroll restoration and its server rendering are
 * made by calls that nothing marks as pure, and named by assignments. Half of the router goes with them.
 */
export function pureRouter(): Plugin {
  return {
    name: "portico:pure-router",
    apply: "build",
    transform: {
      filter: { id: /\/react-router\/dist\// },
      handler: (code) =>
        code
          .replaceAll(/^\w+\.displayName = .*;$/gm, "")
          .replaceAll(/= (\w+)\.(forwardRef|createContext|memo)\(/g, "= /* @__PURE__ */ $1.$2(")
          .replaceAll(
            /^var (\w+) = class extends (\w+)\.Component \{/gm,
            'import { Component as $1Base } from "react";\nvar $1 = class extends $1Base {',
          ),
    },
  };
}
