import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { chooseRows, isLongRun } from "../../src/contract/testing/long-run.ts";
import { mockApiKey } from "../../src/mocks/development-credentials.ts";
import { sendWebResponse, toWebRequest } from "../../src/mocks/node-http.ts";
import { analyticalEngines, plainSeed } from "../../src/mocks/people.ts";
import { createMockWorkos } from "../../src/mocks/workos/mock-workos.ts";
import { childEnvironment } from "../../src/function/testing/child-environment.ts";

const projectDirectory = join(import.meta.dirname, "..", "..");
const listLength = isLongRun ? 500 : 75;
/** Every twenty-fifth entry is bad, in a different way each time. */
const badEntries = ["nobody,,", "person@example.com,Acme,", "person@example.com,,admin"];
const malformed = 'person@example.com,"org_1,';

type Entry = { line: number; email: string; text: string; isBad: boolean };

const entries = Array.from({ length: listLength }, (_, index): Entry => {
  const email = `person-${String(index).padStart(4, "0")}@example.com`;
  const isBad = index % 25 === 24;
  const bad =
    index === listLength - 1 ? malformed : (badEntries[Math.floor(index / 25) % badEntries.length] ?? "");
  return { line: index + 2, email, text: isBad ? bad : `${email},${analyticalEngines.id},member`, isBad };
});
const goodAddresses = entries.filter(({ isBad }) => !isBad).map(({ email }) => email);
const badLines = entries.filter(({ isBad }) => isBad).map(({ line }) => line);
const list = `\uFEFFemail,organization,role\r\n${entries.map(({ text }) => text).join("\r\n")}\r\n`;

const invitationSchema = v.object({ email: v.string() });

type Hold = { address: string; hasEffect: boolean };

/** The mocked WorkOS on a port, with the addresses that it invited; it never responds to the request for the address in `hold`. */
async function startWorkos() {
  const invited: string[] = [];
  let hold: Hold | null = null;
  let signalHeld: (() => void) | null = null;

  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const bound = server.address();
  const origin = `http://127.0.0.1:${String(typeof bound === "object" ? bound?.port : "")}`;
  let nowMs = Date.now();
  const workos = createMockWorkos({
    origin,
    redirectUris: [],
    logoutUris: [],
    allowedOrigins: [],
    seed: plainSeed,
    // Time passes with each reading of the clock, so that WorkOS's limit of writes isn't reached.
    now: () => (nowMs += 30),
  });

  async function answer(request: Request): Promise<Response | null> {
    const text = request.method === "POST" ? await request.clone().text() : "";
    const isHeld = hold !== null && text.includes(hold.address);
    const hasEffect = hold?.hasEffect === true;
    const response = isHeld && !hasEffect ? null : ((await workos.answer(request)) ?? Response.error());
    if (response?.status === 201) {
      invited.push(v.parse(invitationSchema, await response.clone().json()).email);
    }
    if (isHeld) signalHeld?.();
    return isHeld ? null : response;
  }
  server.on("request", (message, reply) => {
    answer(toWebRequest(message, reply, origin))
      .then((response) => (response === null ? undefined : sendWebResponse(response, reply)))
      .catch((error: unknown) => reply.destroy(error instanceof Error ? error : undefined));
  });
  return {
    origin,
    invited,
    holdAt: (given: Hold): Promise<void> => {
      hold = given;
      return new Promise((resolve) => {
        signalHeld = resolve;
      });
    },
    letGo: () => {
      hold = null;
      server.closeAllConnections();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let directory: string;
let workos: Awaited<ReturnType<typeof startWorkos>>;
const children: ChildProcess[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "portico-invite-list-"));
  await writeFile(join(directory, "people.csv"), list);
  workos = await startWorkos();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await workos.close();
  await rm(directory, { recursive: true, force: true });
});

/** Starts the command as npm does, in the list's folder, and collects its output. */
function startInvite(commandLine: string[], standardInput = "") {
  const command = join(projectDirectory, "src/cli/invite/command.ts");
  const child = spawn(process.execPath, [command, ...commandLine], {
    cwd: directory,
    env: { ...childEnvironment, WORKOS_API_URL: workos.origin, WORKOS_API_KEY: mockApiKey },
    stdio: ["pipe", "pipe", "pipe"],
  });
  children.push(child);
  child.stdin.end(standardInput);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = once(child, "close").then(([exitCode, signal]: unknown[]) => ({
    exitCode,
    signal,
    ...output,
  }));
  return { child, ended };
}

