import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { describe, expect, it, vi } from "vitest";

import { emptyBuild } from "./testing/empty-build.ts";
import { readVariables } from "./environment-files.ts";
import { chooseRows, isLongRun } from "../../contract/testing/long-run.ts";
import { childEnvironment } from "../testing/child-environment.ts";

const projectDirectory = join(import.meta.dirname, "..", "..", "..");

function folderOf(files: Record<string, string | Uint8Array>): string {
  const directory = mkdtempSync(join(tmpdir(), "portico-env-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return directory;
}

const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, "utf16le");

describe("readVariables", () => {
  it.each([
    ["a file", { ".env": "PORTICO_ORIGIN=a" }],
    ["the local file over it", { ".env": "PORTICO_ORIGIN=b", ".env.local": "PORTICO_ORIGIN=a" }],
    ["the mode's file", { ".env.local": "PORTICO_ORIGIN=b", ".env.production": "PORTICO_ORIGIN=a" }],
    [
      "the mode's local file",
      { ".env.production": "PORTICO_ORIGIN=b", ".env.production.local": "PORTICO_ORIGIN=a" },
    ],
    ["no file of another mode", { ".env": "PORTICO_ORIGIN=a", ".env.development": "PORTICO_ORIGIN=b" }],
    ["a byte order mark", { ".env": "\ufeffPORTICO_ORIGIN=a" }],
    ["quotes", { ".env": 'PORTICO_ORIGIN="a"' }],
    ["spaces and a comment", { ".env": "# origin\n PORTICO_ORIGIN = a # ours\n" }],
    ["export", { ".env": "export PORTICO_ORIGIN=a" }],
    ["line ends of Windows", { ".env": "PORTICO_KEYS=x\r\nPORTICO_ORIGIN=a\r\n" }],
  ])("reads %s", (_, files) => {
    vi.stubEnv("PORTICO_ORIGIN", undefined);
    expect(readVariables("production", folderOf(files))["PORTICO_ORIGIN"]).toBe("a");
  });

  it("lets the process override the files, with an empty value too", () => {
    const directory = folderOf({ ".env": "PORTICO_ORIGIN=file\nPORTICO_KEYS=file" });
    vi.stubEnv("PORTICO_ORIGIN", "process");
    vi.stubEnv("PORTICO_KEYS", "");
    expect(readVariables("production", directory)).toMatchObject({
      PORTICO_ORIGIN: "process",
      PORTICO_KEYS: "",
    });
  });

  it("takes a dollar sign as it is", () => {
    const directory = folderOf({ ".env": "SMTP_URL=smtp://user:pa$PATH@localhost" });
    expect(readVariables("production", directory)["SMTP_URL"]).toBe("smtp://user:pa$PATH@localhost");
  });

  it.each([
    ["UTF-16, as Windows PowerShell writes it", utf16("PORTICO_ORIGIN=a")],
    ["Latin-1", Buffer.from("MAIL_FROM=Ü <a@example.com>", "latin1")],
  ])("refuses a file in %s, by its name", (_, content) => {
    expect(() => readVariables("production", folderOf({ ".env.local": content }))).toThrow(
      /^\.env\.local can't be read: it isn't UTF-8/,
    );
  });

  it("refuses a misspelt variable in a file", () => {
    expect(() => readVariables("production", folderOf({ ".env": "PORTICO_ORIGN=a" }))).toThrow(
      "did you mean PORTICO_ORIGIN?",
    );
  });
});

/** Runs a file of the project as if the project were a folder with these files. */
async function runIn(files: Record<string, string>, path: string, ...commandLine: string[]) {
  const directory = folderOf(files);
  for (const name of ["src", "node_modules", "package.json"]) {
    symlinkSync(join(projectDirectory, name), join(directory, name));
  }
  mkdirSync(join(directory, "dist"));
  writeFileSync(
    join(directory, "dist", "index.html"),
    new TextDecoder().decode(emptyBuild.get("/index.html")?.bytes),
  );
  const options = ["--preserve-symlinks", "--preserve-symlinks-main", join(directory, path), ...commandLine];
  const run = promisify(execFile)(process.execPath, options, {
    cwd: directory,
    env: { ...childEnvironment },
  });
  const failure: unknown = await run.catch((error: unknown) => error);
  return failure;
}

describe("the files are read", { timeout: 120_000 }, () => {
  it.each(
    chooseRows(
      [
        ["npm run invite", "src/cli/invite/command.ts"],
        ["npm start", "src/function/hosts/node/entry.ts"],
        ["npm run accounts:sync", "src/cli/accounts-sync/command.ts"],
      ],
      3,
    ),
  )("by %s, the local one and that of production too", async (_, path) => {
    for (const name of chooseRows([".env.local", ".env.production.local"], 2)) {
      const failure = await runIn({ [name]: "PORTICO_ORIGN=https://console.example.com" }, path);
      expect(failure).toMatchObject({
        stderr: expect.stringContaining(
          "PORTICO_ORIGN is not a variable of Portico; did you mean PORTICO_ORIGIN?",
        ),
      });
    }
  });

  it("by npm start with a value of .env.local over that of .env", async () => {
    const files = { ".env": "PORT=http", ".env.local": "PORT=4300\nHOST=http://localhost" };
    expect(await runIn(files, "src/function/hosts/node/entry.ts")).toMatchObject({
      stderr: expect.stringMatching(/^Portico did not start: HOST /),
    });
  });
});

describe("Vite reads the files", { timeout: 120_000 }, () => {
  it.runIf(isLongRun).each([
    ["npm run build", ["build"], ".env.production.local"],
    ["npm run build -- --mode staging", ["build", "--mode", "staging"], ".env.staging"],
    ["npm run dev", ["--port", "0"], ".env.local"],
    ["npm run dev", ["--port", "0"], ".env.development"],
    ["vite preview", ["preview", "--port", "0"], ".env.local"],
  ])("of %s: %j reads %s as npm start does", async (_, commandLine, name) => {
    const directory = folderOf({ [name]: "PORTICO_ORIGN=https://console.example.com" });
    for (const linked of ["src", "node_modules", "package.json", "index.html"]) {
      symlinkSync(join(projectDirectory, linked), join(directory, linked));
    }
    copyFileSync(join(projectDirectory, "vite.config.ts"), join(directory, "vite.config.ts"));
    const vite = join(projectDirectory, "node_modules", "vite", "bin", "vite.js");
    const options = { cwd: directory, env: { ...childEnvironment }, timeout: 60_000 };
    const run = promisify(execFile)(process.execPath, [vite, ...commandLine], options);
    const failure: unknown = await run.catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 1 });
    expect(JSON.stringify(failure)).toContain("did you mean PORTICO_ORIGIN?");
  });
});

