import { act, type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { http, HttpResponse } from "msw";
import { vi } from "vitest";

import { startSession } from "../../../src/app/start-session.ts";
import { type PublicConfig } from "../../../src/config/public-config.ts";
import { mockClientId } from "../../../src/mocks/development-credentials.ts";
import { setupMockServer } from "../../../src/mocks/setup-mock-server.ts";
import { ready } from "../../../src/session/ready.ts";
import { SessionProvider } from "../../../src/session/session-provider.tsx";
import { type SessionStore } from "../../../src/session/session-store.ts";
import { type SignInUrlOptions } from "../../../src/workos/authorization-options.ts";

export const workosOrigin = "http://auth.test";

type Visitor = { email: string; options?: SignInUrlOptions };

/**
 * Pages of an app that runs on the real session and the mocked WorkOS, as one browser tab loads them one after the other.
 * `left` has the addresses that a page went to; `close` ends it all.
 */
export function openBrowserTab() {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  // The pages come one after the other; over the channel the earlier ones would still hear of the later ones.
  vi.stubGlobal("BroadcastChannel", undefined);
  const { origin } = window.location;
  const left: string[] = [];
  const realLocation = window.location;
  const leave = (url: string) => void left.push(url);
  const read = (key: PropertyKey): unknown => {
    const value: unknown = Reflect.get(realLocation, key, realLocation);
    return typeof value === "function" ? value.bind(realLocation) : value;
  };
  const recordingLocation = new Proxy(
    { assign: leave, replace: leave },
    { get: (_, key) => (key === "assign" || key === "replace" ? leave : read(key)) },
  );
  vi.stubGlobal("location", recordingLocation);
  const { server } = setupMockServer({
    origin: workosOrigin,
    redirectUris: [`${origin}/auth/workos/callback`],
    logoutUris: [`${origin}/signed-out`],
    allowedOrigins: [origin],
  });
  server.use(
    http.get(`${origin}/signed-out`, () => new HttpResponse()),
    http.post("*/api/session/sign-out", () => HttpResponse.json({ revoked: true })),
  );
  const { fetch: networkFetch } = globalThis;
  const config: PublicConfig = {
    origin,
    workos: {
      clientId: mockClientId,
      apiOrigin: workosOrigin,
      redirectUri: `${origin}/auth/workos/callback`,
    },
  };
  let session: SessionStore | null = null;
  const roots: { unmount: () => void }[] = [];

  const endPage = async () => {
    for (const root of roots.splice(0)) await act(async () => root.unmount());
    await session?.signOut({ navigate: false });
    globalThis.fetch = networkFetch;
  };

  const loadPage = async (path: string) => {
    history.replaceState(null, "", path);
    const started = startSession(config);
    ({ session } = started);
    await ready({}, session);
    return started;
  };

  /** What the person's browser does between the authorization URL and the callback; gives the callback's address. */
  const passHostedPage = async (url: string, email: string) => {
    const page = await networkFetch(url, { redirect: "manual" });
    const request = new URL(page.headers.get("Location") ?? "").searchParams.get("request") ?? "";
    const answer = await networkFetch(`${workosOrigin}/mock/authkit/continue`, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ request, email }),
    });
    return answer.headers.get("Location") ?? "";
  };

  const show = async (content: ReactNode, shown: SessionStore) => {
    const place = document.createElement("div");
    document.body.replaceChildren(place);
    const root = createRoot(place);
    roots.push(root);
    await act(async () =>
      root.render(
        <StrictMode>
          <SessionProvider store={shown}>{content}</SessionProvider>
        </StrictMode>,
      ),
    );
    return place;
  };

  return {
    left,
    server,
    /** Shows something to a visitor who is signed in through WorkOS, or to nobody. */
    async open(content: ReactNode, { visitor, path = "/here" }: { visitor?: Visitor; path?: string } = {}) {
      const { session: arrived } = await loadPage(path);
      if (visitor === undefined) return { session: arrived, place: await show(content, arrived) };
      const callback = await passHostedPage(await arrived.getSignInUrl(visitor.options), visitor.email);
      await endPage();
      const { session: returned } = await loadPage(callback);
      return { session: returned, place: await show(content, returned) };
    },
    /** Follows an authorization URL to the end, and shows something there; `response` is what the callback has brought. */
    async follow(url: string, email: string, content: ReactNode) {
      const callback = await passHostedPage(url, email);
      await endPage();
      const { session, authorizationResponse } = await loadPage(callback);
      return { session, response: authorizationResponse, place: await show(content, session) };
    },
    async close() {
      await endPage();
      server.close();
      vi.unstubAllGlobals();
      localStorage.clear();
      sessionStorage.clear();
    },
  };
}

/** Clicks a button by its words, and lets what follows settle. */
export async function click(place: HTMLElement, words: string): Promise<void> {
  const button = [...place.querySelectorAll("button")].find(({ textContent }) => textContent === words);
  if (button === undefined) throw new Error(`no button “${words}” in ${place.innerHTML}`);
  await act(async () => button.click());
}
