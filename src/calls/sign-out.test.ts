import { afterEach, describe, expect, expectTypeOf, it, vi } from "vitest";

import { type SessionStore } from "../session/session-store.ts";
import { buildSessionAnswer } from "../session/testing/session-answer.ts";
import { buildWorkosPerson } from "../session/testing/workos-person.ts";
import { type WorkosConnection } from "../workos/workos-connection.ts";
import { type WorkosState } from "../workos/workos-state.ts";
import { signOut, type SignOutResponse } from "./sign-out.ts";
import { openTestPage, origin } from "./testing/test-page.ts";

const active: WorkosState = { kind: "active", person: buildWorkosPerson() };

afterEach(() => vi.unstubAllGlobals());

function expectSignedOut(store: SessionStore) {
  expect(store.getState()).toMatchObject({ kind: "signedOut", reason: "person" });
}

describe("signOut", () => {
  it("signs out through WorkOS's logout to the registered path", async () => {
    const leaving = vi.fn<WorkosConnection["signOut"]>(() =>
      Promise.resolve({ isLeaving: true, isTold: true }),
    );
    const { store, left } = openTestPage({ workos: active, overrides: { signOut: leaving } });
    await signOut();
    expect(leaving.mock.calls).toEqual([[{ returnTo: `${origin}/signed-out`, mayLeave: true }]]);
    expect(left).toEqual([]);
    expectSignedOut(store);
  });

  it("navigates to /signed-out itself without a session at WorkOS", async () => {
    const { store, left } = openTestPage();
    store.adoptEmailSession(buildSessionAnswer());
    await signOut();
    expect(left).toEqual([`${origin}/signed-out`]);
    expectSignedOut(store);
  });

  it.each([
    ["redirectTo", { redirectTo: "/pricing?plan=team" }],
    ["its old name", { callbackUrl: "/pricing?plan=team" }],
    ["an absolute URL of this origin", { redirectTo: `${origin}/pricing?plan=team` }],
    ["redirectTo before its old name", { redirectTo: "/pricing?plan=team", callbackUrl: "/old" }],
  ])("lands on another path, with WorkOS's logout in the background: %s", async (_, options) => {
    const telling = vi.fn<WorkosConnection["signOut"]>(() =>
      Promise.resolve({ isLeaving: false, isTold: true }),
    );
    const { store, left } = openTestPage({ workos: active, overrides: { signOut: telling } });
    await signOut(options);
    expect(telling.mock.calls).toEqual([[{ returnTo: `${origin}/signed-out`, mayLeave: false }]]);
    expect(left).toEqual(["/pricing?plan=team"]);
    expectSignedOut(store);
  });

  it.each(["https://evil.example/", "//evil.example", "/sign-in", "", `${origin}.evil.example/`])(
    "lands on /signed-out instead of %j",
    async (redirectTo) => {
      const { left } = openTestPage();
      await signOut({ redirectTo });
      expect(left).toEqual([`${origin}/signed-out`]);
    },
  );

  it("doesn't navigate with redirect: false, and resolves to the path", async () => {
    const { store, left } = openTestPage({ workos: active });
    expect(await signOut({ redirect: false, redirectTo: "/pricing" })).toEqual({ url: "/pricing" });
    expect(await signOut({ redirect: false })).toEqual({ url: "/signed-out" });
    expect(left).toEqual([]);
    expectSignedOut(store);
  });

  it("has the types of the Auth.js client's function", () => {
    expectTypeOf(signOut).toBeCallableWith();
    expectTypeOf(() => signOut()).returns.toEqualTypeOf<Promise<void>>();
    expectTypeOf(() => signOut({ redirectTo: "/" })).returns.toEqualTypeOf<Promise<void>>();
    expectTypeOf(() => signOut({ redirect: true })).returns.toEqualTypeOf<Promise<void>>();
    expectTypeOf(() => signOut({ redirect: false })).returns.toEqualTypeOf<Promise<SignOutResponse>>();
    expectTypeOf<SignOutResponse>().toEqualTypeOf<{ url: string }>();
  });
});
