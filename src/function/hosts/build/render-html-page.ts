import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import * as v from "valibot";
import { build, type Rolldown } from "vite";

import { basePath } from "../../../contract/base-path.ts";
import { type BuiltScript, bundleScript } from "./bundle-script.ts";
import { type PageSource } from "./html-pages-plugin.ts";

const sourceDirectory = join(import.meta.dirname, "..", "..", "..");

const pageSchema = v.object({
  title: v.string(),
  root: v.string(),
  templates: v.record(v.string(), v.string()),
});
type RenderedPage = v.InferOutput<typeof pageSchema>;

/** The modules whose chunks a page surely needs, besides the app's entry. */
const neededModules: Record<string, readonly string[]> = {
  "sign-in.html": ["pages/sign-in-page.tsx"],
  "login.html": ["app/begin-session.tsx", "pages/login-page.tsx"],
  "callback.html": [
    "app/begin-session.tsx",
    "pages/workos-callback-page.tsx",
    "app/console-frame.tsx",
    "pages/dashboard-page.tsx",
  ],
  "signed-out.html": ["app/begin-session.tsx", "pages/signed-out-page.tsx"],
  "console.html": ["app/begin-session.tsx", "app/console-frame.tsx"],
};

/**
 * Makes the HTML of pages that can be used before the app's script arrives: what the app shows first, rendered from its own components
 * (`src/app/render-pages.tsx`), and the early script.
 */
export function createPageRenderer(isMinified: boolean): (source: PageSource) => Promise<string> {
  let made: Promise<[BuiltScript, BuiltScript, BuiltScript, Map<string, RenderedPage>]> | null = null;
  return async ({ page, indexHtml, bundle, emitFile }) => {
    made ??= Promise.all([
      bundleScript(join(sourceDirectory, "early", "early.ts"), isMinified),
      bundleScript(join(sourceDirectory, "early", "callback.ts"), isMinified),
      bundleScript(join(sourceDirectory, "..", "public", "start.js"), isMinified),
      renderPages(),
    ]);
    const [script, callbackScript, startScript, pages] = await made;
    // In place of the source, which Vite has copied.
    emitFile("start.js", startScript.code);
    const name = page.file.replace(".html", "");
    const rendered = pages.get(name);
    const source = page.file === "sign-in.html" ? indexHtml.replace(noindex, "") : indexHtml;
    const needed = addNeededFiles(source, bundle, neededModules[page.file] ?? [], rendered?.templates);
    const html = preloadFont(needed, bundle);
    if (rendered === undefined) return html;
    const own = page.file === "callback.html" ? callbackScript : script;
    emitFile(own.fileName, own.code);
    const tag = `<script src="${basePath}/${own.fileName}"></script>`;
    // Before everything else that is asked for: the token request waits for it.
    if (own === callbackScript)
      return fillPage(html, name, rendered).replace(configBlock, (block) => `${block}\n    ${tag}`);
    return (
      // Behind #root: nothing of that is painted before the script has run.
      fillPage(
        usableBeforeApp.has(page.file) ? prefetchScript(loadAppLast(html), callbackScript) : html,
        name,
        rendered,
        tag.replace("<script", "<script data-early"),
      )
        // Before the style sheets: a browser has six connections at most, which it gives to what it reads first.
        .replace(
          '<link rel="stylesheet"',
          (link) => `<link rel="preload" as="script" href="${basePath}/${own.fileName}" />\n    ${link}`,
        )
    );
  };
}

/** The HTML with links to what every page needs: `main.tsx` imports the app in two steps, which no bundler can know. */
export function preloadApp(html: string, bundle: PageSource["bundle"]): string {
  return addNeededFiles(html, bundle, ["app/start-app.tsx"]);
}

/** The HTML with what the build has rendered. */
function fillPage(html: string, name: string, { title, root, templates }: RenderedPage, after = ""): string {
  const elements = Object.entries(templates).map(
    ([id, content]) => `<template id="early-${id}">${content}</template>`,
  );
  return html
    .replace(/<title>[^<]*<\/title>/, () => `<title>${title}</title>`)
    .replace(
      '<div id="root"></div>',
      () => `<div id="root" data-page="${name}">${root}</div>${elements.join("")}${after}`,
    );
}

const configBlock = /<script[^>]* id="portico-config">[^<]*<\/script>/;

/** The HTML with a link to what the page that people come back to from WorkOS needs first. */
function prefetchScript(html: string, { fileName }: BuiltScript): string {
  return html.replace(
    "</body>",
    () => `  <link rel="prefetch" as="script" href="${basePath}/${fileName}">\n  </body>`,
  );
}

/** On every page but the sign-in page, which is the one that people look for. */
const noindex = /\s*<meta name="robots" content="noindex" \/>/;

/** Pages on which people can act before the app's script is there. */
const usableBeforeApp: ReadonlySet<string> = new Set(["sign-in.html", "login.html", "signed-out.html"]);

/**
 * The HTML with the app's scripts at its end and at a low priority. They are large, and would share the network with what is needed for
 * the first paint: `npm run bench` showed the button after twice the time.
 */
