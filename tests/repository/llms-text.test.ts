import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { buildLlmsText } from "./llms-text.ts";

const projectDirectory = join(import.meta.dirname, "..", "..");

describe("docs/llms.txt", () => {
  it("lists every page of the docs with its first sentence, as npm run docs writes it", () => {
    const text = readFileSync(join(projectDirectory, "docs/llms.txt"), "utf8");
    expect(text).toBe(buildLlmsText(projectDirectory));
    for (const line of text.split("\n").filter((one) => one.startsWith("- "))) {
      expect(line, "a page needs a title and a first sentence").toMatch(/^- \[[^\]]+\]\(\S+\.md\): \S.*[.]$/);
    }
  });

  it("is short enough to be read whole", () => {
    expect(buildLlmsText(projectDirectory).length).toBeLessThan(16_000);
  });
});
