import { startMockServer } from "./mock-server.ts";
import { parseStandaloneOptions, standaloneUsage, type StandaloneOptions } from "./standalone-options.ts";

const options = readOptions();
if (options === null) {
  process.exitCode = 2;
} else {
  const server = await startMockServer(options, options.workos);
  process.stdout.write(`Mocked WorkOS listens on ${server.origin}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void server.close());
  }
}

function readOptions(): StandaloneOptions | null {
  try {
    return parseStandaloneOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${standaloneUsage}\n`);
    return null;
  }
}
