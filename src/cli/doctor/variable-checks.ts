import { parseBasePath } from "../../contract/base-path-variable.ts";
import { type Checks, type Finding, findRefusal, ok, unknown, wrong } from "../../contract/doctor/check.ts";
import { looksSecret } from "../../contract/doctor/site-checks.ts";
import {
  isOwnOrigin,
  isPlainLocalhostOrigin,
  type OwnOrigins,
  parseOwnOrigins,
} from "../../contract/own-origin.ts";
import { buildPublicConfigBlock, type PublicConfigBlock } from "../../contract/public-config-block.ts";
import { publishedKey } from "../../contract/published-key.ts";
import { isLoopback, parseToken, readVariable, type Variables } from "../../contract/variables.ts";
import { parseSealingKeys } from "../../function/core/configuration/sealing-keys.ts";
import { type BuiltFiles, readBuildBlock } from "../../function/hosts/built-files.ts";
import type { Machine } from "./machine.ts";

const secretNames = [
  "WORKOS_API_KEY",
  "PORTICO_KEYS",
  "PORTICO_ACCOUNTS_TOKEN",
  "REDIS_URL",
  "SMTP_URL",
  "RESEND_API_KEY",
];
/** Shorter values are words that may be anywhere. */
const shortestSecret = 12;

/** The checks of this machine's variables and of the build in `dist`. */
export function createVariableChecks(
  { variables, build }: Pick<Machine, "variables" | "build">,
  address: URL | null,
): Pick<Checks, "secrets" | "own-origin" | "public-secret" | "localhost-urls" | "configured" | "same-build"> {
  const ownOrigin = address?.origin ?? readOwnOrigins(variables)?.main ?? null;
  const isLocal = ownOrigin === null || isPlainLocalhostOrigin(ownOrigin);
  return {
    secrets: async () => checkSecrets(variables, isLocal, address !== null),
    "own-origin": async () => checkOwnOrigin(variables, address),
    "public-secret": async () => {
      const variable = findPublicSecret(variables);
      if (variable !== null) return wrong("public-secret", "variable", variable);
      if (build === null) return unknown("noBuild");
      const path = findPublishedSecret(variables, build);
      return path === null ? ok : wrong("public-secret", "published", `dist${path}`);
    },
    "localhost-urls": async () => {
      const names = ["PORTICO_ORIGIN", "VITE_WORKOS_API_URL", "VITE_WORKOS_REDIRECT_URI", "WORKOS_API_URL"];
      const local = isLocal ? undefined : names.find((name) => isOnLoopback(readSafely(variables, name)));
      return local === undefined ? ok : wrong("localhost-urls", "loopback", local);
    },
    configured: async () => {
      if (findPublicSecret(variables) !== null) return unknown("noAnswer");
      const refusal = findRefusal(() => buildPublicConfigBlock(variables));
      if (refusal !== null) return wrong("configured", "variable", refusal);
      const page = findIndexPath(build);
      if (build === null || page === null) return unknown("noBuild");
      const mixed = findRefusal(() => readBuildBlock(build, page));
      if (mixed !== null) return wrong("configured", "variable", mixed);
      const block = readBuiltBlock(build);
      if (block === null) return unknown("noBuild");
      return block.workosClientId === null ? wrong("configured", "noClientId") : ok;
    },
    "same-build": async () => compareBuild(readBuiltBlock(build), variables),
  };
}

/** The base path of the machine's variables; that of the root where it is malformed, which stops the build. */
export function readBasePath(variables: Variables): string {
  try {
    return parseBasePath(readSafely(variables, "PORTICO_BASE_PATH"));
  } catch {
    return "";
  }
}

/** The configuration of the build in `dist`; null where there is none, or it can't be read. */
export function readBuiltBlock(build: BuiltFiles | null): PublicConfigBlock | null {
  const page = findIndexPath(build);
  if (build === null || page === null) return null;
  try {
    return readBuildBlock(build, page);
  } catch {
    return null;
  }
}

/** Below the base path, which this machine may not know. */
function findIndexPath(build: BuiltFiles | null): string | null {
  return [...(build?.keys() ?? [])].find((path) => path.endsWith("/index.html")) ?? null;
}

/** A variable's value; null where it is unset or can't be read, which a check of its own says. */
export function readSafely(variables: Variables, name: string): string | null {
  try {
    return readVariable(variables, name);
  } catch {
    return null;
  }
}

