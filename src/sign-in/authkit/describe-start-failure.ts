import { landingMessages } from "../../config/messages/landing.ts";
import { InsecurePageError } from "../../workos/insecure-page.ts";
import { StorageBlockedError } from "../../workos/storage-blocked-error.ts";
import { describeInsecurePage } from "./describe-redirect.ts";

/** Why no authorization URL could be built, for a page without another way to sign in. */
export function describeStartFailure(error: unknown): string {
  if (error instanceof InsecurePageError) return describeInsecurePage();
  return error instanceof StorageBlockedError
    ? landingMessages.onlyWorkos.storageBlocked
    : landingMessages.onlyWorkos.couldNotStart;
}