function loadAppLast(html: string): string {
  const tags: string[] = [];
  const rest = html.replaceAll(
    /\s*(?:<script type="module"[^>]*><\/script>|<link rel="modulepreload"[^>]*>)/g,
    (tag) => {
      tags.push(tag.replace(/ (?:crossorigin )?(?=src=|href=)/, (before) => ` fetchpriority="low"${before}`));
      return "";
    },
  );
  return rest.replace("</body>", () => `${tags.join("").trimStart()}\n  </body>`);
}

/** The HTML with a link to the font of the page's words. At a low priority: the page can be used without. */
function preloadFont(html: string, bundle: PageSource["bundle"]): string {
  const font = Object.keys(bundle).find((name) => /-latin-wght-normal-[\w-]+\.woff2$/.test(name));
  if (font === undefined) throw new Error("The build has no font for the page's words");
  const link = `<link rel="preload" as="font" type="font/woff2" fetchpriority="low" crossorigin href="${basePath}/${font}">`;
  return html.replace("  </head>", () => `    ${link}\n  </head>`);
}

/**
 * The HTML with links to the chunks that the page needs, and to their style sheets and those of what is in a template, but for those that
 * it names already.
 */
function addNeededFiles(
  html: string,
  bundle: PageSource["bundle"],
  modules: readonly string[],
  templates: Record<string, string> = {},
): string {
  const chunks = findNeeded(bundle, modules);
  const sheets = new Set([
    ...[...chunks].flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]),
    ...findSheets(bundle, Object.values(templates).join("")),
  ]);
  const links = [
    ...[...chunks].map(({ fileName }) => ["modulepreload", fileName] as const),
    ...[...sheets].map((fileName) => ["stylesheet", fileName] as const),
  ]
    .map(([rel, fileName]) => [rel, `${basePath}/${fileName}`] as const)
    .filter(([, href]) => !html.includes(`"${href}"`))
    .map(([rel, href]) => `    <link rel="${rel}" crossorigin href="${href}">\n`);
  return html.replace("  </head>", () => `${links.join("")}  </head>`);
}

/** The style sheets that have a class of the HTML. Class names belong to one module each. */
function findSheets(bundle: PageSource["bundle"], html: string): string[] {
  const classes = [...html.matchAll(/\sclass="([^"]*)"/g)].flatMap(([, names = ""]) => names.split(" "));
  return Object.values(bundle)
    .filter((output) => output.type === "asset" && output.fileName.endsWith(".css"))
    .filter(
      (sheet) => sheet.type === "asset" && classes.some((name) => String(sheet.source).includes(`.${name}`)),
    )
    .map(({ fileName }) => fileName);
}

/** The chunks of the modules, with all that they import statically. */
function findNeeded(
  bundle: PageSource["bundle"],
  modules: readonly string[],
): ReadonlySet<Rolldown.OutputChunk> {
  const needed = new Set<Rolldown.OutputChunk>();
  const add = (output: Rolldown.OutputAsset | Rolldown.OutputChunk | undefined): void => {
    if (output?.type !== "chunk" || needed.has(output)) return;
    needed.add(output);
    for (const name of output.imports) add(bundle[name]);
  };
  for (const name of modules) {
    const chunk = Object.values(bundle).find(
      (output) => output.type === "chunk" && output.moduleIds.includes(join(sourceDirectory, name)),
    );
    if (chunk === undefined) throw new Error(`No chunk has src/${name}`);
    add(chunk);
  }
  return needed;
}

/** The pages of `src/app/render-pages.tsx`, bundled and run. */
async function renderPages(): Promise<Map<string, RenderedPage>> {
  const result = await build({
    root: join(sourceDirectory, ".."),
    configFile: false,
    envFile: false,
    publicDir: false,
    logLevel: "error",
    define: { "globalThis.porticoBasePath": JSON.stringify(basePath) },
    build: {
      ssr: join(sourceDirectory, "app", "render-pages.tsx"),
      write: false,
      minify: false,
      rolldownOptions: {
        // Packages stay where they are, for the file is run from another folder.
        output: { codeSplitting: false, paths: (id) => import.meta.resolve(id) },
        // All of it is one file, on purpose.
        checks: { ineffectiveDynamicImport: false },
      },
    },
  });
  const outputs: Rolldown.RolldownOutput[] = (Array.isArray(result) ? result : [result]).filter(
    (output) => "output" in output,
  );
  const code = outputs.flatMap(({ output }) => output).find(({ type }) => type === "chunk");
  if (code?.type !== "chunk") throw new Error("The pages' renderer has no code");
  const directory = await mkdtemp(join(tmpdir(), "portico-pages-"));
  try {
    const file = join(directory, "render-pages.mjs");
    await writeFile(file, code.code);
    // eslint-disable-next-line portico/import-table -- what has just been bundled
    const module: unknown = await import(pathToFileURL(file).href);
    const { renderPages: render } = v.parse(v.object({ renderPages: v.function() }), module);
    return new Map(Object.entries(v.parse(v.record(v.string(), pageSchema), await render())));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
