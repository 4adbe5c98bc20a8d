import { vi } from "vitest";

import { createMemoryStorage } from "../../config/testing/memory-storage.ts";
import { createEmailSession } from "../../session/email-session.ts";
import { setRunningSession } from "../../session/running-session.ts";
import { createSessionStore } from "../../session/session-store.ts";
import { createFakeWorkos } from "../../session/testing/fake-workos.ts";
import { createSignOutMark } from "../../workos/sign-out-mark.ts";
import { type WorkosConnection } from "../../workos/workos-connection.ts";
import { type WorkosState } from "../../workos/workos-state.ts";

export const origin = "https://console.example.com";
export const signedOut: WorkosState = {
  kind: "signedOut",
  hasEnded: false,
  exchangeFailure: null,
  refusal: null,
};

type Options = {
  /** Where the page stands: path, query and hash. */
  path?: string;
  workos?: WorkosState;
  overrides?: Partial<WorkosConnection>;
  /** The function's answer to a call. */
  answer?: (path: string, body: unknown) => Response;
  /** What `window.open` gives. */
  tab?: { opener: unknown } | null;
};

/**
 * A page with a running session whose ways off are recorded instead of taken.
 * To be undone with `vi.unstubAllGlobals()`.
 */
export function openTestPage(options: Options = {}) {
  const { answer = () => Response.json({ revoked: true }) } = options;
  const left: string[] = [];
  const opened: string[] = [];
  const calls: { path: string; body: unknown }[] = [];
  const asked: unknown[] = [];
  const tab = options.tab === undefined ? { opener: "this page" } : options.tab;

  const { origin: pageOrigin, pathname, search, hash, href } = new URL(options.path ?? "/members", origin);
  const location = { origin: pageOrigin, pathname, search, hash, href };
  vi.stubGlobal("location", { ...location, assign: (url: string) => void left.push(url) });
  vi.stubGlobal("open", (url: string) => {
    opened.push(url);
    return tab;
  });
  const callFunction: typeof fetch = async (input, init) => {
    const path = input instanceof Request ? input.url : input.toString();
    const body: unknown = JSON.parse(typeof init?.body === "string" ? init.body : "null");
    calls.push({ path, body });
    return answer(path, body);
  };
  vi.stubGlobal("fetch", callFunction);

  const storage = createMemoryStorage();
  const workos = createFakeWorkos(options.workos ?? signedOut, {
    getSignInUrl(given) {
      asked.push(given);
      return Promise.resolve("https://auth.example/authorize?client_id=client_1&state=nonce");
    },
    ...options.overrides,
  });
  const emailSession = createEmailSession({
    tabStorage: createMemoryStorage(),
    storage,
    signOutMark: createSignOutMark(storage),
    withLock: (_, task) => task(),
  });
  const store = createSessionStore({
    workos: workos.connection,
    emailSession,
    tabs: { tellOthers: () => undefined, listen: () => () => undefined },
    origin,
    isFinishingSignIn: false,
    callbackState: undefined,
    noteSignIn: () => undefined,
  });
  emailSession.restore();
  setRunningSession(store);
  return { store, workos, left, opened, calls, asked, tab };
}
