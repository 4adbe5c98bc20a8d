import { join } from "node:path";

import { basePath } from "../../../contract/base-path.ts";
import { type BuiltScript, bundleScript } from "./bundle-script.ts";
import { type PageSource } from "./html-pages-plugin.ts";

const sourceDirectory = join(import.meta.dirname, "..", "..", "..");

/** Makes the HTML of pages that can be used before the app's script arrives: what the app would render, and the early script. */
export function createPageRenderer(isMinified: boolean): (source: PageSource) => Promise<string> {
  let script: Promise<BuiltScript> | null = null;
  return async ({ indexHtml, emitFile }) => {
    script ??= bundleScript(join(sourceDirectory, "early", "early.ts"), isMinified);
    const { fileName, code } = await script;
    emitFile(fileName, code);
    // Behind #root: nothing is painted of that before this script has run.
    return indexHtml.replace(
      "<noscript>",
      () => `<script src="${basePath}/${fileName}"></script>\n    <noscript>`,
    );
  };
}
