import { isLoopback, readVariable, type Variables } from "../../contract/variables.ts";

/** What pages may use of other origins. */
export type ContentKind = "connect" | "image" | "frame" | "script" | "style";

/** The other origins that pages may use, such as a team's own API. */
export type ContentOrigins = Readonly<Record<ContentKind, readonly string[]>>;

/** The variable of each kind; `public/start.js` names them in the console. */
export const contentVariables = {
  connect: "PORTICO_CONNECT_ORIGINS",
  image: "PORTICO_IMAGE_ORIGINS",
  frame: "PORTICO_FRAME_ORIGINS",
  script: "PORTICO_SCRIPT_ORIGINS",
  style: "PORTICO_STYLE_ORIGINS",
} as const satisfies Record<ContentKind, string>;

/**
 * The origins of `PORTICO_CONNECT_ORIGINS` and so on: exact ones only, so that the content policy keeps its meaning. A wildcard, a
 * whole scheme or another source expression would let injected script send tokens to any host that an attacker can have there.
 *
 * @throws Error naming the variable and the entry's position, never the entry, which may contain credentials
 */
export function parseContentOrigins(variables: Variables): ContentOrigins {
  return {
    connect: parseOrigins(variables, "connect"),
    image: parseOrigins(variables, "image"),
    frame: parseOrigins(variables, "frame"),
    script: parseOrigins(variables, "script"),
    style: parseOrigins(variables, "style"),
  };
}

function parseOrigins(variables: Variables, kind: ContentKind): string[] {
  const name = contentVariables[kind];
  const text = readVariable(variables, name);
  if (text === null) return [];
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== "");
  if (entries.length === 0) throw new Error(`${name} must have an origin such as https://api.example.com`);
  return [
    ...new Set(
      entries.map((entry, index) => parseOrigin(entry, kind, `${name} at entry ${String(index + 1)}`)),
    ),
  ];
}

/** @param place begins the message */
function parseOrigin(entry: string, kind: ContentKind, place: string): string {
  const example =
    kind === "connect" ? "https://api.example.com or wss://live.example.com" : "https://cdn.example.com";
  const schemes = kind === "connect" ? /^(?:https?|wss?):\/\//i : /^https?:\/\//i;
  if (/['"*]/.test(entry)) {
    throw new Error(`${place} must be an exact origin such as ${example}, without a wildcard and quotes`);
  }
  const url = schemes.test(entry) && URL.canParse(entry) ? new URL(entry) : null;
  if (url === null) throw new Error(`${place} must be an origin such as ${example}`);
  const origin = `${url.protocol}//${url.host}`;
  if (origin !== entry.replace(/\/$/, "")) {
    throw new Error(
      `${place} must be only an origin, in lower case, without path, credentials or default port; did you mean ${isName(url.hostname) ? origin : example}?`,
    );
  }
  // What else the parser of URLs accepts in a host could end the directive, or matches nothing in a policy (CSP 3, section 2.3.1).
  if (!isName(url.hostname)) throw new Error(`${place} must have a host name, such as ${example}`);
  if (url.protocol === "https:" || url.protocol === "wss:" || isLoopback(url.hostname)) return origin;
  throw new Error(
    `${place} must begin with https:// ${kind === "connect" ? "or wss:// " : ""}(without TLS on localhost only)`,
  );
}

/** Whether it is a name, or the one address that content policies match. */
function isName(hostname: string): boolean {
  return (
    hostname === "127.0.0.1" ||
    /^(?=.*[a-z][a-z0-9-]*$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/.test(
      hostname,
    )
  );
}