/** How often the report has each outcome. */
async function countReport(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const line of (await readFile(join(directory, "report.jsonl"), "utf8")).trimEnd().split("\n")) {
    const { outcome } = v.parse(v.object({ outcome: v.string() }), JSON.parse(line));
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

const timeoutMs = 60_000;

describe(`npm run invite with ${String(listLength)} lines, ${String(badLines.length)} of them bad`, () => {
  it(
    "invites every good address exactly once, even if it is killed before and after WorkOS creates an invitation",
    async () => {
      for (const { stopsAt, hasEffect } of [
        { stopsAt: Math.floor(goodAddresses.length / 3), hasEffect: false },
        { stopsAt: Math.floor(goodAddresses.length / 1.5), hasEffect: true },
      ]) {
        const held = workos.holdAt({ address: goodAddresses[stopsAt] ?? "", hasEffect });
        const killed = startInvite(["people.csv"]);
        await held;
        killed.child.kill("SIGKILL");
        expect(await killed.ended).toMatchObject({ signal: "SIGKILL" });
        expect(workos.invited).toHaveLength(stopsAt + (hasEffect ? 1 : 0));
        workos.letGo();
      }

      const { exitCode, stdout, stderr } = await startInvite(["people.csv", "--report", "report.jsonl"])
        .ended;
      expect(exitCode).toBe(1);
      expect(stderr).toContain("Continuing where the last run stopped");
      expect(workos.invited).toEqual(goodAddresses);
      expect(stdout).toContain(
        `bad and left out: ${String(badLines.length)} (lines ${badLines.join(", ")})\n`,
      );
      for (const line of badLines) expect(stderr).toContain(`Line ${String(line)} is left out: `);
      expect(stdout).not.toContain("not done");
      expect(await countReport()).toEqual({ invited: goodAddresses.length, bad_line: badLines.length });
      expect(stdout + stderr).not.toContain("example.com");
      expect(stderr).not.toContain("\u001B");
      expect(await readdir(directory)).toEqual(["people.csv", "people.csv.invited.jsonl", "report.jsonl"]);
    },
    timeoutMs,
  );
});

describe("npm run invite", () => {
  it(
    "finishes the current invitation on SIGINT, exits with 130, and continues in the next run",
    async () => {
      const addresses = goodAddresses.slice(0, 9);
      await writeFile(join(directory, "people.txt"), addresses.join("\n"));
      const held = workos.holdAt({ address: addresses[3] ?? "", hasEffect: true });
      const interrupted = startInvite(["people.txt"]);
      await held;
      interrupted.child.kill("SIGINT");
      workos.letGo();
      expect(await interrupted.ended).toMatchObject({
        exitCode: 130,
        stdout: expect.stringMatching(/not done: [56]; run the same command again/),
      });
      expect(workos.invited).toEqual(addresses.slice(0, 4));
      expect(await startInvite(["people.txt"]).ended).toMatchObject({ exitCode: 0 });
      expect(workos.invited).toEqual(addresses);
    },
    timeoutMs,
  );

  it(
    "invites addresses from standard input, and exits with 0 without sending in the second run",
    async () => {
      const commandLine = ["-", "--state", "state.jsonl", "--organization", analyticalEngines.id];
      for (const words of ["Invited: 2\n", "Invited: 0\n  done by an earlier run: 2\n"]) {
        expect(await startInvite(commandLine, "a@example.com\nb@example.com\n").ended).toMatchObject({
          exitCode: 0,
          stdout: words,
        });
      }
      expect(workos.invited).toEqual(["a@example.com", "b@example.com"]);
    },
    timeoutMs,
  );

  it("reads a list as a spreadsheet saves it, and says what separates its columns", async () => {
    const saved = [
      "sep=;",
      "Email;Organization;;",
      `Lovelace, Ada <a@example.com>;${analyticalEngines.id};;`,
      `b@example.com\u200B;${analyticalEngines.id}`,
      "c\u200B@example.com;;;",
    ].join("\r\n");
    await writeFile(join(directory, "people.csv"), Buffer.from(`\uFEFF${saved}`, "utf16le"));
    const { exitCode, stderr } = await startInvite(["people.csv"]).ended;
    expect(workos.invited).toEqual(["a@example.com", "b@example.com"]);
    expect(stderr).toContain("The columns are separated by semicolons\n");
    expect(stderr).toContain(
      "Line 5 is left out: its address has an invisible character (U+200B) after character 1\n",
    );
    expect(exitCode).toBe(1);
  });

  it.runIf(isLongRun)("prints its usage with --help", async () => {
    expect(await startInvite(["--help"]).ended).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^npm run invite .*--help/s),
      stderr: "",
    });
  });

  it("sends nothing and exits with 2 when the list can't be used", async () => {
    expect(await startInvite(["-", "--state", "s"], "name\n").ended).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringMatching(/^The list can't be used: .*\nNothing was sent\n$/),
    });
    expect(workos.invited).toEqual([]);
  });

  it.each(
    chooseRows<[string[], string]>(
      [
        [["people.csv", "--unknown"], "--unknown"],
        [["nowhere.csv"], "The list can't be read"],
        [["people.csv", "--role", "the boss"], "the role must be its slug"],
      ],
      3,
    ),
  )(
    "prints its usage, sends nothing and exits with 2 when it is called with %j",
    async (commandLine, words) => {
      const { exitCode, stderr } = await startInvite(commandLine).ended;
      expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(words) });
      expect(stderr).toContain("npm run invite");
      expect(workos.invited).toEqual([]);
    },
  );

  it.runIf(isLongRun)("exits with 1 when a line is bad", async () => {
    const { exitCode, stderr } = await startInvite(["-", "--state", "s"], "nobody@").ended;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining("Line 1 is left out: it has no valid email address"),
    });
  });
});
