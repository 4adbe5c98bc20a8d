import { basePath } from "./base-path.ts";

// Here and not in src/config/paths.ts, because the hosts have to know them too.
export const signInPath = `${basePath}/sign-in`;
export const loginPath = `${basePath}/login`;
export const workosCallbackPath = `${basePath}/auth/workos/callback`;
export const signedOutPath = `${basePath}/signed-out`;
export const dashboardPath = `${basePath}/dashboard`;
export const membersPath = `${basePath}/members`;
export const accountPath = `${basePath}/account`;

/** An HTML file of the build, and the paths that it answers. */
export type HtmlPage = { file: string; paths: readonly string[] };

/**
 * The HTML files beside `index.html`, which answers every other path and could answer these. The build writes them from it, with what
 * their pages show before the script runs; every host answers their paths with them.
 */
export const htmlPages = [
  { file: "sign-in.html", paths: [signInPath] },
  { file: "login.html", paths: [loginPath] },
  { file: "callback.html", paths: [workosCallbackPath] },
  { file: "signed-out.html", paths: [signedOutPath] },
  { file: "console.html", paths: [dashboardPath, membersPath, accountPath] },
] as const satisfies readonly HtmlPage[];
