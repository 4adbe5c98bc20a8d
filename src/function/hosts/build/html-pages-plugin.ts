import type { Plugin, Rolldown } from "vite";

import { type HtmlPage, htmlPages } from "../../../contract/html-pages.ts";

/** What a page of the build is made of. */
export type PageSource = {
  page: HtmlPage;
  /** The built `index.html`, with its configuration block. */
  indexHtml: string;
  /** What else the build writes, such as the chunks that a page can preload. */
  bundle: Readonly<Rolldown.OutputBundle>;
  /** Adds a file to the build. */
  emitFile: (fileName: string, source: string) => void;
};

/**
 * A Vite plugin that writes the HTML files of `htmlPages` beside `index.html`.
 * @param renderPage the whole HTML of a page; without it, each is a copy of `index.html`
 * @param completeIndex what every page needs, added to `index.html`
 */
export function writeHtmlPages(
  renderPage: (source: PageSource) => string | Promise<string> = ({ indexHtml }) => indexHtml,
  completeIndex: (html: string, bundle: PageSource["bundle"]) => string = (html) => html,
): Plugin {
  return {
    name: "portico:html-pages",
    apply: "build",
    generateBundle: {
      // After Vite's own, which writes index.html.
      order: "post",
      async handler(_, bundle) {
        const index = bundle["index.html"];
        // Builds of tests may have other entries.
        if (index?.type !== "asset") return;
        const source =
          typeof index.source === "string" ? index.source : new TextDecoder().decode(index.source);
        const indexHtml = completeIndex(source, bundle);
        index.source = indexHtml;
        const emitFile = (fileName: string, source: string) =>
          void this.emitFile({ type: "asset", fileName, source });
        for (const page of htmlPages)
          emitFile(page.file, await renderPage({ page, indexHtml, bundle, emitFile }));
      },
    },
  };
}
