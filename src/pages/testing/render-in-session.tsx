import { act, render, screen, within } from "@testing-library/react";
import { type ReactNode } from "react";
import { MemoryRouter, Route, Routes, useLocation } from "react-router-dom";
import { onTestFinished, vi } from "vitest";

import { createMemoryStorage } from "../../config/testing/memory-storage.ts";
import { type SessionAnswer } from "../../contract/session.ts";
import { createEmailSession } from "../../session/email-session.ts";
import { setRunningSession } from "../../session/running-session.ts";
import { SessionProvider } from "../../session/session-provider.tsx";
import { createSessionStore } from "../../session/session-store.ts";
import { type TabMessage } from "../../session/session-tabs.ts";
import { createFakeWorkos } from "../../session/testing/fake-workos.ts";
import { buildWorkosPerson } from "../../session/testing/workos-person.ts";

export const origin = "https://console.example.com";

type WorkosState = Parameters<typeof createFakeWorkos>[0];
type WorkosPerson = ReturnType<typeof buildWorkosPerson>;

type Options = {
  /** Where the page is opened: path, query and hash. */
  path?: string;
  /** What AuthKit knows; signed out by default. */
  workos?: WorkosState;
  overrides?: Parameters<typeof createFakeWorkos>[1];
  /** Whom a right code has signed in. */
  emailSession?: SessionAnswer;
};

/** AuthKit has no session, and had none. */
export const signedOutAtWorkos: WorkosState = {
  kind: "signedOut",
  hasEnded: false,
  exchangeFailure: null,
  refusal: null,
};

/** A session at AuthKit, in which no administrator acts for the person. */
export function signedInAtWorkos(person: Partial<WorkosPerson> = {}): WorkosState {
  return { kind: "active", person: buildWorkosPerson({ impersonator: null, ...person }) };
}

/**
 * A page of the app in a running session, as it is opened at a path. Ways off the page are recorded instead of taken; another
 * page of the app shows its address and nothing else.
 */
export function renderInSession(page: ReactNode, options: Options = {}) {
  const { pathname, search, hash, href } = new URL(options.path ?? "/page", origin);
  const left: string[] = [];
  const tabListeners: ((message: TabMessage) => void)[] = [];
  vi.stubGlobal("location", {
    origin,
    pathname,
    search,
    hash,
    href,
    assign: (url: string) => void left.push(url),
    reload: () => void left.push("reload"),
  });
  // Browsers drop what is loading; there is nothing here that loads.
  vi.stubGlobal("stop", () => undefined);
  // What a page keeps is there for the next one of the same test.
  onTestFinished(() => {
    sessionStorage.clear();
    localStorage.clear();
  });

  const workos = createFakeWorkos(options.workos ?? signedOutAtWorkos, options.overrides);
  const emailSession = createEmailSession({
    tabStorage: createMemoryStorage(),
    storage: createMemoryStorage(),
    signOutMark: { read: () => ({ id: null, stands: false }), lift: () => undefined },
    withLock: (_, task) => task(),
  });
  const store = createSessionStore({
    workos: workos.connection,
    emailSession,
    tabs: {
      tellOthers: () => undefined,
      listen: (listener) => {
        tabListeners.push(listener);
        return () => undefined;
      },
    },
    origin,
    isFinishingSignIn: false,
    callbackState: undefined,
    noteSignIn: () => undefined,
    navigate: (url) => void left.push(url),
  });
  emailSession.restore();
  if (options.emailSession !== undefined) emailSession.adopt(options.emailSession);
  setRunningSession(store);

  render(
    <SessionProvider store={store}>
      <MemoryRouter initialEntries={[`${pathname}${search}${hash}`]}>
        <Routes>
          <Route path={`${pathname}/*`} element={page} />
          <Route path="*" element={<OtherPage />} />
        </Routes>
      </MemoryRouter>
    </SessionProvider>,
  );
  return {
    store,
    /** What was asked of AuthKit. */
    asked: workos.asked,
    /** The addresses that the page has left for. */
    left,
    /** AuthKit has news of the session. */
    changeWorkos: (next: WorkosState) => act(async () => workos.change(next)),
    /** Another tab tells this one. */
    hearFromOtherTab: (message: TabMessage) =>
      act(() => {
        for (const listener of tabListeners) listener(message);
      }),
  };
}

/** The address that the app has gone on to, once it has. */
export async function findNextAddress(): Promise<string | null> {
  return (await screen.findByTestId("address")).textContent;
}

function OtherPage() {
  const { pathname, search, hash } = useLocation();
  return <output data-testid="address">{`${pathname}${search}${hash}`}</output>;
}

/** The text of each row of a list. */
export function readRows(list: HTMLElement): (string | null)[] {
  return within(list)
    .queryAllByRole("listitem")
    .map(({ textContent }) => textContent);
}

/** The alert that says this; what is wrong with a field has one of its own, which is empty most of the time. */
export async function findAlert(words: string): Promise<HTMLElement> {
  const alert = (await screen.findByText(words)).closest<HTMLElement>("[role=alert]");
  if (alert === null) throw new Error(`Nothing announces: ${words}`);
  return alert;
}
