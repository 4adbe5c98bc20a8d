import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Folders of `docs` in the order of the list, and what their pages are about. */
const sections = [
  { folder: "", title: "Docs" },
  { folder: "recipes", title: "Recipes" },
  { folder: "deploy", title: "Deployment" },
  { folder: "decisions", title: "Decisions" },
] as const;

/**
 * `docs/llms.txt`: every page of the docs with its address and first sentence, for tools that read documentation
 * (https://llmstxt.org/). `npm run docs` writes it.
 * @param projectDirectory absolute path
 */
export function buildLlmsText(projectDirectory: string): string {
  const read = (path: string) => readFileSync(join(projectDirectory, path), "utf8");
  const { description }: { description: string } = JSON.parse(read("package.json"));
  const lists = sections.map(({ folder, title }) => {
    const pages = readdirSync(join(projectDirectory, "docs", folder))
      .filter((name) => name.endsWith(".md"))
      .toSorted()
      .map((name) => (folder === "" ? name : `${folder}/${name}`));
    return [`## ${title}`, "", ...pages.map((page) => describePage(page, read(`docs/${page}`)))].join("\n");
  });
  const start =
    "Start with [README.md](../README.md), which has the map of the folders, and [CONTRIBUTING.md](../CONTRIBUTING.md). Threats are in [SECURITY.md](../SECURITY.md).";
  return `${["# Portico", `> ${description}`, start, ...lists].join("\n\n")}\n`;
}

function describePage(page: string, text: string): string {
  const title = /^# (.+)$/m.exec(text)?.[1] ?? page;
  return `- [${title}](${page}): ${readFirstSentence(text)}`;
}

/** Of the first paragraph, as plain text: no dates, tables or marks of Markdown. */
function readFirstSentence(text: string): string {
  const paragraphs = text
    .replaceAll(/^```.*?^```$/gms, "")
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replaceAll("\n", " ").trim())
    .map((paragraph) => paragraph.replace(/^\d{4}-\d{2}-\d{2}(?:\.\s+|\s*·.*|$)/, ""))
    .filter((paragraph) => /^(?![#|>-])\S/.test(paragraph));
  const plain = (paragraphs[0] ?? "").replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1").replaceAll("**", "");
  return /^.*?[.:](?=\s|$)/.exec(plain)?.[0].replace(/:$/, ".") ?? plain;
}
