import { apiPaths, type CallName } from "../../contract/api-paths.ts";
import { callRules } from "./call-rules.ts";

const parameter = /\{(\w+)\}/g;

/** A path as the router takes it. */
export function toRoute(path: string): string {
  return path.replaceAll(parameter, ":$1");
}

/** The names of a path's parameters. */
export function findCallParameters(path: string): string[] {
  return [...path.matchAll(parameter)].map(([, name = ""]) => name);
}

/** Every path of the function once, with the methods that it has. */
export function listPathMethods(): { path: string; methods: ("GET" | "POST")[] }[] {
  return [...new Set<string>(Object.values(apiPaths))].map((path) => ({
    path,
    methods: listCallNames()
      .filter((name) => apiPaths[name] === path)
      .map((name) => callRules[name].method),
  }));
}

const patterns = [...new Set<string>(Object.values(apiPaths))].map((path) => ({
  path,
  pattern: new RegExp(`^${path.replaceAll(".", String.raw`\.`).replaceAll(parameter, "[^/]+")}$`),
}));

/** The path in `apiPaths` that a request's path belongs to, with its parameters still in braces; null for every other one. */
export function findCallPath(pathname: string): string | null {
  return patterns.find(({ pattern }) => pattern.test(pathname))?.path ?? null;
}

/** The names of all calls. */
export function listCallNames(): CallName[] {
  return Object.keys(apiPaths).filter((name): name is CallName => Object.hasOwn(apiPaths, name));
}
