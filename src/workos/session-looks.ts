import { type AuthKitClient } from "./authkit-handle.ts";

/** What a look asks of the handle on the provider. */
export type LookingHandle = {
  start: (redirectUri: string) => Promise<unknown>;
  getClient: () => Promise<Pick<AuthKitClient, "getAccessToken">>;
  getCurrentClient: () => Pick<AuthKitClient, "signOut"> | null;
};

export type SessionLooks = ReturnType<typeof createSessionLooks>;

/**
 * Has the provider's client look for a session, one look at a time.
 *
 * A client that has ever kept a session goes on refreshing for as long as the page lives: its timer can't be ended, and all clients
 * share one memory. So another client is started only where the one before has no timer; otherwise that one is asked to refresh, which
 * revives it after a sign-out too. Two clients with a timer would refresh side by side.
 *
 * @param isAnswered whether it is known meanwhile what has become of the session
 */
export function createSessionLooks(authkit: LookingHandle, isAnswered: () => boolean) {
  let underWay: Promise<void> | null = null;
  let resting: Promise<void> | null = null;
  let isStarting = false;
  let hasTimer = false;

  const refresh = async () => {
    const client = await authkit.getClient();
    await client.getAccessToken({ forceRefresh: true });
  };

  const start = async (redirectUri: string) => {
    isStarting = true;
    try {
      await authkit.start(redirectUri);
    } finally {
      isStarting = false;
    }
  };

  const begin = async (redirectUri: string) => {
    try {
      if (!hasTimer) return await start(redirectUri);
      await refresh().catch(() => undefined);
      // That may have joined a refresh of the session before, whose answer was thrown away.
      if (!isAnswered()) await refresh();
    } catch {
      // What came of it was reported by the request guard, or `isAnswered` is still false.
    }
    return undefined;
  };

  /** At once, or the next person's first refresh would name the organization of the one before. */
  const emptyMemory = () => {
    try {
      authkit
        .getCurrentClient()
        ?.signOut({ navigate: false })
        .catch(() => undefined);
    } catch {
      // There was nothing in it, or nothing that can be read.
    }
  };

  return {
    /** The look that is under way; null when there is none. */
    getUnderWay: () => underWay,
    /** Looks for a session, after what is under way if that doesn't find out. Never rejects. */
    look(redirectUri: string): Promise<void> {
      const before = underWay?.then(() => !isAnswered()) ?? resting?.then(() => true);
      const own =
        before?.then((isNeeded) => (isNeeded ? begin(redirectUri) : undefined)) ?? begin(redirectUri);
      underWay = own.finally(() => {
        if (underWay === looking) underWay = null;
      });
      const looking = underWay;
      return looking;
    },
    /** Called when the request guard has given the SDK an answer after which it keeps a session. */
    noteSessionKept(): void {
      if (isStarting) hasTimer = true;
    },
    /** Sees to it that somebody refreshes a session that a client without a timer has brought. */
    keepRefreshing(redirectUri: string): void {
      if (!hasTimer && underWay === null) void this.look(redirectUri);
    },
    /** Empties the SDK's memory after a sign-out, now and once more after what is under way; the next look waits for that. */
    rest(): void {
      emptyMemory();
      if (underWay === null) return;
      const own = underWay.then(emptyMemory).finally(() => {
        if (resting === own) resting = null;
      });
      resting = own;
      underWay = null;
    },
  };
}
