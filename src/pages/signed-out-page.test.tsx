import { act, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { messages } from "../config/messages.ts";
import { defaultReturnTo, paths } from "../config/paths.ts";
import { setUpUser } from "../ui/testing/user.ts";
import { SignedOutPage } from "./signed-out-page.tsx";
import {
  findAlert,
  findNextAddress,
  renderInSession,
  signedInAtWorkos,
} from "./testing/render-in-session.tsx";

const words = messages.signedOut;

function openPage(options: Parameters<typeof renderInSession>[1] = {}) {
  return { ...renderInSession(<SignedOutPage />, { path: paths.signedOut, ...options }), user: setUpUser() };
}

/** Signs out on the page; `ending` is what becomes of the session at WorkOS. */
function signOutHere(ending: { isLeaving: boolean; isTold: boolean }) {
  const release = Promise.withResolvers<void>();
  const page = openPage({
    workos: signedInAtWorkos(),
    overrides: {
      signOut: async () => {
        await release.promise;
        return ending;
      },
    },
  });
  act(() => void page.store.signOut());
  return { ...page, finish: () => release.resolve() };
}

describe("SignedOutPage", () => {
  it("says that the sign-out is done, and doesn't navigate", async () => {
    const { left } = openPage();
    expect(screen.getByRole("heading", { level: 1, name: words.title })).toBeDefined();
    expect(screen.getByRole("status").textContent).toBe(words.text);
    await waitFor(() => expect(document.title).toBe(messages.pageTitle(words.title)));
    expect(left).toEqual([]);
  });

  it("links to the sign-in page", async () => {
    const { user } = openPage();
    await user.click(screen.getByRole("link", { name: words.again }));
    expect(await findNextAddress()).toBe(paths.signIn);
  });

  it("makes WorkOS ask for credentials for another account", async () => {
    const given: unknown[] = [];
    const { user, left } = openPage({
      overrides: {
        getSignInUrl: (options) => {
          given.push(options);
          return Promise.resolve("https://auth.example/sign-in");
        },
      },
    });
    await user.click(screen.getByRole("button", { name: words.anotherAccount }));
    expect(await screen.findByRole("button", { name: messages.signIn.withWorkosBusy })).toBeDefined();
    await waitFor(() => expect(left).toEqual(["https://auth.example/sign-in"]));
    expect(given).toEqual([{ prompt: "login", returnTo: defaultReturnTo }]);
  });

  it("offers no other account if WorkOS isn't configured", () => {
    openPage({ workos: { kind: "notConfigured" }, overrides: { isConfigured: false } });
    expect(screen.getByRole("link", { name: words.again })).toBeDefined();
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("says that WorkOS is unreachable after a click on another account", async () => {
    const { user, left } = openPage({
      overrides: { checkReachability: () => Promise.resolve("unreachable") },
    });
    expect(screen.queryByRole("alert")).toBeNull();
    await user.click(screen.getByRole("button", { name: words.anotherAccount }));
    expect(await findAlert(messages.signIn.workosUnreachable)).toBeDefined();
    expect(left).toEqual([]);
  });

  it("says that the sign-in with another account couldn't start", async () => {
    const { user } = openPage({
      overrides: { getSignInUrl: () => Promise.reject(new Error("no storage")) },
    });
    await user.click(screen.getByRole("button", { name: words.anotherAccount }));
    expect(await findAlert(messages.signIn.couldNotStart)).toBeDefined();
  });

  it("offers nothing to click during WorkOS's logout", async () => {
    const { finish } = signOutHere({ isLeaving: false, isTold: true });
    expect(screen.getByRole("heading", { name: words.leaving })).toBeDefined();
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.queryByRole("button")).toBeNull();
    finish();
    expect(await screen.findByRole("heading", { name: words.title })).toBeDefined();
  });

  it("says that the logout at WorkOS is still pending", async () => {
    const { finish } = signOutHere({ isLeaving: false, isTold: false });
    finish();
    expect(await screen.findByRole("heading", { name: words.hereTitle })).toBeDefined();
    expect(screen.getByRole("status").textContent).toBe(words.hereText);
  });
});
