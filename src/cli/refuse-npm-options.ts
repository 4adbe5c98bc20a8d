import { describeOptionsKeptByNpm } from "./npm-options.ts";

// Runs before scripts whose program doesn't check this itself. The arguments are the names of its options.
const names = process.argv.slice(2);
const message = describeOptionsKeptByNpm(
  Object.fromEntries(names.map((name) => [name, { type: name.startsWith("no-") ? "boolean" : "string" }])),
  [],
  process.env,
);
if (message !== null) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}
