import { describe, expect, it } from "vitest";

import { parseStampOptions } from "./options.ts";

const parse = (...commandLine: string[]) =>
  parseStampOptions(commandLine, { VITE_WORKOS_CLIENT_ID: "client_1" }, "/app");

describe("the command line of npm run stamp", () => {
  it("stamps the build itself, or a copy of it", () => {
    expect(parse("dist").folders).toEqual([{ from: "/app/dist", to: "/app/dist" }]);
    expect(parse("dist", "--out", "live").folders).toEqual([{ from: "/app/dist", to: "/app/live" }]);
    expect(parse("dist", ".netlify/v1", "--out=../live").folders).toEqual([
      { from: "/app/dist", to: "/live/dist" },
      { from: "/app/.netlify/v1", to: "/live/.netlify/v1" },
    ]);
  });

  it("takes variables in place of the environment's, with = in their values", () => {
    const { variables, folders } = parse(
      "VITE_WORKOS_CLIENT_ID=client_2",
      "dist",
      "VITE_WORKOS_REDIRECT_URI=/a?b=c",
    );
    expect(variables).toEqual({ VITE_WORKOS_CLIENT_ID: "client_2", VITE_WORKOS_REDIRECT_URI: "/a?b=c" });
    expect(folders).toHaveLength(1);
  });

  it.each([
    ["no folder", [], "Name the folder"],
    ["an empty folder", [""], "Name the folder"],
    ["an empty copy", ["dist", "--out="], "--out must have a value"],
    ["a copy in the build", ["dist", "--out", "dist/live"], "--out must be another folder"],
    ["a copy over the build", ["dist", "--out", "./dist"], "--out must be another folder"],
    ["a copy around the build", ["dist", "--out", "."], "--out must be another folder"],
    ["copies beside --out", ["../a/dist", "../a/build", "--out", "/out"], "--out takes several folders"],
    ["copies over each other", ["dist", "./dist", "--out", "/out"], "Name each folder once"],
    ["a folder in another", ["dist", "dist/assets"], "Name each folder once"],
    ["an unknown option", ["dist", "--dry-run"], "--dry-run"],
    ["a secret", ["dist", "WORKOS_API_KEY=5ecret"], '"WORKOS_API_KEY" isn\'t written into a build'],
    ["another secret", ["dist", "PORTICO_KEYS=5ecret"], '"PORTICO_KEYS" isn\'t written into a build'],
    ["a misspelt variable", ["dist", "VITE_WORKOS_CLIENTID=5ecret"], "did you mean VITE_WORKOS_CLIENT_ID?"],
    ["another program's", ["dist", "NODE_ENV=5ecret"], '"NODE_ENV" isn\'t written into a build'],
    ["no name", ["dist", "=5ecret"], '"" isn\'t written into a build'],
  ])("refuses %s without quoting a value", (_, commandLine, message) => {
    expect(() => parse(...commandLine)).toThrow(message);
    expect(() => parse(...commandLine)).not.toThrow("5ecret");
  });
});
