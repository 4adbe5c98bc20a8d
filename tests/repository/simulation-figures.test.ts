import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { highestTakeovers, longestWaitMinutes, mostMailsADay } from "../simulation/promised-bounds.ts";

const projectDirectory = join(import.meta.dirname, "..", "..");

function read(path: string): string {
  return readFileSync(join(projectDirectory, path), "utf8").replaceAll(/\s+/g, " ");
}

const takeovers = String(highestTakeovers * 1000);
const numbers: Record<number, string> = { 10: "ten" };
const minutes = `${numbers[longestWaitMinutes] ?? String(longestWaitMinutes)} minutes`;

describe("the bounds of the simulation", () => {
  it.each([
    [
      "README.md",
      [`at most ${takeovers} accounts in a thousand`, "at WorkOS and at the local issuer", minutes],
    ],
    [
      "SECURITY.md",
      [`below ${takeovers} per thousand`, `at most ${String(mostMailsADay)} times a day`, minutes],
    ],
    ["docs/function.md", [`${String(mostMailsADay)} in 24 hours`, `at most ${minutes}`]],
    ["docs/local-issuer.md", [`below ${takeovers} takeovers in a thousand`]],
    [
      "docs/testing.md",
      [`below ${takeovers} takeovers in a thousand`, `${String(mostMailsADay)} mails`, minutes],
    ],
  ])("are the ones that %s names", (page, words) => {
    for (const word of words) expect(read(page)).toContain(word);
  });
});
