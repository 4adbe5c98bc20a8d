import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

const projectDirectory = join(import.meta.dirname, "..", "..");
const recipesDirectory = join(projectDirectory, "docs", "recipes");

/** The changes of a recipe to files of the project, all as one; blocks without a header of a file are only shown. */
function readPatch(text: string): string {
  const blocks = [...text.matchAll(/^```diff\n([^]*?)^```$/gm)].map(([, block = ""]) => block);
  return blocks.filter((block) => block.startsWith("--- ")).join("");
}

/** What `git apply` says of a patch; empty where it applies. */
function check(patch: string): string {
  const { stderr, error } = spawnSync("git", ["apply", "--check"], {
    cwd: projectDirectory,
    input: patch,
    encoding: "utf8",
  });
  return error?.message ?? stderr;
}

const patches = readdirSync(recipesDirectory)
  .filter((name) => name.endsWith(".md"))
  .map((name) => [name, readPatch(readFileSync(join(recipesDirectory, name), "utf8"))] as const)
  .filter(([, patch]) => patch !== "");

it.each(patches)("%s changes the project as it is now", (_, patch) => {
  expect(check(patch)).toBe("");
});

it("finds a recipe whose lines aren't in the project any more", () => {
  const [, patch = ""] = patches.find(([name]) => name === "add-a-way-in.md") ?? [];
  expect(check(patch.replace("\n   accessTokens,\n", "\n   accessTokensOfBefore,\n"))).toContain(
    "patch failed",
  );
});
