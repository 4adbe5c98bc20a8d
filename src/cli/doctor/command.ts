import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { resolveTxt } from "node:dns/promises";
import { join } from "node:path";

import { doctorPath, tokensFragment } from "../../contract/doctor/link.ts";
import { openSite } from "../../contract/doctor/site.ts";
import { type Variables } from "../../contract/variables.ts";
import { readBuiltFiles } from "../../function/hosts/built-files.ts";
import { readEnvironmentFiles } from "../../function/hosts/read-environment-files.ts";
import { inspectRedisAt } from "../../function/hosts/inspect-redis.ts";
import { exitCodes, projectDirectory, runCommand } from "../run-command.ts";
import { createTokens } from "./create-tokens.ts";
import { diagnose, readKeys } from "./diagnose.ts";
import { followOnOrigin } from "./follow-on-origin.ts";
import type { Machine } from "./machine.ts";
import { doctorOptions, doctorUsage, parseDoctorOptions } from "./options.ts";
import { printJson, printResults } from "./print-results.ts";

process.exitCode = await runCommand({
  usage: doctorUsage,
  options: doctorOptions,
  // A variable that would stop the start is what the doctor is to name.
  readVariables: readEnvironmentFiles,
  parse: (commandLine, variables) => {
    const options = parseDoctorOptions(commandLine);
    const [key = null] = readKeys({ variables }) ?? [];
    if (options.isLink && key === null) throw new Error("--link needs the PORTICO_KEYS of the console");
    return { ...options, variables, key };
  },
  run: async ({ address, isJson, isLink, variables, key }) => {
    if (isLink && address !== null && key !== null) {
      const tokens = await createTokens(openSite(address, followOnOrigin(fetch)), key, Date.now);
      process.stdout.write(`${buildLink(address, tokens)}\n`);
      return exitCodes.done;
    }
    const results = await diagnose(await openMachine(variables), address);
    process.stdout.write(isJson ? printJson(results, address, Date.now()) : printResults(results));
    return results.some(({ status }) => status === "wrong") ? exitCodes.failed : exitCodes.done;
  },
  failure: "The checks were not finished",
  itemsBetweenLines: 100,
});

function buildLink(address: URL, tokens: readonly string[]): string {
  return `${address.origin}${address.pathname.replace(/\/$/, "")}${doctorPath}${tokensFragment}${tokens.join(",")}`;
}

async function openMachine(variables: Variables): Promise<Machine> {
  const distDirectory = join(projectDirectory, "dist");
  return {
    variables,
    build: existsSync(distDirectory) ? await readBuiltFiles(distDirectory) : null,
    fetch,
    now: Date.now,
    resolveTxt,
    inspectRedis: async () => await inspectRedisAt(variables["REDIS_URL"] ?? "", fetch),
    checkMail: null,
    randomName: randomUUID(),
  };
}
