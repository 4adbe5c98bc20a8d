import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

/** Sizes in bytes, as brotli at its best has them. */
export type EntrySizes = {
  /** By HTML file: all scripts that the page loads before it is the app's; not what it loads once it can be used or is idle. */
  views: Map<string, number>;
  /** By page of the console but the first, which is in the frame's file: what it loads besides the scripts of `console.html`. */
  consolePages: Map<string, number>;
};

const pageChunks = {
  members: "members-page",
  account: "account-page",
};

/** Measures the scripts of a build. @param directory what `npm run build` writes: `dist` */
export async function measureEntries(directory: string): Promise<EntrySizes> {
  const names = (await readdir(join(directory, "assets"))).filter((name) => name.endsWith(".js"));
  const sources = new Map([["start.js", await readFile(join(directory, "start.js"), "utf8")]]);
  for (const name of names) sources.set(name, await readFile(join(directory, "assets", name), "utf8"));

  /** The scripts and all that they import statically. */
  const findNeeded = (entries: Iterable<string>): Set<string> => {
    const needed = new Set<string>();
    const add = (name: string) => {
      const source = sources.get(name);
      if (source === undefined || needed.has(name)) return;
      needed.add(name);
      for (const [, imported = ""] of source.matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+\.js)["'`]/g))
        add(imported);
    };
    for (const name of entries) add(name);
    return needed;
  };
  const measure = (scripts: Iterable<string>) =>
    [...scripts].reduce((total, name) => total + brotliCompressSync(sources.get(name) ?? "").length, 0);

  const views = new Map<string, number>();
  let frame = new Set<string>();
  for (const file of (await readdir(directory)).filter((name) => name.endsWith(".html"))) {
    const html = await readFile(join(directory, file), "utf8");
    const tags = html.match(/<(?:script\b[^>]*\ssrc=|link\b[^>]*rel="modulepreload")[^>]*>/g) ?? [];
    const loaded = findNeeded(tags.map((tag) => /"[^"]*\/([^"/]+\.js)"/.exec(tag)?.[1] ?? ""));
    for (const tag of tags)
      if (![...loaded].some((name) => tag.includes(`/${name}"`)))
        throw new Error(`${file} loads a script that isn't in the build: ${tag}`);
    views.set(file, measure(loaded));
    if (file === "console.html") frame = loaded;
  }
  const consolePages = new Map<string, number>();
  for (const [page, chunk] of Object.entries(pageChunks)) {
    const entry = names.find((name) => name.startsWith(`${chunk}-`));
    if (entry === undefined) throw new Error(`The build has no file for the page ${page}`);
    consolePages.set(page, measure([...findNeeded([entry])].filter((name) => !frame.has(name))));
  }
  return { views, consolePages };
}
