import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { chooseRows } from "../../src/contract/testing/long-run.ts";
import { mockApiKey } from "../../src/mocks/development-credentials.ts";
import { childEnvironment } from "../../src/function/testing/child-environment.ts";

const projectDirectory = join(import.meta.dirname, "..", "..");

let directory: string;
let asked: string[];
let server: ReturnType<typeof createServer>;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "portico-npm-options-"));
  await writeFile(join(directory, "people.csv"), "ada@example.com\ngrace@example.com\n");
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end('{"data":[],"list_metadata":{"after":null}}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true, force: true });
});

/** Runs a script of the project as a person does, with an .npmrc of their own; what npm itself says is left out. */
async function npmRun(line: string, npmrc = ""): Promise<{ exitCode: unknown; output: string }> {
  await writeFile(join(directory, "npmrc"), npmrc);
  const address = server.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const list = join(directory, "people.csv");
  return await new Promise((resolve) => {
    execFile(
      "npm",
      ["run", "--silent", ...line.split(" ").map((word) => word.replace("people.csv", list))],
      {
        cwd: projectDirectory,
        // For a server that starts although it must not.
        timeout: 25_000,
        env: {
          ...childEnvironment,
          // Node is found as npm finds it: the project's own comes first.
          PATH: [dirname(process.execPath), process.env["PATH"]].join(":"),
          HOME: directory,
          npm_config_userconfig: join(directory, "npmrc"),
          npm_config_update_notifier: "false",
          WORKOS_API_URL: `http://127.0.0.1:${port}`,
          WORKOS_API_KEY: mockApiKey,
          PORTICO_ACCOUNTS: `synced:${join(directory, "copy.json")}`,
        },
      },
      (error, stdout, stderr) =>
        resolve({ exitCode: error === null ? 0 : error.code, output: stdout + stderr }),
    );
  });
}

describe("npm run stops with exit code 2, and nothing is asked or written, when npm keeps an option of", () => {
  it.each(
    chooseRows(
      [
        ["invite people.csv --dry-run", "--dry-run"],
        ["accounts:sync --dry-run", "--dry-run"],
      ],
      2,
    ),
  )("%s", async (line, option) => {
    const { exitCode, output } = await npmRun(line);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: expect.stringContaining(option) });
    expect(output).toContain(`Put -- before the options: npm run ${line.split(" ")[0] ?? ""} -- `);
    expect(asked).toEqual([]);
    expect(await readdir(directory)).not.toContain("people.csv.invited.jsonl");
    expect(await readdir(directory)).not.toContain("copy.json");
  });

  // npm 12 refuses these itself, with exit code 1.
  it.each(
    chooseRows(
      [
        "invite people.csv --organization=org_01ENGINES",
        "mock --app-origin=http://localhost:4300",
        "bench --runs=3",
        "dev --host",
        "doctor http://localhost:4300 --link",
      ],
      4,
    ),
  )("%s", async (line) => {
    const { exitCode, output } = await npmRun(line);
    const isRefusedByNpm = exitCode === 1 && output === "";
    const isRefusedByCommand = exitCode === 2 && output.includes("Put -- before the options");
    expect(isRefusedByNpm || isRefusedByCommand, `${String(exitCode)}: ${output}`).toBe(true);
    expect(asked).toEqual([]);
  });

  it("invite people.csv, set in an .npmrc", async () => {
    const { exitCode, output } = await npmRun("invite people.csv", "dry-run=true\n");
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: expect.stringContaining(".npmrc") });
    expect(asked).toEqual([]);
  });
});

it.each(
  chooseRows(
    [
      ["an option after -- that an .npmrc has too", "invite -- people.csv --dry-run", "dry-run=true\n"],
      [
        "npm's own settings in an .npmrc",
        "invite -- people.csv --dry-run",
        "yes=true\njson=true\nforce=true\n",
      ],
    ],
    2,
  ),
)("npm run passes on %s", async (_, line, npmrc) => {
  const { exitCode, output } = await npmRun(line, npmrc);
  expect({ exitCode, output }).toEqual({
    exitCode: 0,
    output: expect.stringContaining("A dry run: nothing was sent"),
  });
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((request) => !request.startsWith("GET "))).toEqual([]);
});
