import { spawnSync } from "node:child_process";

/** A way to get a browser onto this machine: commands, one after the other. */
export type Installer = { name: string; commands: string[][] };

/** Installs a package of the system; there is such a way for root alone. */
export function buildAptInstallers(packageName: string): Installer[] {
  if (process.getuid?.() !== 0) return [];
  return [
    {
      name: "apt-get",
      commands: [
        ["apt-get", "update"],
        ["apt-get", "install", "-y", packageName],
      ],
    },
  ];
}

/**
 * Says which browser the tests use, after fetching one where there is none; where that fails too, it says that the tests did not
 * run and ends the process with a failure.
 * @param installers in the order in which they are tried
 */
export function findOrFetchBrowser(
  { name, variable }: { name: string; variable: string },
  find: () => string | null,
  installers: Installer[],
): void {
  try {
    process.stdout.write(`Browser tests use ${findOrFetch()}\n`);
  } catch (error) {
    process.stderr.write(
      `The browser tests did not run: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 1;
  }

  function findOrFetch(): string {
    let path = find();
    for (const installer of installers) {
      if (path !== null) break;
      process.stdout.write(`No ${name} found; fetching one with ${installer.name}.\n`);
      if (installer.commands.every(run)) path = find();
    }
    if (path !== null) return path;
    throw new Error(
      `there is no ${name} on this machine and none could be fetched. Install one, or set ${variable}.`,
    );
  }
}

function run([command = "", ...parameters]: string[]): boolean {
  return spawnSync(command, parameters, { stdio: "inherit", timeout: 10 * 60_000 }).status === 0;
}
