import { messages } from "../../config/messages.ts";
import { StorageBlockedError } from "../../workos/storage-blocked-error.ts";

/** Why no authorization URL could be built, for a page without another way to sign in. */
export function describeStartFailure(error: unknown): string {
  return error instanceof StorageBlockedError
    ? messages.onlyWorkos.storageBlocked
    : messages.onlyWorkos.couldNotStart;
}
