import { signIn } from "../../../src/calls/sign-in.ts";

// #region authorization-params
export function askForCredentials(): Promise<void> {
  return signIn("workos", { redirectTo: "/account" }, "prompt=login");
}

export function signInAs(email: string): Promise<void> {
  return signIn("workos", null, { login_hint: email });
}

export function signInToOrganization(organizationId: string): Promise<void> {
  return signIn("workos", {}, [["organization_id", organizationId]]);
}

export function acceptInvitation(link: string): Promise<void> {
  return signIn("workos", { redirectTo: "/welcome" }, new URL(link).searchParams);
}
// #endregion
