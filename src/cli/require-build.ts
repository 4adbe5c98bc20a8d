import { existsSync } from "node:fs";
import { join } from "node:path";

// Before `npm start`, whose own message would be that of a missing module.

const projectDirectory = process.argv[2] ?? join(import.meta.dirname, "..", "..");
if (!existsSync(join(projectDirectory, "build", "server.mjs"))) {
  process.stderr.write(
    "There is no build/server.mjs. Run npm run build first; with PORTICO_HOST set, it writes what another host runs.\n",
  );
  process.exitCode = 1;
}
