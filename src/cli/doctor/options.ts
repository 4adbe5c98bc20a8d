import { parseArgs } from "node:util";

import { isLoopback } from "../../contract/variables.ts";

export type DoctorOptions = {
  /** The console to visit; null: only this machine is looked at. */
  address: URL | null;
  isJson: boolean;
};

export const doctorUsage = `npm run doctor -- [ADDRESS] [options]
  ADDRESS   the console's address, such as https://console.example.com; without it, only the variables and
            the build on this machine are checked
  --json    print the results as JSON
  --help    show this
Exit code 0: nothing is wrong; 1: something is; 2: the command line can't be used.`;

export const doctorOptions = { json: { type: "boolean", default: false } } as const;

/** @throws Error with a message for the terminal */
export function parseDoctorOptions(commandLine: string[]): DoctorOptions {
  const { values, positionals } = parseArgs({
    args: commandLine,
    allowPositionals: true,
    options: doctorOptions,
  });
  if (positionals.length > 1) throw new Error("Name at most one address");
  const [text] = positionals;
  return { address: text === undefined ? null : parseAddress(text), isJson: values.json };
}

function parseAddress(text: string): URL {
  const example = "such as https://console.example.com";
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new Error(`The address must begin with https://, ${example}`);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw new Error(`The address must have no credentials, query or fragment, ${example}`);
  if (url.protocol === "http:" && !isLoopback(url.hostname))
    throw new Error(
      `The address must begin with https://: with http:// the network could change every answer`,
    );
  return url;
}
