import { join } from "node:path";

import { build, preview } from "vite";

import { mockClientId } from "../../src/mocks/development-credentials.ts";
import { addressOf, pageModules } from "./page-modules.ts";

/**
 * Serves what `npm run dev` serves, the mocked WorkOS and the mailbox included, from a bundle: a page is then a dozen requests
 * instead of three hundred. React is its development build, so that StrictMode does everything twice here too. The modules that
 * tests reach into and the pages that only tests have are entries of their own.
 *
 * `node tests/e2e/serve-bundled.ts <folder of the build> <port>[,<variable>=<value>] …`, with NODE_ENV=development: on each port
 * with a mock of its own; a variable holds from its port on.
 */
const [directory, ...servers] = process.argv.slice(2);
if (directory === undefined || servers.length === 0) throw new Error("Which folder, and which ports?");

const projectDirectory = join(import.meta.dirname, "..", "..");

// The development server writes the mock's client id into the page by itself; a build takes it from here alone.
process.env["VITE_WORKOS_CLIENT_ID"] = mockClientId;
process.env["VITE_WORKOS_API_URL"] = "/";
await build({
  root: projectDirectory,
  mode: "development",
  logLevel: "warn",
  build: {
    outDir: directory,
    emptyOutDir: true,
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        index: "index.html",
        guardedPages: "tests/e2e/screens/guarded-pages/index.html",
        ...pageModules,
      },
      preserveEntrySignatures: "strict",
      output: {
        entryFileNames: ({ name }) =>
          Object.hasOwn(pageModules, name) ? addressOf(name).slice(1) : "assets/[name]-[hash].js",
      },
    },
  },
});
delete process.env["VITE_WORKOS_CLIENT_ID"];
delete process.env["VITE_WORKOS_API_URL"];

for (const server of servers) {
  const [port, assignment = ""] = server.split(",");
  const [name = "", value] = assignment.split("=");
  if (value !== undefined) process.env[name] = value;
  await preview({
    root: projectDirectory,
    mode: "development",
    build: { outDir: directory },
    preview: { port: Number(port), strictPort: true },
  });
}
