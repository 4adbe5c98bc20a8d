import { matchRoutes, resolvePath } from "react-router-dom";
import { expect, it } from "vitest";

import { parseReturnTo, type ReturnTo } from "./return-to.ts";
import { isLongRun } from "./testing/long-run.ts";
import { createSeededRandom, type SeededRandom } from "./testing/seeded-random.ts";

const origin = "https://console.example.com";

const doors = [
  "/sign-in",
  "/login",
  "/auth/workos/callback",
  "/auth/email-link",
  "/auth/magic-link/callback",
  "/signed-out",
  "/api",
];
const doorRoutes = doors.map((door) => ({ path: `${door}/*` }));

/** Where following the path would lead wrong, or null: each line is one way in which a path is read or followed. */
function findDeparture(returnTo: ReturnTo): string | null {
  if (!/^\/(?![/\\])/.test(returnTo)) return "begins another host";
  if (/[^!-[\]-~]/.test(returnTo)) return "holds what a browser drops, encodes or takes for a slash";
  const url = new URL(returnTo, origin);
  if (url.origin !== origin) return "leaves the origin when assigned";
  if (new URL(`${origin}${returnTo}`).href !== url.href) return "reads otherwise behind the origin";
  const again = new URL(`${url.pathname}${url.search}${url.hash}`, origin);
  if (again.href !== url.href) return "reads otherwise the second time";
  if (parseReturnTo(returnTo, origin) !== returnTo) return "does not pass again";
  const routed = resolvePath(returnTo);
  if (new URL(`${routed.pathname}${routed.search}${routed.hash}`, origin).origin !== origin)
    return "leaves the origin when routed";
  if (isDoor(routed.pathname)) return "is a door of the app when routed";
  if (isDoor(url.pathname)) return "is a door of the app when loaded";
  return null;
}

function isDoor(pathname: string): boolean {
  return matchRoutes(doorRoutes, pathname) !== null;
}

const slashes = ["/", "/", "//", "///", "\\", "%2f", "%5C", "%252f", "\uff0f", "\u2215"];
const dots = [".", "..", "%2e", "%2E%2e", ".%2e", "/./", "/../", "/..", "%252e", "\uff0e\uff0e"];
const controls = ["\t", "\n", "\r", "\u0000", "%00", "%09", "%0a", "%0D"];
const blanks = [" ", "%20", "\u00a0", "\u200b", "\u202e", "\ufeff"];
const authorities = ["https:", "javascript:", "data:", ":", ":443", "@", "u:p@", "[::1]", "[", "evil.com"];
const hosts = ["console.example.com", "2130706433", "\u3002", "\u24d4"];
const texts = [
  "x",
  "a-b",
  "dashboard",
  "\u00e9",
  "\ud800",
  "\u{1f600}",
  "%",
  "%zz",
  "%c0%af",
  "\u00e9".repeat(400),
];
const delimiters = ["?", "#", ";", "&", "=", "?return_to="];
const doorParts = ["sign-in", "api", "auth", "workos", "callback", "login"];
const hostilePieces = [
  slashes,
  dots,
  controls,
  blanks,
  authorities,
  hosts,
  texts,
  delimiters,
  doorParts,
  doors,
].flat();

/** Up to eight pieces behind what is mostly a slash, some of them with letters' case or encoding changed. */
function generateHostilePath(random: SeededRandom): string {
  const start = random.pick(["/", "/", "/", "/", "/x/..", "//", "", `${origin}/`]);
  const pieces = Array.from({ length: random.below(9) }, () => disguise(random.pick(hostilePieces), random));
  return start + pieces.join("");
}

function disguise(piece: string, random: SeededRandom): string {
  switch (random.below(8)) {
    case 0:
      return piece.toUpperCase();
    case 1:
      return piece.replaceAll(/[a-z.-]/g, (letter) =>
        random.below(3) === 0 ? percentEncode(letter) : letter,
      );
    case 2:
      return piece.replaceAll(/(?!^)\//g, "//");
    // The Kelvin sign and the long s: a k and an s to some comparisons without case, and not to others.
    case 3:
      return piece.replaceAll("k", "\u212a").replaceAll("s", "\u017f");
    default:
      return piece;
  }
}

function percentEncode(asciiCharacter: string): string {
  return `%${asciiCharacter.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

const paths = isLongRun ? 100_000 : 10_000;

it(`lets none of ${paths.toLocaleString("en")} generated paths leave the origin or reach a page of the sign-in`, () => {
  const random = createSeededRandom();
  const departures: unknown[] = [];
  let passed = 0;
  for (let round = 0; round < paths; round += 1) {
    const value = generateHostilePath(random);
    const returnTo = parseReturnTo(value, origin);
    if (returnTo === null) continue;
    passed += 1;
    const departure = findDeparture(returnTo);
    if (departure !== null) departures.push({ value, returnTo, departure });
  }
  expect(departures, `seed ${String(random.seed)}`).toEqual([]);
  // Else the property would hold of next to nothing.
  expect(passed, `seed ${String(random.seed)}`).toBeGreaterThan(paths / 20);
  // It takes a second; a machine that is busy with other things may take many.
}, 60_000);

const letters = "a B 7 - _ ~ ! $ & ' ( ) * + , ; = : @ .x".split(" ");
const escapes = ["%20", "%25", "%3F", "%23", "%C3%A9", "%F0%9F%98%80", "%2B", "%252f"];
const segmentPieces = [letters, escapes].flat();
const tailPieces = ["q", "=", "&", "/", "?", "%2F%2Fevil.com", "%5C", "%0A", "//", "..", ":", "@", "%22"];
const nearDoors = [
  "/sign-ins",
  "/logins",
  "/apis",
  "/auth/workos/callbacks",
  "/auth",
  "/signed-in",
  "/x/api",
];

function generateHarmlessPath(random: SeededRandom): string {
  const tail = () => Array.from({ length: 1 + random.below(5) }, () => random.pick(tailPieces)).join("");
  const segments = Array.from(
    { length: random.below(5) },
    () => `/s${Array.from({ length: 1 + random.below(6) }, () => random.pick(segmentPieces)).join("")}`,
  );
  return [
    random.pick(["/dashboard", "/members", ...nearDoors]),
    ...segments,
    random.pick(["", "/"]),
    random.pick(["", `?${tail()}`]),
    random.pick(["", `#${tail()}`]),
  ].join("");
}

it("gives 1,000 generated harmless paths back unchanged", () => {
  const random = createSeededRandom();
  const values = Array.from({ length: 1000 }, () => generateHarmlessPath(random));
  const changed = values
    .map((value) => ({ value, returnTo: parseReturnTo(value, origin) }))
    .filter(({ value, returnTo }) => value !== returnTo);
  expect(changed, `seed ${String(random.seed)}`).toEqual([]);
});
