import { type BrowserStorage } from "../config/browser-storage.ts";
import { createNonce } from "./nonce.ts";

/** Name of the entry; other tabs hear of its changes through the `storage` event. */
export const signOutMarkKey = "portico:signed-out";

const liftedPrefix = "lifted:";

export type SignOutMark = ReturnType<typeof createSignOutMark>;

/**
 * A tombstone of the last sign-out, shared by all tabs. While it stands no refresh token is presented, and the answer to a
 * refresh that was on its way when it was set is thrown away: a late answer can't bring a session back, and neither can the
 * HttpOnly cookie that an outage kept WorkOS from clearing. A sign-in lifts it.
 */
export function createSignOutMark(storage: BrowserStorage) {
  const read = () => parseSignOutMark(storage.read(signOutMarkKey));
  return {
    /** `id` differs after each sign-out and outlives the lifting. */
    read,
    set: () => storage.write(signOutMarkKey, createNonce()),
    lift(): void {
      const { id, stands } = read();
      if (stands) storage.write(signOutMarkKey, `${liftedPrefix}${id}`);
    },
  };
}

/** What an entry says. */
export function parseSignOutMark(value: string | null): { id: string | null; stands: boolean } {
  if (value?.startsWith(liftedPrefix)) return { id: value.slice(liftedPrefix.length), stands: false };
  return { id: value, stands: value !== null };
}

/** Whether a change of the entry means that a sign-in has lifted the mark. */
export function isLifted(value: string | null): boolean {
  return value?.startsWith(liftedPrefix) ?? false;
}
