import { expect, it } from "vitest";

import { correctAddress } from "./correct-address.ts";

const ownPaths = ["/", "/login", "/auth/email-link", "/auth/workos/callback", "/invitations/accept"];

it.each([
  ["/auth/email-link/#secret", "/auth/email-link#secret"],
  ["/auth/email-link//#secret", "/auth/email-link#secret"],
  ["/auth//email-link#secret", "/auth/email-link#secret"],
  ["/Auth/Email-Link#Secret", "/auth/email-link#Secret"],
  ["/auth/%65mail-link?utm=1#secret", "/auth/email-link?utm=1#secret"],
  ["/auth/workos/callback/?code=A%2Fb&state=s", "/auth/workos/callback?code=A%2Fb&state=s"],
  ["/AUTH/workos/callback?code=A", "/auth/workos/callback?code=A"],
  ["/login/", "/login"],
  ["/LOGIN?return_to=/A", "/login?return_to=/A"],
  ["/invitations/accept/?invitation_token=T", "/invitations/accept?invitation_token=T"],
  ["/auth/email-link#secret", "/auth/email-link#secret"],
  ["/files/Report/", "/files/Report/"],
  ["/auth/email-linked/#secret", "/auth/email-linked/#secret"],
  ["/auth/%ff#secret", "/auth/%ff#secret"],
])("spells an address of the app's own as the app does: %s", (given, corrected) => {
  window.history.replaceState({ kept: true }, "", given);
  correctAddress(ownPaths);
  const { pathname, search, hash } = window.location;
  expect(pathname + search + hash).toBe(corrected);
  expect(window.history.state).toEqual({ kept: true });
});
