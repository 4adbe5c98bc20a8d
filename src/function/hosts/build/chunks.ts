import type { BuildOptions, Plugin } from "vite";

/**
 * The files of the app's script that have more than one reader, the first one first. Each has the modules that its sources need and
 * that are in none before it, so that a page loads a handful of files and not one for each module that two pages share. Every other
 * page, and every part that is imported when it is needed, is a file of its own.
 */
const sharedChunks = [
  // By itself, because it is evaluated in a task of its own (src/main.tsx).
  {
    name: "react",
    sources: ["node_modules/react-dom/client.js", "node_modules/react-router/dist/"],
  },
  // What every page needs, and the rest of the sign-in page: apart, it would cost that page more than it would save others.
  {
    name: "app",
    sources: [
      "src/app/start-app.tsx",
      "src/sign-in/authkit/use-authkit-redirect.ts",
      "src/sign-in/authkit/describe-redirect.ts",
      "src/sign-in/intro.tsx",
      "src/sign-in/sign-in-parameters.ts",
      "src/sign-in/use-function-health.ts",
      "src/config/last-method.ts",
      "src/config/refusal-message.ts",
      "src/contract/sign-in-limits.ts",
      "src/pages/sign-in-page.tsx",
    ],
  },
  // The session and AuthKit. Every page waits for them, but a sign-in page on which nothing points to a session.
  { name: "session", sources: ["src/app/begin-session.tsx"] },
  // The words for failed calls.
  { name: "failures", sources: ["src/config/failure-message.ts"] },
  // Fields and what they are parsed with, for the steps of an email code and for the console's forms.
  {
    name: "forms",
    sources: [
      "src/ui/text-field.tsx",
      "src/contract/email-address.ts",
      "src/contract/invitations.ts",
      "src/contract/readable-email-address.ts",
    ],
  },
  // What every page of the console needs, and its first page.
  {
    name: "console",
    sources: [
      "src/guards/require-session.tsx",
      "src/app/console-frame.tsx",
      "src/guards/require-access.tsx",
      "src/pages/dashboard-page.tsx",
    ],
  },
  // The small pages over which a sign-in or a sign-out leads.
  {
    name: "landing",
    sources: [
      "src/pages/workos-callback-page.tsx",
      "src/pages/home-page.tsx",
      "src/pages/login-page.tsx",
      "src/pages/signed-out-page.tsx",
      "src/pages/signed-in-page.tsx",
      "src/pages/not-found-page.tsx",
    ],
  },
  // The steps of an email code, on the sign-in page and in the dialog of an expired session.
  { name: "email-code", sources: ["src/sign-in/email-code/panel.tsx"] },
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
        test: (id: string) => sources.some((source) => id.includes(`/${source}`)),
        priority: sharedChunks.length - index,
      })),
    },
  },
} satisfies BuildOptions["rolldownOptions"];

/**
 * Lets the build leave out what the app doesn't use of react-router, which is more than half of it. Its forms, its scroll restoration and
 * its server rendering are made by calls that nothing marks as pure, and named by assignments. Its data router is reached from `<Routes>` by
 * conditions that never hold here; an app that makes one all the same is told so. Its warnings and its messages to programmers are in
 * development only.
 */
export function pureRouter(): Plugin {
  return {
    name: "portico:pure-router",
    apply: "build",
    transform: {
      filter: { id: /\/react-router\/dist\// },
      handler: (code) =>
        code
          .replaceAll(/^\w+\.(?:displayName|contextType) = .*;$/gm, "")
          .replaceAll(/= (\w+)\.(forwardRef|createContext|memo)\(/g, "= /* @__PURE__ */ $1.$2(")
          .replaceAll(/^(var \w+ = )(?=new (?:Set|URL)\()/gm, "$1/* @__PURE__ */ ")
          .replaceAll(
            /^var (\w+) = class extends (\w+)\.Component \{/gm,
            'import { Component as $1Base } from "react";\nvar $1 = class extends $1Base {',
          )
          .replaceAll("ENABLE_DEV_WARNINGS = true", "ENABLE_DEV_WARNINGS = false")
          .replaceAll(/^( +)(?=(?:warning|warningOnce|invariant)\()/gm, "$1/* @__PURE__ */ ")
          .replaceAll("dataRouterState = dataRouterOpts?.state;", "dataRouterState = null;")
          .replaceAll(/\bdataRouterState &&|\bif \((?:dataRouterOpts && )?dataRouterState\)/g, (condition) =>
            condition.startsWith("if") ? "if (false)" : "false &&",
          )
          .replaceAll("isDataRoute ? ", "false ? ")
          .replaceAll(
            /^function createRouter\(\w+\) \{$/gm,
            '$&\n  throw new Error("The build leaves the data router out: pureRouter in src/function/hosts/build/chunks.ts");',
          ),
    },
  };
}