describe("npm run build", { timeout: 120_000 }, () => {
  it.each(
    chooseRows(
      [
        ["VITE_WORKOS_API_URL", "auth.example.com", /begins with https:\/\//],
        ["VITE_WORKOS_API_URL", "https://auth.example.com/v1", /only an origin/],
        ["VITE_WORKOS_API_URL", "http://auth.example.com", /begin with https:\/\//],
        ["VITE_WORKOS_API_URL", "/", /begins with https:\/\//],
        ["VITE_WORKOS_CLIENT_ID", "sk_live_5ecret", /begin with client_/],
        ["VITE_WORKOS_CLIENTID", "client_5ecret", /did you mean VITE_WORKOS_CLIENT_ID/],
      ],
      6,
    ),
  )("refuses %s=%s by name, without quoting it", async (name, value, words) => {
    const vite = join(projectDirectory, "node_modules", "vite", "bin", "vite.js");
    const build = promisify(execFile)(process.execPath, [vite, "build", "--outDir", folderOf({})], {
      cwd: projectDirectory,
      env: { ...childEnvironment, [name]: value },
    });
    const failure: unknown = await build.catch((error: unknown) => error);
    const output = JSON.stringify(failure);
    expect(failure).toMatchObject({ code: 1 });
    expect(output).toContain(name);
    expect(output).toMatch(words);
    expect(output).not.toContain("5ecret");
  });
});