function checkSecrets(variables: Variables, isLocal: boolean, hasAddress: boolean): Finding {
  const needed = ["WORKOS_API_KEY", "PORTICO_KEYS"];
  const present = needed.filter((name) => (variables[name] ?? "").trim() !== "");
  // A deployed function's secrets needn't be on this machine.
  if (hasAddress && present.length === 0) return unknown("noKeys");
  const mocked = isLocal ? undefined : needed.find((name) => isMockValue(variables[name] ?? ""));
  if (mocked !== undefined) return wrong("secrets", "mock", mocked);
  const missing = needed.filter((name) => !present.includes(name));
  if (missing.length > 0 && !hasAddress) return wrong("secrets", "missing", missing.join(", "));
  const weak =
    findRefusal(() => parseToken(variables, "WORKOS_API_KEY", "sk_")) ??
    findRefusal(() => {
      const text = readVariable(variables, "PORTICO_KEYS");
      if (text !== null) parseSealingKeys(text);
    });
  return weak === null ? ok : wrong("secrets", "weak", `${weak}.`);
}

function isMockValue(value: string): boolean {
  return value.includes(publishedKey.slice(0, -1)) || value.trim().endsWith("_portico_mock");
}

function checkOwnOrigin(variables: Variables, address: URL | null): Finding {
  const refusal = findRefusal(() => {
    const text = readVariable(variables, "PORTICO_ORIGIN");
    if (text !== null) parseOwnOrigins(text);
  });
  if (refusal !== null) return wrong("own-origin", "malformed", `${refusal}.`);
  const origins = readOwnOrigins(variables);
  if (address === null) return origins === null ? unknown("noAddress") : ok;
  if (origins === null) return unknown("noAnswer");
  return isOwnOrigin(origins, address.origin)
    ? ok
    : wrong("own-origin", "different", origins.listed.join(", "));
}

/** The origins in the variables; null where there are none, or they are malformed, which a check of its own says. */
export function readOwnOrigins(variables: Variables): OwnOrigins | null {
  const text = readSafely(variables, "PORTICO_ORIGIN");
  try {
    return text === null ? null : parseOwnOrigins(text);
  } catch {
    return null;
  }
}

function findPublicSecret(variables: Variables): string | null {
  const values = listSecretValues(variables);
  for (const [name, value = ""] of Object.entries(variables)) {
    if (!name.toUpperCase().startsWith("VITE_") || value.trim() === "") continue;
    const isNamedSo =
      /SECRET|API_?KEY|PASSWORD|PRIVATE|_KEYS$/i.test(name) || /^(?:sk|re)_/.test(value.trim());
    if (isNamedSo || looksSecret(value) || values.some((secret) => value.includes(secret))) return name;
  }
  return null;
}

/** The path of a file of the build in which a secret of this machine stands, or what looks like one; null where there is none. */
function findPublishedSecret(variables: Variables, build: BuiltFiles): string | null {
  const values = listSecretValues(variables);
  for (const [path, { bytes }] of build) {
    // Latin-1 keeps the bytes of fonts and images apart.
    const text = Buffer.from(bytes).toString("latin1");
    const isText = /\.(?:html|js|css|json|svg|txt)$/.test(path);
    if (values.some((secret) => text.includes(secret)) || (isText && looksSecret(text))) return path;
  }
  return null;
}

function listSecretValues(variables: Variables): string[] {
  return secretNames
    .flatMap((name) => {
      const value = (variables[name] ?? "").trim();
      // A sealing key is secret without its id, too.
      return name === "PORTICO_KEYS"
        ? value.split(",").map((key) => key.slice(key.indexOf(":") + 1).trim())
        : [value];
    })
    .filter((value) => value.length >= shortestSecret);
}

/** Whether a build is for the WorkOS application of these variables. */
function compareBuild(block: PublicConfigBlock | null, variables: Variables): Finding {
  if (block === null) return unknown("noBuild");
  if (block.workosClientId === null) return unknown("noClientId");
  const clientIds = ["VITE_WORKOS_CLIENT_ID", "WORKOS_CLIENT_ID"].map((name) => readSafely(variables, name));
  if (clientIds.some((id) => id !== null && id !== block.workosClientId))
    return wrong("same-build", "clientId");
  const apiUrl = readSafely(variables, "VITE_WORKOS_API_URL");
  const isSame =
    apiUrl === null || toOrigin(apiUrl) === toOrigin(block.workosApiUrl ?? "https://api.workos.com");
  return isSame ? ok : wrong("same-build", "workosAddress");
}

function toOrigin(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

function isOnLoopback(url: string | null): boolean {
  return url !== null && URL.canParse(url) && isLoopback(new URL(url).hostname);
}
