import { parseArgs } from "node:util";

import { isLoopback } from "../../contract/variables.ts";

export type DoctorOptions = {
  /** The console to visit; null: only this machine is looked at. */
  address: URL | null;
  isJson: boolean;
  /** Prints a link to the page, which then asks the function too. */
  isLink: boolean;
};

export const doctorUsage = `npm run doctor -- [ADDRESS] [options]
  ADDRESS   the console's address, such as https://console.example.com; without it, only the variables and
            the build on this machine are checked
  --json    print the results as JSON
  --link    print a link to /auth/doctor at ADDRESS instead; for a minute, the page there can ask the function
            what only the holder of PORTICO_KEYS may ask
  --help    show this
Exit code 0: nothing is wrong; 1: something is; 2: the command line can't be used.`;

export const doctorOptions = {
  json: { type: "boolean", default: false },
  link: { type: "boolean", default: false },
} as const;

/** @throws Error with a message for the terminal */
export function parseDoctorOptions(commandLine: string[]): DoctorOptions {
  const { values, positionals } = parseArgs({
    args: commandLine,
    allowPositionals: true,
    options: doctorOptions,
  });
  if (positionals.length > 1) throw new Error("Name at most one address");
  const [text] = positionals;
  if (values.link && text === undefined) throw new Error("--link needs the address of the console");
  if (values.link && values.json) throw new Error("Choose one of --link and --json");
  const address = text === undefined ? null : parseAddress(text);
  return { address, isJson: values.json, isLink: values.link };
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
