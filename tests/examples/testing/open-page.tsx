import { render, waitFor } from "@testing-library/react";
import { type ReactNode } from "react";
import { http, HttpResponse } from "msw";
import { expect, vi } from "vitest";

import { type StartedSession, startSession } from "../../../src/app/start-session.ts";
import { type PublicConfig } from "../../../src/config/public-config.ts";
import { mockClientId } from "../../../src/mocks/development-credentials.ts";
import { setupMockServer } from "../../../src/mocks/setup-mock-server.ts";
import { SessionProvider } from "../../../src/session/session-provider.tsx";
import { AuthKit } from "../../../src/workos/authkit.tsx";
import { type SignInUrlOptions } from "../../../src/workos/authorization-options.ts";

export const workosOrigin = "http://auth.test";

type Visitor = { email: string; options?: SignInUrlOptions };

/**
 * Pages of an app that runs on the real session and the mocked WorkOS, as one browser tab loads them one after the other.
 * `left` has the addresses that a page went to; `close` ends it all.
 */
export function openBrowserTab() {
  // What the SDK does by itself is no test's act.
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", false);
  // The SDK logs every refresh that it is refused, as each ending session's is.
  vi.spyOn(console, "debug").mockReturnValue();
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
  let page: (StartedSession & { show: (content: ReactNode) => void; unmount: () => void }) | null = null;

  const endPage = async () => {
    if (page === null) return;
    const { session, authkit, show, unmount } = page;
    page = null;
    // A page that is left doesn't see the sign-out any more.
    show(null);
    await session.signOut({ navigate: false });
    // The clients of all pages share one memory and the global `fetch`: until it has been refused a refresh, this page's takes part
    // in the next page's session.
    const client = await authkit?.getClient();
    await client?.getAccessToken({ forceRefresh: true }).catch(() => undefined);
    unmount();
    globalThis.fetch = networkFetch;
  };

  /** Loads the app, and shows something in it once it is known whether there is a session. */
  const loadPage = async (path: string, content: ReactNode) => {
    await endPage();
    history.replaceState(null, "", path);
    const started = startSession(config);
    const { authkit } = started;
    if (authkit === null) throw new Error("The examples are for a build that is configured for WorkOS");
    const inApp = (shown: ReactNode) => (
      <AuthKit handle={authkit}>
        <SessionProvider store={started.session}>{shown}</SessionProvider>
      </AuthKit>
    );
    const { rerender, unmount } = render(inApp(null));
    const show = (shown: ReactNode) => rerender(inApp(shown));
    page = { ...started, show, unmount };
    await waitFor(() => expect(started.session.getState().kind).not.toBe("restoring"));
    show(content);
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

  return {
    left,
    server,
    /** Shows something to a visitor who is signed in through WorkOS, or to one who isn't signed in. */
    async open(content: ReactNode, { visitor, path = "/here" }: { visitor?: Visitor; path?: string } = {}) {
      if (visitor === undefined) return (await loadPage(path, content)).session;
      const { session: arrived } = await loadPage(path, null);
      const callback = await passHostedPage(await arrived.getSignInUrl(visitor.options), visitor.email);
      return (await loadPage(callback, content)).session;
    },
    /** Follows an authorization URL to the end, and shows something there. */
    async follow(url: string, email: string, content: ReactNode) {
      const callback = await passHostedPage(url, email);
      return loadPage(callback, content);
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
