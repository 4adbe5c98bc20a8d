import { expect, it } from "vitest";

import { paths } from "../../src/config/paths.ts";
import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseReturnTo } from "../../src/contract/return-to.ts";
import { emailLinkPath } from "../../src/function/features/local-issuer/local-issuer.ts";
import { magicLinkCallbackPath } from "../../src/function/features/magic-link/contract.ts";

const origin = "https://console.example.com";

/** For each path of the app, whether a person may be sent there after signing in; a new path has to say which. */
const mayReturnTo: Record<keyof typeof paths, boolean> = {
  home: true,
  signIn: false,
  login: false,
  workosCallback: false,
  emailLink: false,
  magicLinkCallback: false,
  signedOut: false,
  signedIn: true,
  forbidden: true,
  dashboard: true,
  members: true,
  account: true,
  // Whoever switches the account for an invitation comes back to it.
  acceptInvitation: true,
};

it.each(Object.entries(paths))("says of %s (%s) whether it can be returned to", (name, path) => {
  expect(Object.entries(mayReturnTo)).toContainEqual([name, parseReturnTo(path, origin) !== null]);
});

it.each(Object.values(apiPaths))("never returns to %s", (path) => {
  expect(parseReturnTo(path, origin)).toBeNull();
});

it("knows the pages that the function's links lead to by the same paths as the function", () => {
  expect({ emailLinkPath, magicLinkCallbackPath }).toEqual({
    emailLinkPath: paths.emailLink,
    magicLinkCallbackPath: paths.magicLinkCallback,
  });
});
