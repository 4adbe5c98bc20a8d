import { messages } from "../../config/messages.ts";
import { InsecurePageError } from "../../workos/insecure-page.ts";
import { StorageBlockedError } from "../../workos/storage-blocked-error.ts";
import { describeInsecurePage } from "./describe-redirect.ts";

/** Why no authorization URL could be built, for a page without another way to sign in. */
export function describeStartFailure(error: unknown): string {
  if (error instanceof InsecurePageError) return describeInsecurePage();
  return error instanceof StorageBlockedError
    ? messages.onlyWorkos.storageBlocked
    : messages.onlyWorkos.couldNotStart;
}
