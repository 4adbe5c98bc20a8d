import { isLoopback } from "../../contract/variables.ts";

/** A Redis or Valkey over a socket, or over HTTP with a bearer token, for hosts without sockets. */
export type RedisUrl = { kind: "socket"; url: string } | { kind: "http"; url: URL; token: string };

/**
 * The Redis that `REDIS_URL` names: `redis:` or `rediss:` (TLS) for a socket, `https:` for HTTP with the token as the password.
 * Plain `http:` is accepted only for this machine: elsewhere the network could read the token.
 *
 * @throws Error naming the variable, never its value, which contains a password
 */
export function parseRedisUrl(text: string): RedisUrl {
  const url = parseUrl(text);
  const password = url && decodeCredential(url.password);
  const username = url && decodeCredential(url.username);
  if (url === null || password === null || username === null || url.hostname === "") {
    throw new Error(
      "REDIS_URL must be a URL such as rediss://default:password@redis.example.com:6379, its password percent-encoded",
    );
  }
  if (url.search !== "" || url.hash !== "") throw new Error("REDIS_URL must not have a query or a fragment");

  switch (url.protocol) {
    case "redis:":
    case "rediss:":
      if (!/^(?:\/[0-9]*)?$/.test(url.pathname)) {
        throw new Error("REDIS_URL may have only the number of a database as its path");
      }
      return { kind: "socket", url: url.href };
    case "http:":
      if (!isLoopback(url.hostname))
        throw new Error("REDIS_URL must begin with https:// for another machine");
      return parseHttpUrl(url, password);
    case "https:":
      return parseHttpUrl(url, password);
    default:
      throw new Error("REDIS_URL must begin with redis://, rediss:// or https://");
  }
}

function parseHttpUrl(url: URL, token: string): RedisUrl {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new Error("REDIS_URL must have the token as its password: https://default:token@redis.example.com");
  }
  return { kind: "http", url: new URL(url.pathname, url.origin), token };
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function decodeCredential(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}
