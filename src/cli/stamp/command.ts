import { relative } from "node:path";

import { isFileError } from "../json-lines.ts";
import { CommandError, exitCodes, runCommand } from "../run-command.ts";
import { parseStampOptions, type StampOptions, stampOptions, stampUsage } from "./options.ts";
import { stampBuild } from "./stamp-build.ts";

/** npm runs scripts in the project's folder, and keeps in `INIT_CWD` where it was called. */
const callersDirectory =
  (process.env["npm_lifecycle_event"] === "stamp" ? process.env["INIT_CWD"] : undefined) ?? process.cwd();

process.exitCode = await runCommand({
  usage: stampUsage,
  options: stampOptions,
  parse: (commandLine, variables) => parseStampOptions(commandLine, variables, callersDirectory),
  run,
  failure: "The build was not stamped",
  itemsBetweenLines: 1,
});

async function run(options: StampOptions): Promise<number> {
  const { block, changedPaths } = await stampBuild(options).catch((error: unknown) => {
    const message = isFileError(error)
      ? `a file can't be read or written (${error.code})`
      : error instanceof Error
        ? error.message
        : "unknown error";
    throw new CommandError(exitCodes.unusable, `The build was not stamped: ${message}`);
  });
  const lines = [
    ...changedPaths.map((path) => `stamped ${relative(callersDirectory, path)}`),
    ...(changedPaths.length === 0 ? ["Nothing differs; the build is stamped like this already."] : []),
    `Client id: ${block.workosClientId ?? "none, so Continue with WorkOS is disabled"}`,
    `WorkOS API: ${block.workosApiUrl ?? "the default"}`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  return exitCodes.done;
}
