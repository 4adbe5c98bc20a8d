/** The light theme of the app's design tokens, copied because a mail can't refer to a style sheet. */
export const colors = {
  ground: "#f5f2ec",
  surface: "#fffdf9",
  sunken: "#ece7dd",
  line: "#d9d2c4",
  lineStrong: "#857d6d",
  ink: "#1d1c19",
  inkSoft: "#5a554a",
  accent: "#0e5a4d",
  onAccent: "#ffffff",
  archOuter: "#0f4a40",
  archInner: "#4f8374",
  archLight: "#fbe3b0",
} as const;

/** Local fonts only: fetching one would reveal that the mail was opened. Double quotes would end the attribute. */
export const fonts = {
  sans: "'Instrument Sans',system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif",
  mono: "ui-monospace,'SF Mono',Menlo,Consolas,'Courier New',monospace",
} as const;

const dark = {
  ground: "#101413",
  surface: "#181d1b",
  sunken: "#232a27",
  line: "#2c3431",
  lineStrong: "#7d8a84",
  ink: "#f0ece3",
  inkSoft: "#b1ada2",
  accent: "#82d3bf",
  onAccent: "#06231d",
} as const;

const darkRules: readonly (readonly [selector: string, declarations: string])[] = [
  [".ground", `background-color:${dark.ground} !important;`],
  [".surface", `background-color:${dark.surface} !important;border-color:${dark.line} !important;`],
  [".sunken", `background-color:${dark.sunken} !important;`],
  [".ink", `color:${dark.ink} !important;`],
  [".ink-soft", `color:${dark.inkSoft} !important;`],
  [".main-link", `background-color:${dark.accent} !important;border-color:${dark.accent} !important;`],
  [".main-link-text", `color:${dark.onAccent} !important;`],
  [".quiet-link", `background-color:${dark.surface} !important;border-color:${dark.lineStrong} !important;`],
  [".quiet-link-text", `color:${dark.accent} !important;`],
];

/** For mail programs that support dark mode; Outlook.com replaces the media query with its own attribute. */
export const darkStyles = [
  ":root{color-scheme:light dark;supported-color-schemes:light dark;}",
  "a[x-apple-data-detectors]{color:inherit !important;text-decoration:none !important;}",
  `@media (prefers-color-scheme:dark){${darkRules.map(([selector, declarations]) => `${selector}{${declarations}}`).join("")}}`,
  ...darkRules.map(([selector, declarations]) => `[data-ogsc] ${selector}{${declarations}}`),
].join("\n");
