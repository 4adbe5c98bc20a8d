// @vitest-environment jsdom
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
  it("says that the person is signed out, and rests", async () => {
    const { left } = openPage();
    expect(screen.getByRole("heading", { level: 1, name: words.title })).toBeDefined();
    expect(screen.getByRole("status").textContent).toBe(words.text);
    await waitFor(() => expect(document.title).toBe(messages.pageTitle(words.title)));
    expect(left).toEqual([]);
  });

  it("leads from the signed-out page to the sign-in on a click", async () => {
    const { user } = openPage();
    await user.click(screen.getByRole("link", { name: words.again }));
    expect(await findNextAddress()).toBe(paths.signIn);
  });

  it("has WorkOS ask for credentials again for another account", async () => {
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

  it("offers no other account where WorkOS isn't configured", () => {
    openPage({ workos: { kind: "notConfigured" }, overrides: { isConfigured: false } });
    expect(screen.getByRole("link", { name: words.again })).toBeDefined();
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("says that WorkOS can't be reached for another account, once that was asked for", async () => {
    const { user, left } = openPage({
      overrides: { checkReachability: () => Promise.resolve("unreachable") },
    });
    expect(screen.queryByRole("alert")).toBeNull();
    await user.click(screen.getByRole("button", { name: words.anotherAccount }));
    expect(await findAlert(messages.signIn.workosUnreachable)).toBeDefined();
    expect(left).toEqual([]);
  });

  it("says that a sign-in with another account couldn't be started", async () => {
    const { user } = openPage({
      overrides: { getSignInUrl: () => Promise.reject(new Error("no storage")) },
    });
    await user.click(screen.getByRole("button", { name: words.anotherAccount }));
    expect(await findAlert(messages.signIn.couldNotStart)).toBeDefined();
  });

  it("offers nothing to click while the tab leaves for WorkOS's logout", async () => {
    const { finish } = signOutHere({ isLeaving: false, isTold: true });
    expect(screen.getByRole("heading", { name: words.leaving })).toBeDefined();
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.queryByRole("button")).toBeNull();
    finish();
    expect(await screen.findByRole("heading", { name: words.title })).toBeDefined();
  });

  it("says that WorkOS couldn't be told of the sign-out yet", async () => {
    const { finish } = signOutHere({ isLeaving: false, isTold: false });
    finish();
    expect(await screen.findByRole("heading", { name: words.hereTitle })).toBeDefined();
    expect(screen.getByRole("status").textContent).toBe(words.hereText);
  });
});
