/** Environment variables by name; an empty value counts as unset. */
export type Variables = Readonly<Record<string, string | undefined>>;

const quotes = "\"'`\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb";

/**
 * The variable's value without whitespace around it; null when it is unset or empty.
 * Values that can't be meant as they are stop the start: quotes that a shell would have removed, invisible characters, and
 * references to other variables, which no reader of ours resolves.
 *
 * @throws Error naming the variable, never its value
 */
export function readVariable(variables: Variables, name: string): string | null {
  const value = variables[name]?.trim() || null;
  if (value === null) return null;
  if (quotes.includes(value.charAt(0)) && quotes.includes(value.at(-1) ?? "")) {
    throw new Error(`${name} must not have quotes around its value, where they would be part of it`);
  }
  // Engines take a millisecond to make a set of Unicode's, which hardly any value needs.
  const isPlain = /^[\x20-\x7e]*$/.test(value);
  const invisible = isPlain ? null : /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/u.exec(value);
  if (invisible !== null) {
    const codePoint = value.charCodeAt(invisible.index).toString(16).toUpperCase().padStart(4, "0");
    const position = String(invisible.index + 1);
    throw new Error(
      `${name} must not contain invisible or broken characters, such as U+${codePoint} at position ${position}`,
    );
  }
  if (/\$\{\w*\}/.test(value)) {
    throw new Error(`${name} must not refer to another variable, which isn't resolved`);
  }
  return value;
}

/** Whether a variable is `true`; unset counts as `false`. @throws Error naming the variable for anything else */
export function parseSwitch(variables: Variables, name: string): boolean {
  const text = readVariable(variables, name) ?? "false";
  if (text !== "true" && text !== "false") throw new Error(`${name} must be true or false, in lower case`);
  return text === "true";
}

/** Values that documentation and examples have in place of real ones. */
const placeholder =
  /\.{3}|\*{3}|x{6}|(?:^|_)x{3,}$|(?:^|[_-])(?:your|example|placeholder|change-?me|replace|insert|dummy|todo)(?:[_-]|$)|^(?:client|sk)_123456789$/i;

/**
 * A key, token or id that is sent unchanged in a request; null when it is unset.
 * @param prefix how every such value begins, such as `sk_`, so that two of them can't be mixed up
 * @throws Error naming the variable, never its value
 */
export function parseToken(variables: Variables, name: string, prefix = ""): string | null {
  const token = readVariable(variables, name);
  if (token === null) return null;
  if (!/^[\x21-\x7e]+$/.test(token) || /["'`<>]/.test(token)) {
    throw new Error(
      `${name} must not contain spaces, quotes, angle brackets or other characters outside printable ASCII`,
    );
  }
  if (placeholder.test(token))
    throw new Error(`${name} must be a real value, but is the placeholder of an example`);
  if (token.startsWith(prefix) && token.length > prefix.length) return token;
  const isSecret = token.startsWith("sk_");
  throw new Error(
    `${name} must begin with ${prefix}, as in ${prefix}01ABC${isSecret ? "; an API key, which is secret, is in its place" : ""}`,
  );
}

/**
 * The origin of an API.
 * @throws Error naming the variable, never its value, which may contain credentials
 */
export function parseApiOrigin(name: string, text: string): URL {
  const example = "https://api.workos.com";
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new Error(`${name} must be a URL that begins with https://, such as ${example}`);
  }
  const url = new URL(text);
  if (url.href !== `${url.origin}/`) {
    throw new Error(`${name} must be only an origin, without path, query or credentials, such as ${example}`);
  }
  // Other characters, which URLs may have in a host, would end a directive of the content policy or widen it.
  if (!/^\[|^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?$/.test(url.hostname))
    throw new Error(`${name} must have the name of one host, such as ${example}`);
  return url;
}

/** Requires TLS for another machine: elsewhere the network could read keys and tokens. @throws Error naming the variable */
export function requireTls(name: string, url: URL): void {
  if (url.protocol === "https:" || isLoopback(url.hostname)) return;
  throw new Error(`${name} must begin with https:// (plain http is allowed on localhost only)`);
}

/** Whether a URL's host is this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(?:(?:[a-z0-9-]+\.)*localhost|127(?:\.[0-9]{1,3}){3}|\[?::1\]?)$/.test(hostname);
}
