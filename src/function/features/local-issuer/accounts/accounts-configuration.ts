import { isLoopback, parseToken, readVariable } from "../../../../contract/variables.ts";
import type { FunctionVariables } from "../../../core/configuration/workos-variables.ts";

/** Where the local issuer's accounts come from, or that no source is configured. */
export type AccountsConfiguration =
  | { kind: "not_configured" }
  | { kind: "file"; path: string; format: "json" | "csv" }
  | { kind: "http"; url: URL; token: string }
  | { kind: "synced"; path: string };

/** The default file of `npm run accounts:sync`, beside `.env`. */
const defaultSyncedPath = "accounts.synced.json";

const forms =
  "file:accounts.json, file:accounts.csv, an https:// address of your backend, synced, or synced:path";

/**
 * The source of accounts in `PORTICO_ACCOUNTS` and `PORTICO_ACCOUNTS_TOKEN`. Paths are kept as written.
 *
 * @throws Error naming the malformed or missing variable, never its value
 */
export function parseAccountsConfiguration(variables: FunctionVariables): AccountsConfiguration {
  const text = readVariable(variables, "PORTICO_ACCOUNTS");
  const token = parseToken(variables, "PORTICO_ACCOUNTS_TOKEN");
  if (text === null) return { kind: "not_configured" };
  const [, scheme = "", rest = ""] = /^(file|synced|https?):(.*)$/s.exec(text) ?? [];
  if (text === "synced") return { kind: "synced", path: defaultSyncedPath };
  if (scheme === "synced") return { kind: "synced", path: parsePath(rest) };
  if (scheme === "file") {
    const path = parsePath(rest);
    const format = /\.(json|csv)$/i.exec(path)?.[1]?.toLowerCase();
    if (format !== "json" && format !== "csv") {
      throw new Error("PORTICO_ACCOUNTS must name a file that ends in .json or .csv");
    }
    return { kind: "file", path, format };
  }
  if (scheme === "") throw new Error(`PORTICO_ACCOUNTS must be one of ${forms}`);
  const url = parseEndpoint(text);
  if (token === null) {
    throw new Error(
      "PORTICO_ACCOUNTS_TOKEN is missing; the endpoint in PORTICO_ACCOUNTS must require it, or anyone could find out who has an account",
    );
  }
  return { kind: "http", url, token };
}

function parsePath(text: string): string {
  // An absolute file URL; one with a host would name another machine.
  const path = text.startsWith("///") ? text.slice(2) : text;
  if (path === "" || path.startsWith("//") || /\p{Cc}/u.test(path)) {
    throw new Error(`PORTICO_ACCOUNTS must name a file, as in ${forms}`);
  }
  return path;
}

/** Plain http is accepted on this machine only: elsewhere the network could read the token and the addresses. */
function parseEndpoint(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error(`PORTICO_ACCOUNTS must be one of ${forms}`);
  }
  if (url.username !== "" || url.password !== "" || url.hash !== "") {
    throw new Error("PORTICO_ACCOUNTS must be an address without credentials and without a fragment");
  }
  if (url.protocol !== "https:" && !isLoopback(url.hostname)) {
    throw new Error("PORTICO_ACCOUNTS must begin with https:// (plain http is allowed on localhost only)");
  }
  return url;
}
