import type { Variables } from "../../contract/variables.ts";
import { contentVariables } from "./content-origins.ts";
import { features } from "./features.ts";

/** Every variable of docs/variables.md and of the pages it names. A feature of your own names its variables itself. */
export const variableNames: readonly string[] = [
  "HOST",
  "MAIL_FROM",
  "PORT",
  "PORTICO_ACCOUNTS",
  "PORTICO_ACCOUNTS_TOKEN",
  "PORTICO_BASE_PATH",
  "PORTICO_CLIENT_ADDRESS_HEADER",
  "PORTICO_CLOUDFRONT_SECRET",
  "PORTICO_HOST",
  "PORTICO_INVITE_QUOTA",
  "PORTICO_WORKOS_BUDGET",
  "PORTICO_KEYS",
  "PORTICO_ORIGIN",
  "PORTICO_SINGLE_INSTANCE",
  "REDIS_URL",
  "RESEND_API_KEY",
  "SMTP_URL",
  "VITE_WORKOS_API_URL",
  "VITE_WORKOS_CLIENT_ID",
  "VITE_WORKOS_REDIRECT_URI",
  "WORKOS_API_KEY",
  "WORKOS_API_URL",
  "WORKOS_CLIENT_ID",
  "WORKOS_ISSUER",
  ...Object.values(contentVariables),
  ...features.flatMap(({ variables }) => variables),
];

/** Switches of the test commands, which the servers that they start inherit. */
const testSwitches = [
  "PORTICO_E2E_PORTS",
  "PORTICO_EMULATOR",
  "PORTICO_FIREFOX",
  "PORTICO_ALL_REDIRECTS",
  "PORTICO_LONG_RUN",
  "PORTICO_SCREENSHOTS",
];

/** Kubernetes sets these for services called `portico…` and `workos…`, such as WorkOS's emulator. */
const serviceLink =
  /^(?:PORTICO|WORKOS)_(?:[A-Z0-9_]*_)?(?:SERVICE_(?:HOST|PORT)|PORT_[0-9]+_(?:TCP|UDP))(?:_|$)/;

/**
 * Refuses names that look like a variable of ours and are none: a misspelt variable would count as unset, and be missed only
 * when it is needed. Other software's `WORKOS_` variables are left alone, unless the name is almost one of ours.
 *
 * @throws Error naming the variable and the one that was probably meant
 */
export function refuseMisspeltVariables(variables: Variables): void {
  const known = new Set([...variableNames, ...testSwitches]);
  for (const [name, value] of Object.entries(variables)) {
    if (known.has(name) || value === undefined) continue;
    // Upper case and without invisible characters, such as the byte order mark of a file that Docker has read.
    const plain = name
      .toUpperCase()
      .replaceAll("-", "_")
      .replace(/[^A-Z0-9_]/g, "");
    const isOurs = /^(?:VITE_)?PORTICO_|^VITE_WORKOS_/.test(plain);
    if (!isOurs && !plain.startsWith("WORKOS_")) continue;
    if (serviceLink.test(plain) || /^(?:tcp|udp):\/\//.test(value)) continue;
    const { meant, distance } = findNearest(plain);
    // Any other software may have its own PORT and HOST.
    if (!isOurs && (distance > 2 || ["HOST", "PORT"].includes(meant))) continue;
    const hint =
      distance <= Math.max(2, plain.length / 3)
        ? `did you mean ${meant}?`
        : "docs/variables.md lists them. A feature of your own names its variables in its definition";
    throw new Error(`${JSON.stringify(name).slice(1, -1)} is not a variable of Portico; ${hint}`);
  }
}

function findNearest(plain: string): { meant: string; distance: number } {
  // The name behind a prefix too many, such as PORTICO_REDIS_URL or VITE_WORKOS_API_KEY.
  const prefixed = variableNames
    .filter((name) => plain.endsWith(`_${name}`))
    .toSorted((a, b) => b.length - a.length);
  if (prefixed[0] !== undefined) return { meant: prefixed[0], distance: 0 };
  const [nearest] = variableNames
    .map((meant) => ({ meant, distance: countEdits(plain, meant) }))
    .toSorted((a, b) => a.distance - b.distance);
  return nearest ?? { meant: "", distance: Number.POSITIVE_INFINITY };
}

/** The edit distance: insertions, deletions, replacements and swaps of neighbours. */
function countEdits(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (isSame ? 0 : 1),
          isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(from.length, to.length);
}
