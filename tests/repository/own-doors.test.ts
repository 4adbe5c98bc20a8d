import { expect, it } from "vitest";

import { paths } from "../../src/config/paths.ts";
import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseReturnTo } from "../../src/contract/return-to.ts";
import { emailLinkPath } from "../../src/function/features/local-issuer/local-issuer.ts";
import { magicLinkCallbackPath } from "../../src/function/features/magic-link/contract.ts";
import { waysIn } from "../../src/sign-in/ways-in.ts";

const origin = "https://console.example.com";
const callbackPaths = waysIn.flatMap(({ callback }) => callback?.path ?? []);

/** For each path of the app, whether a sign-in may land there; a new path has to be added here. */
const mayReturnTo: Record<keyof typeof paths, boolean> = {
  home: true,
  signIn: false,
  login: false,
  workosCallback: false,
  signedOut: false,
  signedIn: true,
  forbidden: true,
  dashboard: true,
  members: true,
  account: true,
  // Switching the account for an invitation leads back to it.
  acceptInvitation: true,
};

it.each(Object.entries(paths))("says of %s (%s) whether it can be returned to", (name, path) => {
  expect(Object.entries(mayReturnTo)).toContainEqual([name, parseReturnTo(path, origin) !== null]);
});

it.each([...callbackPaths, ...Object.values(apiPaths)])("never returns to %s", (path) => {
  expect(parseReturnTo(path, origin)).toBeNull();
});

it("has the same callback paths in the browser as in the function", () => {
  expect(callbackPaths).toEqual([emailLinkPath, magicLinkCallbackPath]);
});
