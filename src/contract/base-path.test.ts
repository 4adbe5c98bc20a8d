import { describe, expect, it } from "vitest";

import { basePath } from "./base-path.ts";
import { parseBasePath } from "./base-path-variable.ts";

describe("parseBasePath", () => {
  it.each([
    [null, ""],
    ["/", ""],
    ["/console", "/console"],
    ["/console/", "/console"],
    ["/team-a/console_2/", "/team-a/console_2"],
  ])("reads %j as %j", (text, path) => {
    expect(parseBasePath(text)).toBe(path);
  });

  it.each([
    "console",
    "console/",
    "//console",
    "/console//",
    "/Console",
    "/con sole",
    "/console?x",
    "/console#x",
    "/../console",
    "/.console",
    "/console/.",
    "/%63onsole",
    "/münchen",
    "/:id",
    "/*",
    "https://console.example.com/console",
    "\\console",
  ])("refuses %j by name", (text) => {
    expect(() => parseBasePath(text)).toThrow(/^PORTICO_BASE_PATH must be a path .* such as \/console$/);
  });
});

it("is the root in tests", () => {
  expect(basePath).toBe("");
});
