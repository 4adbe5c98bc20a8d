import { PassThrough } from "node:stream";

import { describe, expect, it } from "vitest";

import { createProgressDisplay } from "./progress-display.ts";

function createScreen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY });
  const display = createProgressDisplay(stream, 500);
  return { display, readText: () => String(stream.read() ?? "") };
}

describe("createProgressDisplay for a log", () => {
  it("prints a line at the start and end of each step, and every five hundred items between", () => {
    const { display, readText } = createScreen(false);
    display.begin("People", null, 0);
    for (const done of [100, 499, 500, 600, 1000, 1100]) display.advance(done);
    display.begin("Memberships", 2, 1);
    display.note("WorkOS limits the request rate");
    display.advance(2);
    display.end();
    display.end();
    expect(readText().split("\n")).toEqual([
      "People: 0",
      "People: 500",
      "People: 1000",
      "People: 1100",
      "Memberships: 1 of 2",
      "WorkOS limits the request rate",
      "Memberships: 2 of 2",
      "",
    ]);
  });
});

describe("createProgressDisplay for a terminal", () => {
  it("shows a bar when the total is known, and a count when it isn't", () => {
    const { display, readText } = createScreen(true);
    display.begin("People", null, 0);
    display.advance(7);
    display.begin("Second factors", 4, 1);
    display.note("WorkOS limits the request rate");
    display.advance(4);
    display.end();
    const text = readText();
    expect(text).toContain("People: 7");
    expect(text).toMatch(/Second factors [=█]+ 4\/4/);
    expect(text).toContain("WorkOS limits the request rate\n");
    expect(text).not.toContain(String(Number.MAX_SAFE_INTEGER));
    // The cursor is shown again.
    expect(text.lastIndexOf("\u001B[?25h")).toBeGreaterThan(text.lastIndexOf("\u001B[?25l"));
  });
});
