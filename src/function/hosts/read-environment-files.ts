import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

type Variables = Record<string, string | undefined>;

/**
 * The variables of the process and of the `.env` files in a folder: `.env`, `.env.local`, `.env.<mode>` and `.env.<mode>.local`.
 * A later file overrides an earlier one, and the process overrides them all, with empty values too.
 *
 * @throws Error naming a file that isn't text
 */
export function readEnvironmentFiles(mode: string, directory: string): Variables {
  const names = [".env", ".env.local", `.env.${mode}`, `.env.${mode}.local`];
  const files = names.map((name) => readEnvironmentFile(directory, name));
  return [...files, process.env].reduce<Variables>((all, some) => ({ ...all, ...some }), {});
}

function readEnvironmentFile(directory: string, name: string): Variables {
  const path = join(directory, name);
  if (!existsSync(path)) return {};
  try {
    // Drops a byte order mark in UTF-8; one of UTF-16, as Windows PowerShell writes, is refused.
    return parseEnv(new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path)));
  } catch (error) {
    const reason = error instanceof TypeError ? "it isn't UTF-8; save it as UTF-8" : describe(error);
    throw new Error(`${name} can't be read: ${reason}`, { cause: error });
  }
}

function describe(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
