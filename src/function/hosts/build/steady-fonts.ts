import type { Plugin } from "vite";

/**
 * A Vite plugin that has a typeface used only where it is there for the first paint: one that came later would move the page's content
 * (layout shift). The next page has it from the browser's cache.
 */
export function steadyFonts(): Plugin {
  return {
    name: "portico:steady-fonts",
    enforce: "pre",
    transform: {
      filter: { id: /\/@fontsource[^?]*\.css$/ },
      handler: (css) => css.replaceAll("font-display: swap", "font-display: optional"),
    },
  };
}
