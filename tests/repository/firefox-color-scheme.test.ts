import { expect, it } from "vitest";

import { overrideColorScheme, parseMediaFeaturesCommand } from "../e2e/firefox/color-scheme.ts";

function command(features: object, scope: object): string {
  return JSON.stringify({
    id: 7,
    method: "emulation.setMediaFeaturesOverride",
    params: { features, ...scope },
  });
}

function runNothing(): Promise<unknown> {
  return Promise.reject(new Error("nothing to run"));
}

function parse(features: object, scope: object) {
  const parsed = parseMediaFeaturesCommand(command(features, scope));
  if (parsed === null) throw new Error("not parsed");
  return parsed;
}

it("takes the colour scheme alone, so that Firefox's own refusal shows for any other feature", () => {
  expect(parseMediaFeaturesCommand(command({ "prefers-color-scheme": "dark" }, {}))).toMatchObject({ id: 7 });
  expect(parseMediaFeaturesCommand(command({ "prefers-reduced-motion": "reduce" }, {}))).toBeNull();
  expect(
    parseMediaFeaturesCommand(
      `{"id":8,"method":"script.evaluate","params":{"expression":"setMediaFeaturesOverride"}}`,
    ),
  ).toBeNull();
});

it("sets it for the named tabs from Firefox's own window", async () => {
  const ran: unknown[] = [];
  await overrideColorScheme(
    parse({ "prefers-color-scheme": "dark" }, { contexts: ["tab"] }),
    (method, parameters) => {
      ran.push([method, parameters]);
      return Promise.resolve(
        method === "browsingContext.getTree" ? { contexts: [{ context: "window" }] } : { type: "success" },
      );
    },
  );
  expect(ran).toMatchObject([
    ["browsingContext.getTree", { "moz:scope": "chrome" }],
    [
      "script.callFunction",
      { arguments: [{ value: "dark" }, { value: "tab" }], target: { context: "window" } },
    ],
  ]);
});

it("fails when Firefox's own script does", async () => {
  const failing = overrideColorScheme(
    parse({ "prefers-color-scheme": "dark" }, { contexts: ["tab"] }),
    (method) =>
      Promise.resolve(
        method === "browsingContext.getTree" ? { contexts: [{ context: "window" }] } : { type: "exception" },
      ),
  );
  await expect(failing).rejects.toThrow();
});

it("begins light everywhere, and refuses to begin dark", async () => {
  await overrideColorScheme(parse({ "prefers-color-scheme": "light" }, { userContexts: ["u"] }), runNothing);
  await expect(
    overrideColorScheme(parse({ "prefers-color-scheme": "dark" }, { userContexts: ["u"] }), runNothing),
  ).rejects.toThrow("dark");
});
