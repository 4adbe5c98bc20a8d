import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { chooseRows, isLongRun } from "../../src/contract/testing/long-run.ts";
import { mockApiKey } from "../../src/mocks/development-credentials.ts";
import { sendWebResponse, toWebRequest } from "../../src/mocks/node-http.ts";
import { type DirectorySeed, analyticalEngines, harbourWorks } from "../../src/mocks/people.ts";
import { createMockWorkos } from "../../src/mocks/workos/mock-workos.ts";
import { childEnvironment } from "../../src/function/testing/child-environment.ts";

const projectDirectory = join(import.meta.dirname, "..", "..");
const peopleCount = isLongRun ? 1000 : 200;
const numbers = Array.from({ length: peopleCount }, (_, index) => String(index).padStart(4, "0"));
/** Where the command is killed. */
const halfway = { page: isLongRun ? 6 : 2, userId: isLongRun ? "user_0500" : "user_0100" };

/** Every tenth unconfirmed, every seventh in an organization with SSO, every fifth with a second factor. */
const manyPeople: DirectorySeed = {
  people: numbers.map((number, index) => ({
    id: `user_${number}`,
    email: `person-${number}@example.com`,
    firstName: "Person",
    lastName: number,
    emailVerified: index % 10 !== 9,
  })),
  organizations: [analyticalEngines, harbourWorks],
  memberships: numbers.map((number, index) => ({
    id: `om_${number}`,
    userId: `user_${number}`,
    organizationId: index % 7 === 0 ? harbourWorks.id : analyticalEngines.id,
    roleSlug: "member",
  })),
  connections: [{ id: "conn_1", organizationId: harbourWorks.id, state: "active" }],
  authFactors: numbers
    .filter((_, index) => index % 5 === 0)
    .map((number) => ({ id: `auth_factor_${number}`, userId: `user_${number}` })),
};

