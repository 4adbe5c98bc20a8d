import type { BuildOptions, Plugin } from "vite";

/**
 * The files of the app's script that have more than one reader, the first one first. Each has the modules that its sources need and
 * that are in none before it, so that a page loads a handful of files and not one for each module that two pages share. Every other
 * page, and every part that is imported when it is needed, is a file of its own.
 */
const sharedChunks = [
  // What every page needs.
  {
    name: "main",
    sources: ["/src/main.tsx", "/src/sign-in/authkit/use-authkit-redirect.ts", "/src/sign-in/intro.tsx"],
  },
  { name: "sign-in", sources: ["/src/pages/sign-in-page.tsx"] },
  // The small pages over which a sign-in or a sign-out leads.
  {
    name: "landing",
    sources: [
      "/src/pages/workos-callback-page.tsx",
      "/src/pages/login-page.tsx",
      "/src/pages/signed-out-page.tsx",
      "/src/pages/signed-in-page.tsx",
      "/src/pages/not-found-page.tsx",
    ],
  },
  // What every page of the console needs.
  { name: "console", sources: ["/src/app/console-frame.tsx", "/src/guards/require-access.tsx"] },
  // The steps of an email code, on the sign-in page and in the dialog of an expired session.
  { name: "email-code", sources: ["/src/sign-in/email-code/panel.tsx"] },
];

export const chunkOptions = {
  treeshake: {
    // Reading a property runs no code of ours, of React or of its router: without this, parts of them stay that nothing uses.
    propertyReadSideEffects: false,
  },
  output: {
    codeSplitting: {
      groups: sharedChunks.map(({ name, sources }, index) => ({
        name,
        test: (id: string) => sources.some((source) => id.endsWith(source)),
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
