import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { describeCause } from "../function/core/logging/describe-cause.ts";
import { type ScriptOptions, describeOptionsKeptByNpm } from "./npm-options.ts";
import type { FunctionVariables } from "../function/core/configuration/workos-variables.ts";
import { readVariables } from "../function/hosts/environment-files.ts";
import { type ProgressDisplay, createProgressDisplay } from "./progress-display.ts";
import type { RetryOptions } from "./retrying-fetch.ts";

export const projectDirectory = join(import.meta.dirname, "..", "..");

export const exitCodes = {
  done: 0,
  failed: 1,
  /** The command line, a variable or a file can't be used; nothing was done. */
  unusable: 2,
  /** The shell's convention: 128 plus the number of SIGINT. */
  interrupted: 130,
} as const;

/** Ends a command with this exit code and message. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What a command uses of its process. */
export type CommandContext = { display: ProgressDisplay; request: RetryOptions };

/** Runs a command of the project with the variables that `npm start` has, and returns its exit code. */
export async function runCommand<Options>(command: {
  /** Printed for `--help`, and after the message when `parse` throws. */
  usage: string;
  options: ScriptOptions;
  /** `npm start`'s when absent, which refuse names that are almost one of ours. */
  readVariables?: (mode: string, directory: string) => FunctionVariables;
  /** Throws errors whose message is for the terminal and contains no secrets. */
  parse: (commandLine: string[], variables: FunctionVariables) => Options | Promise<Options>;
  run: (options: Options, context: CommandContext) => Promise<number>;
  /** What an unexpected error means, such as "The copy was not written". */
  failure: string;
  /** How often a log that isn't a terminal gets a line of progress. */
  itemsBetweenLines: number;
}): Promise<number> {
  const commandLine = process.argv.slice(2);
  if (commandLine.includes("--help")) {
    process.stdout.write(`${command.usage}\n`);
    return exitCodes.done;
  }
  const keptByNpm = describeOptionsKeptByNpm(command.options, commandLine, process.env);
  if (keptByNpm !== null) {
    process.stderr.write(`${keptByNpm}\n`);
    return exitCodes.unusable;
  }

  let options: Options;
  try {
    const read = command.readVariables ?? readVariables;
    options = await command.parse(commandLine, read("production", projectDirectory));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${command.usage}\n`);
    return exitCodes.unusable;
  }

  const display = createProgressDisplay(process.stderr, command.itemsBetweenLines);
  try {
    return await command.run(options, { display, request: createRetryOptions(display) });
  } catch (error) {
    display.end();
    if (error instanceof CommandError) {
      process.stderr.write(`${error.message}\n`);
      return error.exitCode;
    }
    process.stderr.write(`${command.failure}: ${describeCause(error)}\n`);
    return exitCodes.failed;
  }
}

/** The first SIGINT or SIGTERM interrupts the command; the second ends the process at once. */
function createRetryOptions(display: ProgressDisplay): RetryOptions {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => interruption.abort());
  }
  return {
    fetch,
    wait: async (delayMs, signal) => {
      await delay(delayMs, undefined, { signal }).catch(() => undefined);
    },
    now: Date.now,
    note: display.note,
    signal: interruption.signal,
  };
}
