import type { FunctionVariables } from "../../core/environment.ts";

/**
 * Whether `PORTICO_MAGIC_LINK` switches WorkOS's Magic Link on; it is off by default.
 *
 * @param hasLocalIssuer whether accounts and mail of the local issuer are configured
 * @throws Error that names the variable: a Magic Link proves a mailbox and gives no session, so its sessions are the local issuer's
 */
export function parseMagicLinkSwitch(variables: FunctionVariables, hasLocalIssuer: boolean): boolean {
  const text = variables["PORTICO_MAGIC_LINK"]?.trim() ?? "";
  if (text !== "" && text !== "true" && text !== "false") {
    throw new Error("PORTICO_MAGIC_LINK must be true or false");
  }
  if (text === "true" && !hasLocalIssuer) {
    throw new Error(
      "PORTICO_MAGIC_LINK is true, and PORTICO_ACCOUNTS is missing; WorkOS's Magic Link gives no session, so the local issuer has to, for the accounts that it knows",
    );
  }
  return text === "true";
}
