/** A code block of a page, with what its info string says. */
export type CodeBlock = {
  language: string;
  /** Path of the file that the block quotes, relative to the project; null when it names none. */
  file: string | null;
  /** The named region of the file; null: the whole file. */
  region: string | null;
  text: string;
};

/** The fenced code blocks of a Markdown page, as in ```` ```tsx file=tests/examples/a.tsx#region ````. */
export function readCodeBlocks(page: string): CodeBlock[] {
  return [...page.matchAll(/^```(?<info>[^\n`]*)\n(?<text>.*?)^```$/gms)].map(({ groups }) => {
    const [language = "", ...attributes] = (groups?.["info"] ?? "").trim().split(/\s+/);
    const quoted = attributes.find((attribute) => attribute.startsWith("file="))?.slice("file=".length);
    const [file = null, region = null] = quoted?.split("#") ?? [];
    return { language, file, region, text: groups?.["text"] ?? "" };
  });
}

/** What a block has to say: the file, or what stands between `// #region name` and the next `// #endregion` in it. */
export function readQuoted(source: string, region: string | null): string | null {
  if (region === null) return source;
  const lines = source.split("\n");
  const start = lines.indexOf(`// #region ${region}`);
  const end = lines.indexOf("// #endregion", start);
  return start === -1 || end === -1 ? null : `${lines.slice(start + 1, end).join("\n")}\n`;
}