/** The mocked WorkOS on a port, with the requests that it got; `holdFrom` leaves the picked request and all later ones unanswered. */
async function startWorkos() {
  const asked: string[] = [];
  let picks: ((path: string) => boolean) | null = null;
  let isHolding = false;
  let signalHeld: (() => void) | null = null;

  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  const origin = `http://127.0.0.1:${String(typeof address === "object" ? address?.port : "")}`;
  let nowMs = Date.parse("2026-11-20T12:00:00Z");
  const workos = createMockWorkos({
    origin,
    redirectUris: [],
    logoutUris: [],
    allowedOrigins: [],
    seed: manyPeople,
    // Time passes with each reading of the clock, so that WorkOS's limit of reads isn't reached.
    now: () => (nowMs += 20),
  });
  server.on("request", (message, reply) => {
    const path = message.url ?? "";
    asked.push(path);
    if (!isHolding && picks?.(path) === true) {
      isHolding = true;
      signalHeld?.();
    }
    if (isHolding) return;
    workos
      .answer(toWebRequest(message, reply, origin))
      .then((response) => sendWebResponse(response ?? Response.error(), reply))
      .catch((error: unknown) => reply.destroy(error instanceof Error ? error : undefined));
  });
  return {
    origin,
    asked,
    holdFrom: (pick: (path: string) => boolean): Promise<void> => {
      picks = pick;
      return new Promise((resolve) => {
        signalHeld = resolve;
      });
    },
    letGo: () => {
      picks = null;
      isHolding = false;
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
  directory = await mkdtemp(join(tmpdir(), "portico-accounts-sync-"));
  workos = await startWorkos();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await workos.close();
  await rm(directory, { recursive: true, force: true });
});

/** Starts the command as npm does, and collects its output. */
function startSync(name: string, commandLine: string[] = [], variables: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["src/cli/accounts-sync/command.ts", ...commandLine], {
    cwd: projectDirectory,
    env: {
      ...childEnvironment,
      WORKOS_API_URL: workos.origin,
      WORKOS_API_KEY: mockApiKey,
      PORTICO_ACCOUNTS: `synced:${join(directory, name)}`,
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
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

/** The copy without the time of its sync. */
async function readCopy(name: string): Promise<string> {
  const text = await readFile(join(directory, name), "utf8");
  expect(text).toMatch(/"syncedAt":"[^"]+"/);
  return text.replace(/"syncedAt":"[^"]+"/, '"syncedAt":""');
}

/** The requests that were sent more than once, and how often at most. */
function findRepeated(asked: string[]): { paths: string[]; most: number } {
  const counts = new Map<string, number>();
  for (const path of asked) counts.set(path, (counts.get(path) ?? 0) + 1);
  const paths = [...counts].filter(([, count]) => count > 1).map(([path]) => path);
  return { paths, most: Math.max(...counts.values()) };
}

const timeoutMs = 60_000;

describe(`accounts:sync over ${String(peopleCount)} people`, () => {
  it.runIf(isLongRun)(
    "writes the same copy after a kill during the people, and repeats only the page in progress",
    async () => {
      expect(await startSync("calm.json").ended).toMatchObject({ exitCode: 0 });
      const calmlyAsked = workos.asked.splice(0);
      expect(findRepeated(calmlyAsked).paths).toEqual([]);

      let pages = 0;
      const held = workos.holdFrom(
        (path) => path.startsWith("/user_management/users?") && (pages += 1) === halfway.page,
      );
      const killed = startSync("copy.json");
      await held;
      killed.child.kill("SIGKILL");
      expect(await killed.ended).toMatchObject({ signal: "SIGKILL" });
      expect(await readdir(directory)).toEqual(["calm.json", "copy.json.progress"]);
      const inProgress = workos.asked.at(-1);
      workos.letGo();

      expect(await startSync("copy.json").ended).toMatchObject({
        exitCode: 0,
        stderr: expect.stringContaining("Continuing where the last run stopped"),
      });
      expect(await readCopy("copy.json")).toBe(await readCopy("calm.json"));
      expect(findRepeated(workos.asked)).toEqual({ paths: [inProgress], most: 2 });
      expect(new Set(workos.asked)).toEqual(new Set(calmlyAsked));
      expect(await readdir(directory)).toEqual(["calm.json", "copy.json"]);
    },
    timeoutMs,
  );

  it.runIf(isLongRun)(
    "writes the same copy after a kill during the second factors, which left the previous copy complete",
    async () => {
      await startSync("calm.json").ended;
      workos.asked.length = 0;
      const previous =
        '{"format":"portico-accounts-1","syncedAt":"2026-11-01T00:00:00.000Z","accounts":[\n\n]}\n';
      await writeFile(join(directory, "copy.json"), previous);

      const held = workos.holdFrom((path) => path.startsWith(`/user_management/users/${halfway.userId}/`));
      const killed = startSync("copy.json");
      await held;
      killed.child.kill("SIGKILL");
      await killed.ended;
      expect(await readFile(join(directory, "copy.json"), "utf8")).toBe(previous);
      workos.letGo();

      expect(await startSync("copy.json").ended).toMatchObject({ exitCode: 0 });
      expect(await readCopy("copy.json")).toBe(await readCopy("calm.json"));
      // Four of these are in progress at a time.
      const repeated = findRepeated(workos.asked);
      expect(repeated.most).toBe(2);
      expect(repeated.paths).toContain(
        `/user_management/users/${halfway.userId}/auth_factors?limit=100&order=asc`,
      );
      expect(repeated.paths.length).toBeLessThanOrEqual(4);
      expect(repeated.paths.filter((path) => !path.includes("/auth_factors"))).toEqual([]);
    },
    timeoutMs,
  );

  it(
    "keeps what it has read on SIGINT, exits with 130, and continues in the next run",
    async () => {
      const held = workos.holdFrom((path) => path.startsWith("/connections"));
      const interrupted = startSync("copy.json");
      await held;
      interrupted.child.kill("SIGINT");
      expect(await interrupted.ended).toMatchObject({
        exitCode: 130,
        stdout: "",
        stderr: expect.stringContaining("Interrupted; what was read is kept"),
      });
      workos.letGo();
      workos.asked.length = 0;
      const { exitCode, stdout, stderr } = await startSync("copy.json").ended;
      expect(exitCode).toBe(0);
      expect(workos.asked[0]).toMatch(/^\/connections/);
      expect(stdout).toMatch(
        new RegExp(`^${String(peopleCount * 0.9)} accounts; [0-9]+ of them may use local codes\\n`),
      );
      expect(stdout).toContain(
        `${String(peopleCount * 0.1)} were left out, because their address isn't confirmed`,
      );
      expect(stderr.split("\n")).toContain(`People: ${String(peopleCount)}`);
      expect(stderr).not.toContain("\u001B");
      expect(stdout + stderr).not.toContain("example.com");
    },
    timeoutMs,
  );
});

describe("accounts:sync", () => {
  it.runIf(isLongRun)("prints its usage with --help, and sends no request", async () => {
    expect(await startSync("copy.json", ["--help"], { WORKOS_API_KEY: "" }).ended).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^npm run accounts:sync .*--help/s),
      stderr: "",
    });
    expect(workos.asked).toEqual([]);
  });

  it(
    "counts accounts and writes nothing in a dry run",
    async () => {
      const { exitCode, stdout } = await startSync("copy.json", ["--dry-run"]).ended;
      expect({ exitCode, stdout }).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining("nothing was written"),
      });
      expect(await readdir(directory)).toEqual([]);
    },
    timeoutMs,
  );

  it.each(
    chooseRows<[string[], Record<string, string>, string]>(
      [
        [["--unknown"], {}, "--unknown"],
        [[], { WORKOS_API_KEY: "" }, "WORKOS_API_KEY must be set"],
        [[], { PORTICO_ACCOUNTS: "nonsense" }, "PORTICO_ACCOUNTS must be one of"],
      ],
      3,
    ),
  )(
    "prints its usage and exits with 2 when it is called with %j and %j",
    async (commandLine, variables, words) => {
      const { exitCode, stderr } = await startSync("copy.json", commandLine, variables).ended;
      expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(words) });
      expect(stderr).toContain("npm run accounts:sync");
    },
  );

  it.runIf(isLongRun)("exits with 1 and the reason when WorkOS rejects the key", async () => {
    const { exitCode, stderr } = await startSync("copy.json", [], { WORKOS_API_KEY: "sk_test_wrong" }).ended;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining("The copy was not written: WorkOS rejects WORKOS_API_KEY"),
    });
    expect(stderr).not.toContain("sk_test_wrong");
  });
});
