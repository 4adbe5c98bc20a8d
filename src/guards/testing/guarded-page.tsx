import { act, render } from "@testing-library/react";
import { type ReactNode } from "react";
import {
  MemoryRouter,
  type NavigationType,
  Route,
  Routes,
  useLocation,
  useNavigationType,
} from "react-router-dom";

import { SessionProvider } from "../../session/session-provider.tsx";
import { type SessionState } from "../../session/session-state.ts";
import { type SessionStore } from "../../session/session-store.ts";

const refuse = () => Promise.reject(new Error("not asked for here"));

/** A page under guard, in a session whose state the test sets. */
export function openGuardedPage(initial: SessionState, guarded: ReactNode, path = "/members?page=2#row") {
  let state = initial;
  const listeners = new Set<() => void>();
  const asked: unknown[][] = [];
  const note =
    (name: string) =>
    (...given: unknown[]) => {
      asked.push([name, ...given]);
    };
  const noteLater =
    (name: string) =>
    (...given: unknown[]) => {
      asked.push([name, ...given]);
      return Promise.resolve();
    };
  const store: SessionStore = {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isWorkosConfigured: true,
    callbackState: undefined,
    getExchangeFailure: () => null,
    checkWorkosReachability: () => Promise.resolve("reachable"),
    getSignInUrl: refuse,
    getAccessToken: refuse,
    switchToOrganization: noteLater("switchToOrganization"),
    signOut: noteLater("signOut"),
    adoptEmailSession: note("adoptEmailSession"),
    retry: note("retry"),
    dismissExpiredSession: note("dismissExpiredSession"),
    getOrganizationElsewhere: () => null,
    stayInOrganization: note("stayInOrganization"),
    getDroppedOrganization: () => null,
    dismissDroppedOrganization: note("dismissDroppedOrganization"),
  };
  const visited: string[] = [];
  const navigations: NavigationType[] = [];
  render(
    <SessionProvider store={store}>
      <MemoryRouter initialEntries={[path]}>
        <Recorder visited={visited} navigations={navigations} />
        <Routes>
          <Route path={new URL(path, "https://any.example").pathname} element={guarded} />
          <Route path="*" element={null} />
        </Routes>
      </MemoryRouter>
    </SessionProvider>,
  );
  return {
    asked,
    /** Every address since the page was opened, one after the other. */
    visited,
    /** How each of them was come to; only one that is replaced is skipped by Back. */
    navigations,
    change(next: SessionState) {
      act(() => {
        state = next;
        for (const listener of listeners) listener();
      });
    },
  };
}

function Recorder({ visited, navigations }: { visited: string[]; navigations: NavigationType[] }) {
  const { pathname, search, hash } = useLocation();
  const navigationType = useNavigationType();
  const address = `${pathname}${search}${hash}`;
  if (visited.at(-1) !== address) {
    visited.push(address);
    navigations.push(navigationType);
  }
  return null;
}
