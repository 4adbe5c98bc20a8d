import { expect, it } from "vitest";

import { paths } from "../../src/config/paths.ts";
import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseReturnTo } from "../../src/contract/return-to.ts";
import { emailLinkPath } from "../../src/function/features/local-issuer/local-issuer.ts";
import { magicLinkCallbackPath } from "../../src/function/features/magic-link/contract.ts";
import { waysIn } from "../../src/sign-in/ways-in.ts";

const origin = "https://console.example.com";
const callbackPaths = waysIn.flatMap(({ callback }) => callback?.path ?? []);

/** Pages that start, finish or end a sign-in: returning to one of them would loop or replay a callback. */
const signInPaths: string[] = [paths.signIn, paths.login, paths.workosCallback, paths.signedOut];

/** Every other page, including those that a team adds. */
const pagePaths = Object.values(paths).filter((path) => !signInPaths.includes(path));

it.each(pagePaths)("returns to %s", (path) => {
  expect(parseReturnTo(path, origin)).toBe(path);
});

it.each([...signInPaths, ...callbackPaths, ...Object.values(apiPaths)])("never returns to %s", (path) => {
  expect(parseReturnTo(path, origin)).toBeNull();
});

it("has the same callback paths in the browser as in the function", () => {
  expect(callbackPaths).toContain(emailLinkPath);
  expect(callbackPaths).toContain(magicLinkCallbackPath);
});
