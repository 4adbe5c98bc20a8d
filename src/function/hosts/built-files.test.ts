import { describe, expect, it } from "vitest";

import { type BuiltFiles, readBuildBlock, stampFile, toBuiltFile } from "./built-files.ts";

const block = { workosClientId: "client_1", workosApiUrl: null, workosRedirectUri: null };
const other = { ...block, workosClientId: "client_2" };

function page(own: unknown = block, more = ""): string {
  return `<!doctype html><script type="application/json" id="portico-config">${JSON.stringify(own)}</script>${more}`;
}

function build(texts: Record<string, string>): BuiltFiles {
  return new Map(Object.entries(texts).map(([path, text]) => [path, toBuiltFile(path, Buffer.from(text))]));
}

describe("readBuildBlock", () => {
  it.each([
    ["has only index.html", { "/index.html": page() }],
    [
      "has pages with one block, however it is written",
      { "/index.html": page(), "/sign-in.html": page().replace("{", "{ ") },
    ],
    ["has an HTML file of the team's own", { "/index.html": page(), "/imprint.html": "<!doctype html>" }],
    [
      "has the files that its pages need",
      {
        "/index.html": page(),
        "/sign-in.html": page(
          block,
          '<script src="/assets/a-1.js"></script><link href="https://cdn.example.com/assets/b.css">',
        ),
        "/assets/a-1.js": "",
      },
    ],
  ])("reads the block of a build that %s", (_, texts) => {
    expect(readBuildBlock(build(texts))).toEqual(block);
  });

  it.each([
    ["no page", {}, "dist/index.html has no configuration block"],
    ["no index.html", { "/sign-in.html": page() }, "dist/index.html has no configuration block"],
    [
      "a page without a block",
      { "/index.html": page(), "/sign-in.html": "" },
      "dist/sign-in.html has no configuration block",
    ],
    [
      "pages with different blocks",
      { "/console.html": page(other), "/index.html": page(), "/sign-in.html": page() },
      "dist/console.html and dist/index.html have different configuration blocks",
    ],
    [
      "a page of an earlier version of the app with another block",
      { "/index.html": page(), "/welcome.html": page(other) },
      "dist/welcome.html and dist/index.html have different configuration blocks",
    ],
    [
      "a page that needs a script of another build",
      {
        "/index.html": page(),
        "/sign-in.html": page(block, '<script type="module" src="/assets/a-1.js"></script>'),
      },
      "dist/sign-in.html needs /assets/a-1.js, which isn't there",
    ],
    [
      "a page that preloads a file of another build",
      { "/index.html": page(block, '<link rel="modulepreload" href="/assets/a-1.js">') },
      "dist/index.html needs /assets/a-1.js, which isn't there",
    ],
  ])("refuses a build with %s, and says what to do", (_, texts, reason) => {
    expect(() => readBuildBlock(build(texts))).toThrow(reason);
    expect(() => readBuildBlock(build(texts))).toThrow("run npm run build again");
  });
});

it("a file that is stamped with its own block is the same file, and with another one has another tag", () => {
  const file = toBuiltFile("/sign-in.html", Buffer.from(page()));
  expect(stampFile("/sign-in.html", file, block)).toBe(file);
  const stamped = stampFile("/sign-in.html", file, other);
  expect(new TextDecoder().decode(stamped.bytes)).toBe(page(other));
  expect(stamped.entityTag).not.toBe(file.entityTag);
  expect(stamped.contentType).toBe("text/html; charset=utf-8");
});
