import { messages } from "../../config/messages.ts";
import { StorageBlockedError } from "../../workos/storage-blocked-error.ts";

/** Why no URL to WorkOS could be built, for a page from which only WorkOS leads on. */
export function describeStartFailure(error: unknown): string {
  return error instanceof StorageBlockedError
    ? messages.onlyWorkos.storageBlocked
    : messages.onlyWorkos.couldNotStart;
}
