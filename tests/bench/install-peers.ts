import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export const projectDirectory = join(import.meta.dirname, "..", "..");

/** Where the packages are that only the bench and Lighthouse need, and what is built of them. */
export const benchDirectory = join(projectDirectory, ".bench");

const manifest = join(import.meta.dirname, "peers", "package.json");

/**
 * Installs what the project is compared with into `.bench`, unless it is there already.
 *
 * @throws Error that says what is missing, where npm can't install it
 */
export async function installPeers(): Promise<void> {
  const wanted = await readFile(manifest, "utf8");
  const installed = join(benchDirectory, "node_modules", ".portico-installed.json");
  if ((await readFile(installed, "utf8").catch(() => "")) === wanted) return;

  await mkdir(benchDirectory, { recursive: true });
  await cp(manifest, join(benchDirectory, "package.json"));
  process.stderr.write("Installing the peers into .bench …\n");
  const npm = spawn("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: benchDirectory,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [exitCode] = await once(npm, "exit");
  if (exitCode !== 0)
    throw new Error(
      `npm could not install ${Object.keys(JSON.parse(wanted).dependencies).join(", ")} into .bench. They need the network once; \`npm run bench -- --only memory\` and \`--only load\` do without them.`,
    );
  await cp(manifest, installed);
}
