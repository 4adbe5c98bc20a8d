import { execFile } from "node:child_process";
import type { Server } from "node:http";
import { join } from "node:path";

import * as v from "valibot";
import { afterEach, describe, expect, it } from "vitest";

import { askFunction } from "../../contract/doctor/function-checks.ts";
import { readTokens } from "../../contract/doctor/link.ts";
import { openSite } from "../../contract/doctor/site.ts";
import { isLongRun } from "../../contract/testing/long-run.ts";
import { type BuiltFiles, toBuiltFile } from "../../function/hosts/built-files.ts";
import { features } from "../../function/hosts/features.ts";
import { createPorticoServer } from "../../function/hosts/node-server.ts";
import { findFreePorts } from "../../function/stores/testing/free-ports.ts";
import { childEnvironment } from "../../function/testing/child-environment.ts";
import { testSealingKeys } from "../../function/testing/test-keys.ts";
import { mockApiKey, mockClientId } from "../../mocks/development-credentials.ts";
import { startMockServer } from "../../mocks/mock-server.ts";
import { parseDoctorOptions } from "./options.ts";

const reportSchema = v.object({ checks: v.array(v.looseObject({ status: v.string() })) });

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map(async (close) => await close()));
});

/** A console with the function on a port of this machine, and its mocked WorkOS on another. */
async function startConsole() {
  const [port = 0, mockPort = 0] = await findFreePorts(2);
  const [origin, workosOrigin] = [port, mockPort].map((each) => `http://localhost:${String(each)}`);
  if (origin === undefined || workosOrigin === undefined) throw new Error("There are two ports");
  const mock = await startMockServer(
    { port: mockPort, host: "localhost", originOf: () => workosOrigin },
    { redirectUris: [`${origin}/auth/workos/callback`], logoutUris: [], allowedOrigins: [origin] },
  );
  closing.push(async () => await mock.close());
  const variables = {
    PORTICO_ORIGIN: origin,
    PORTICO_KEYS: testSealingKeys,
    WORKOS_API_KEY: mockApiKey,
    VITE_WORKOS_CLIENT_ID: mockClientId,
    VITE_WORKOS_API_URL: workosOrigin,
  };
  const block = { workosClientId: mockClientId, workosApiUrl: workosOrigin, workosRedirectUri: null };
  const html = `<!doctype html><script type="application/json" id="portico-config">${JSON.stringify(block)}</script>`;
  const files: BuiltFiles = new Map([["/index.html", toBuiltFile("/index.html", Buffer.from(html))]]);
  const server = createPorticoServer({
    files,
    variables,
    ownOrigin: origin,
    writeLog: () => undefined,
    features,
  });
  await listen(server, port);
  return { origin, variables };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve) => server.listen(port, "localhost", resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
}

/** Runs the command as a process, with these variables and no others. */
async function runDoctor(commandLine: string[], variables: Record<string, string>) {
  return await new Promise<{ exitCode: number; output: string; errors: string }>((resolve) => {
    const command = join(import.meta.dirname, "command.ts");
    const env = { ...childEnvironment, ...variables };
    execFile(
      process.execPath,
      [command, ...commandLine],
      { env, timeout: 25_000 },
      (error, output, errors) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code), output, errors });
      },
    );
  });
}

describe("npm run doctor", () => {
  it("finds nothing wrong with a running console and its WorkOS, and names what is wrong once something is", async () => {
    const { origin, variables } = await startConsole();
    const good = await runDoctor([origin, "--json"], variables);
    expect(good.errors).toBe("");
    const { checks } = v.parse(reportSchema, JSON.parse(good.output));
    expect(checks.filter(({ status }) => status === "wrong")).toEqual([]);
    expect(good.exitCode).toBe(0);

    const bad = await runDoctor([origin], { ...variables, WORKOS_API_KEY: "sk_test_canary_of_the_doctor" });
    expect(bad.output).toContain("✗ API key and client ID (environments)");
    expect(bad.output).toContain("WorkOS doesn't accept WORKOS_API_KEY.");
    expect(bad.output + bad.errors).not.toContain("canary");
    expect(bad.exitCode).toBe(1);
  });

  it.runIf(isLongRun)("prints a link with which the page can ask the function", async () => {
    const { origin, variables } = await startConsole();
    const { output } = await runDoctor([origin, "--link"], variables);
    expect(output).toMatch(/^http:\/\/localhost:\d+\/auth\/doctor#tokens=[\w.-]+(?:,[\w.-]+){8}\n$/);
    const site = openSite(new URL(origin), fetch);
    const answers = await askFunction(site, readTokens(new URL(output).hash) ?? []);
    expect(answers).toMatchObject({ unrecognized: 0, diagnoses: { length: 8 } });
  });

  it.runIf(isLongRun)(
    "ends with 2 for a command line that it can't use, and says how to call it",
    async () => {
      const { exitCode, errors } = await runDoctor(["--jsn"], {});
      expect(exitCode).toBe(2);
      expect(errors).toContain("npm run doctor -- [ADDRESS] [options]");
    },
  );
});

describe("the doctor's command line", () => {
  it.each<[string[], string | null, boolean]>([
    [[], null, false],
    [["--json"], null, true],
    [["https://console.example.com"], "https://console.example.com/", false],
    [["https://example.com/console/", "--json"], "https://example.com/console/", true],
    [["http://localhost:4300"], "http://localhost:4300/", false],
  ])("takes %j", (commandLine, address, isJson) => {
    const options = parseDoctorOptions(commandLine);
    expect({ address: options.address?.href ?? null, isJson: options.isJson }).toEqual({ address, isJson });
  });

  it.each([
    [["console.example.com"]],
    [["http://console.example.com"]],
    [["https://user:canary@console.example.com"]],
    [["https://console.example.com/?code=canary"]],
    [["https://a.example.com", "https://b.example.com"]],
    [["ftp://console.example.com"]],
    [["--link"]],
    [["https://console.example.com", "--link", "--json"]],
  ])("refuses %j without repeating it", (commandLine) => {
    expect(() => parseDoctorOptions(commandLine)).toThrow(/^(?!.*canary)/);
  });
});
