import { reloadOnce } from "./reload-once.ts";

/**
 * Loads code without which a page can't start, and once more where that fails. After a deploy the files of the version before are gone:
 * the page then reloads itself once, unless something may have been entered in it.
 */
export async function loadOrReload<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load().catch(() => load());
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    if (document.querySelector("input") !== null || !reloadOnce(cause)) throw error;
    // Nothing is said on a page that is about to go.
    return new Promise(() => undefined);
  }
}
