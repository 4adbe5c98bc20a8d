import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from "vitest";

import { buildSessionAnswer } from "../session/testing/session-answer.ts";
import { buildWorkosPerson } from "../session/testing/workos-person.ts";
import { createBrowserStorage } from "../config/browser-storage.ts";
import { readPendingEmailCode } from "../sign-in/email-code/pending-code.ts";
import { readPendingSignIn } from "../sign-in/email-code/pending-sign-in.ts";
import { InsecurePageError } from "../workos/insecure-page.ts";
import { StorageBlockedError } from "../workos/storage-blocked-error.ts";
import { type WorkosState } from "../workos/workos-state.ts";
import { type SignInAuthorizationParams, type SignInOptions } from "./sign-in-options.ts";
import { type SignInProvider } from "./sign-in-provider.ts";
import { type SignInResponse } from "./sign-in-response.ts";
import { signIn } from "./sign-in.ts";
import { openTestPage, origin } from "./testing/test-page.ts";

const active: WorkosState = { kind: "active", person: buildWorkosPerson() };
const accepted = () => Response.json({ expiresInSeconds: 600, resendAfterSeconds: 30 });
const verified = (returnTo: string | null = null) => Response.json({ ...buildSessionAnswer(), returnTo });
const problem = (status: number, failureCode: string) =>
  Response.json(
    { type: "about:blank", title: "No", status, code: failureCode, reference: "r" },
    { status, headers: { "Content-Type": "application/problem+json" } },
  );

beforeEach(() => sessionStorage.clear());
afterEach(() => vi.unstubAllGlobals());

function readCodeStep() {
  return readPendingEmailCode(createBrowserStorage("sessionStorage"), Date.now());
}

function expectFailure(response: SignInResponse, failureCode: string, status: number) {
  expect(response).toEqual({
    ok: false,
    error: expect.stringMatching(/^[A-Z][A-Za-z0-9]+$/),
    code: failureCode,
    status,
    url: null,
  });
}

describe("signIn without a provider", () => {
  it("opens the sign-in page, which returns to the page of the call", async () => {
    const { left } = openTestPage({ path: "/members?tab=all#row-7" });
    await signIn();
    expect(left).toEqual(["/sign-in?return_to=%2Fmembers%3Ftab%3Dall%23row-7"]);
  });

  it("accepts null as options and passes the hints to the sign-in page", async () => {
    const { left } = openTestPage();
    await signIn(undefined, null, { login_hint: "ada@example.com", organization_id: "org_1" });
    expect(left).toEqual([
      "/sign-in?return_to=%2Fmembers&login_hint=ada%40example.com&organization_id=org_1",
    ]);
  });

  it("reports a missing provider with redirect: false", async () => {
    const { left } = openTestPage();
    expectFailure(await signIn(undefined, { redirect: false }), "provider_missing", 400);
    expect(left).toEqual([]);
  });

  it("opens the sign-in page for an unknown provider", async () => {
    const { left } = openTestPage();
    await Reflect.apply(signIn, undefined, ["github", { redirectTo: "/account" }]);
    const response: unknown = await Reflect.apply(signIn, undefined, ["github", { redirect: false }]);
    expect(left).toEqual(["/sign-in?return_to=%2Faccount"]);
    expect(response).toMatchObject({ ok: false, code: "provider_not_available" });
  });
});

describe("signIn with email-link", () => {
  it.each([
    [true, { ok: true, url: "/members" }],
    [false, { ok: false, code: "provider_not_available" }],
  ])("requests the mail and reports whether it may contain a link: %s", async (mayHoldLink, outcome) => {
    const { calls } = openTestPage({
      answer: () =>
        Response.json({ expiresInSeconds: 600, resendAfterSeconds: 30, mayHoldLink }, { status: 202 }),
    });
    expect(await signIn("email-link", { email: "ada@example.com", redirect: false })).toMatchObject(outcome);
    expect(calls).toMatchObject([{ path: "/api/email-code/send", body: { email: "ada@example.com" } }]);
  });

  it("opens the sign-in page with the address, whether the mail was requested or refused", async () => {
    for (const answer of [accepted, () => problem(429, "too_many_requests")]) {
      const { left } = openTestPage({ answer });
      await signIn("email-link", { email: "ada@example.com", redirectTo: "/account" });
      expect(left).toEqual(["/sign-in?return_to=%2Faccount&login_hint=ada%40example.com"]);
    }
    expect(readCodeStep()).toMatchObject({ step: "oneTimeCode", sentCount: 1 });
  });

  it("accepts the pairing code that the link shows on another device", async () => {
    const { store, calls } = openTestPage({ answer: () => verified() });
    const response = await signIn("email-link", { code: "abcde-fghi2", redirect: false });
    expect(response).toMatchObject({ ok: true, status: 200 });
    expect(store.getState()).toMatchObject({ kind: "active" });
    expect(calls).toEqual([{ path: "/api/email-code/verify", body: { code: "ABCDEFGH12" } }]);
  });
});

describe("signIn with workos", () => {
  it("redirects to AuthKit, which returns to the page of the call", async () => {
    const { left, asked } = openTestPage({ path: "/members?tab=all#row-7" });
    await signIn("workos");
    expect(left).toEqual(["https://auth.example/authorize?client_id=client_1&state=nonce"]);
    expect(asked).toEqual([{ returnTo: "/members?tab=all#row-7" }]);
  });

  it.each<[string, SignInOptions]>([
    ["redirectTo", { redirectTo: "/account" }],
    ["its old name", { callbackUrl: "/account" }],
    ["an absolute URL of this origin", { redirectTo: `${origin}/account` }],
    ["redirectTo before its old name", { redirectTo: "/account", callbackUrl: "/old", redirect: true }],
  ])("returns to the requested path: %s", async (_, options) => {
    const { asked } = openTestPage();
    await signIn("workos", options);
    expect(asked).toEqual([{ returnTo: "/account" }]);
  });

  it.each(["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/sign-in"])(
    "returns to the default page instead of %s",
    async (redirectTo) => {
      const { asked } = openTestPage();
      await signIn("workos", { redirectTo });
      expect(asked).toEqual([{ returnTo: "/dashboard" }]);
    },
  );

  it.each<[string, SignInAuthorizationParams]>([
    ["a query", "login_hint=ada%40example.com&domain_hint=d&client_id=evil&state=evil"],
    [
      "pairs",
      [
        ["login_hint", "ada@example.com"],
        ["domain_hint", "d"],
        ["client_id", "evil"],
        ["state", "evil"],
      ],
    ],
    ["a record", { login_hint: "ada@example.com", domain_hint: "d", client_id: "evil", state: "evil" }],
    [
      "URLSearchParams",
      new URLSearchParams({
        login_hint: "ada@example.com",
        domain_hint: "d",
        client_id: "evil",
        state: "evil",
      }),
    ],
  ])("passes the parameters of %s to WorkOS, except those that protect the sign-in", async (_, params) => {
    const { left, asked } = openTestPage();
    await signIn("workos", {}, params);
    expect(asked).toEqual([{ returnTo: "/members", loginHint: "ada@example.com" }]);
    expect(left).toEqual(["https://auth.example/authorize?client_id=client_1&state=nonce&domain_hint=d"]);
  });

  it.each([
    ["WorkOS can't be reached", { checkReachability: () => Promise.resolve("unreachable" as const) }],
    ["the build knows no WorkOS", { isConfigured: false }],
    ["the address is plain HTTP", { getSignInUrl: () => Promise.reject(new InsecurePageError()) }],
    ["the browser keeps nothing", { getSignInUrl: () => Promise.reject(new StorageBlockedError()) }],
  ])("opens the sign-in page if %s", async (_, overrides) => {
    const { left } = openTestPage({ overrides });
    await signIn("workos", { redirectTo: "/account" }, { login_hint: "ada@example.com" });
    expect(left).toEqual(["/sign-in?return_to=%2Faccount&login_hint=ada%40example.com"]);
  });

  it("redirects to a WorkOS that is slow to answer", async () => {
    const { left } = openTestPage({
      overrides: { checkReachability: () => Promise.resolve("unanswered") },
    });
    await signIn("workos");
    expect(left).toEqual(["https://auth.example/authorize?client_id=client_1&state=nonce"]);
  });

  it("throws unexpected errors", async () => {
    openTestPage({ overrides: { getSignInUrl: () => Promise.reject(new Error("bug")) } });
    await expect(signIn("workos")).rejects.toThrow("bug");
    await expect(signIn("workos", { redirect: false })).rejects.toThrow("bug");
  });
});

describe("signIn with workos in a new tab", () => {
  it("resolves once the session is active in this tab, and not before", async () => {
    const { opened, left, asked, workos, tab } = openTestPage({ path: "/members?tab=all" });
    const settled = vi.fn<() => void>();
    const waiting = signIn("workos", { redirect: false }, { domain_hint: "d" });
    void waiting.then(settled);
    await vi.waitFor(() => expect(opened).toHaveLength(1));
    expect(opened).toEqual(["https://auth.example/authorize?client_id=client_1&state=nonce&domain_hint=d"]);
    expect(asked).toEqual([{ returnTo: "/signed-in" }]);
    workos.change({ kind: "starting" });
    await Promise.resolve();
    expect(settled).not.toHaveBeenCalled();
    workos.change(active);
    expect(await waiting).toEqual({
      ok: true,
      error: undefined,
      code: undefined,
      status: 200,
      url: "/members?tab=all",
    });
    expect(left).toEqual([]);
    expect(tab?.opener).toBeNull();
  });

  it("ends with the caller's signal, before and after the tab is opened", async () => {
    const { opened } = openTestPage();
    expectFailure(await signIn("workos", { redirect: false, signal: AbortSignal.abort() }), "aborted", 0);
    expect(opened).toEqual([]);
    const controller = new AbortController();
    const waiting = signIn("workos", { redirect: false, signal: controller.signal });
    await vi.waitFor(() => expect(opened).toHaveLength(1));
    controller.abort();
    expectFailure(await waiting, "aborted", 0);
  });

  it("opens no tab if the caller's signal ends during the reachability check", async () => {
    const controller = new AbortController();
    const { opened } = openTestPage({
      overrides: {
        checkReachability() {
          controller.abort();
          return Promise.resolve("reachable");
        },
      },
    });
    const response = await signIn("workos", { redirect: false, signal: controller.signal });
    expectFailure(response, "aborted", 0);
    expect(opened).toEqual([]);
  });

  it("reports that the browser has blocked the tab", async () => {
    openTestPage({ tab: null });
    expectFailure(await signIn("workos", { redirect: false }), "tab_blocked", 0);
  });

  it.each([
    ["workos_unreachable", 503, { checkReachability: () => Promise.resolve("unreachable" as const) }],
    ["not_configured", 503, { isConfigured: false }],
    ["insecure_page", 0, { getSignInUrl: () => Promise.reject(new InsecurePageError()) }],
    ["storage_blocked", 0, { getSignInUrl: () => Promise.reject(new StorageBlockedError()) }],
  ])("reports why it can't sign in: %s", async (failureCode, status, overrides) => {
    const { opened, left } = openTestPage({ overrides });
    expectFailure(await signIn("workos", { redirect: false }), failureCode, status);
    expect([opened, left]).toEqual([[], []]);
  });

  it.each<[string, Record<string, string>]>([
    ["nothing in particular", {}],
    ["the same organization", { organization_id: "org_1" }],
    ["the same person", { login_hint: "Grace@Example.com" }],
    ["whatever session there is", { prompt: "none" }],
  ])("resolves to an existing session that matches %s", async (_, params) => {
    const { opened } = openTestPage({ workos: active });
    expect(await signIn("workos", { redirect: false }, params)).toMatchObject({ ok: true, url: "/members" });
    expect(opened).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ["another organization", { organization_id: "org_2" }],
    ["another person", { login_hint: "ada@example.com" }],
    ["credentials", { prompt: "login" }],
    ["an invitation", { invitation_token: "invitation" }],
  ])("reports an existing session that doesn't match %s", async (_, params) => {
    const { opened } = openTestPage({ workos: active });
    expectFailure(await signIn("workos", { redirect: false }, params), "already_signed_in", 409);
    expect(opened).toEqual([]);
  });
});

describe("signIn with email-code and an address", () => {
  it("requests a code and opens the sign-in page at its code step", async () => {
    const { calls, left } = openTestPage({ answer: accepted, path: "/members?tab=all" });
    await signIn("email-code", { email: " ada@EXAMPLE.com " });
    expect(calls).toEqual([
      { path: "/api/email-code/send", body: { email: "ada@example.com", returnTo: "/members?tab=all" } },
    ]);
    expect(left).toEqual(["/sign-in?return_to=%2Fmembers%3Ftab%3Dall&login_hint=ada%40EXAMPLE.com"]);
    expect(readCodeStep()).toMatchObject({ step: "oneTimeCode", email: "ada@example.com", sentCount: 1 });
  });

  it("stores the code step until the code expires", async () => {
    vi.useFakeTimers({ now: 1_000_000, toFake: ["Date"] });
    try {
      openTestPage({ answer: accepted });
      await signIn("email-code", { email: "ada@example.com" });
      expect(readCodeStep()).toMatchObject({ resendAtMs: 1_030_000, expiresAtMs: 1_600_000 });
    } finally {
      vi.useRealTimers();
    }
  });

  it("resolves with redirect: false once the function has accepted, without storing a step", async () => {
    const { left } = openTestPage({ answer: accepted });
    expect(await signIn("email-code", { email: "ada@example.com", redirect: false })).toEqual({
      ok: true,
      error: undefined,
      code: undefined,
      status: 200,
      url: "/members",
    });
    expect(left).toEqual([]);
    expect(readCodeStep()).toBeNull();
  });

  it("uses login_hint if the options have no address", async () => {
    const { calls } = openTestPage({ answer: accepted });
    await signIn("email-code", { redirect: false }, { login_hint: "ada@example.com" });
    expect(calls).toMatchObject([{ body: { email: "ada@example.com" } }]);
  });

  it.each([{}, { email: "" }, { email: "ada@example" }])(
    "doesn't call the function without a valid address: %j",
    async (options) => {
      const { calls } = openTestPage();
      expectFailure(await signIn("email-code", { ...options, redirect: false }), "invalid_email", 400);
      expect(calls).toEqual([]);
    },
  );

  it("reports the function's refusal to send a code", async () => {
    openTestPage({ answer: () => problem(429, "too_many_requests") });
    const response = await signIn("email-code", { email: "ada@example.com", redirect: false });
    expectFailure(response, "too_many_requests", 429);
  });

  it("reports a foreign answer", async () => {
    openTestPage({ answer: () => new Response("<h1>Hotel</h1>") });
    const response = await signIn("email-code", { email: "ada@example.com", redirect: false });
    expectFailure(response, "foreign_answer", 0);
  });

  it("opens the sign-in page with the address after a refusal, without a code step", async () => {
    const { left } = openTestPage({ answer: () => problem(429, "too_many_requests") });
    await signIn("email-code", { email: "ada@example.com", redirectTo: "/account" });
    expect(left).toEqual(["/sign-in?return_to=%2Faccount&login_hint=ada%40example.com"]);
    expect(readCodeStep()).toBeNull();
  });
});

describe("signIn with email-code and a code", () => {
  it("resolves with redirect: false once the session is active", async () => {
    const { store, calls, left } = openTestPage({ answer: () => verified() });
    const response = await signIn("email-code", { code: " 123-456 ", redirect: false });
    expect(response).toMatchObject({ ok: true, status: 200, url: "/members" });
    expect(store.getState()).toMatchObject({ kind: "active", session: { source: "email-code" } });
    expect(calls).toEqual([{ path: "/api/email-code/verify", body: { code: "123456" } }]);
    expect(left).toEqual([]);
  });

  it("tells the function the address of the code, where another tab may have asked for another one", async () => {
    const { calls } = openTestPage({ answer: () => problem(400, "sign_in_replaced") });
    const options = { email: " ada@example.com", code: "١٢٣٤٥٦", redirect: false } as const;
    expect(await signIn("email-code", options)).toMatchObject({ ok: false, code: "sign_in_replaced" });
    expect(calls).toEqual([
      { path: "/api/email-code/verify", body: { code: "123456", expectedEmail: "ada@example.com" } },
    ]);
  });

  it("lands on the requested path", async () => {
    const { left } = openTestPage({ answer: () => verified("/asked-with-the-code") });
    await signIn("email-code", { code: "123456", redirectTo: "/account" });
    expect(left).toEqual(["/account"]);
  });

  it("lands on the path that the code was requested with, if the call names none", async () => {
    const { left } = openTestPage({ answer: () => verified("/asked-with-the-code") });
    await signIn("email-code", { code: "123456" });
    expect(left).toEqual(["/asked-with-the-code"]);
  });

  it("lands on the default page if the function's answer leads to another origin", async () => {
    const { left } = openTestPage({ answer: () => verified("//evil.example") });
    await signIn("email-code", { code: "123456" });
    expect(left).toEqual(["/dashboard"]);
  });

  it("forgets the code step once the code was correct", async () => {
    openTestPage({ answer: (path) => (path.endsWith("send") ? accepted() : verified()) });
    await signIn("email-code", { email: "ada@example.com" });
    expect(readCodeStep()).not.toBeNull();
    await signIn("email-code", { code: "123456", redirect: false });
    expect(readCodeStep()).toBeNull();
  });

  it("reports a wrong code and stays signed out", async () => {
    const { store } = openTestPage({ answer: () => problem(400, "wrong_one_time_code") });
    expectFailure(
      await signIn("email-code", { code: "000000", redirect: false }),
      "wrong_one_time_code",
      400,
    );
    expect(store.getState().kind).toBe("signedOut");
  });

  it("opens the sign-in page at its code step after a wrong code", async () => {
    const { left } = openTestPage({
      answer: (path) => (path.endsWith("send") ? accepted() : problem(400, "wrong_one_time_code")),
    });
    await signIn("email-code", { email: "ada@example.com", redirectTo: "/account" });
    await signIn("email-code", { code: "000000", redirectTo: "/account" });
    expect(left[1]).toBe("/sign-in?return_to=%2Faccount");
    expect(readCodeStep()).toMatchObject({ step: "oneTimeCode" });
  });

  it.each([
    [
      { kind: "choose_organization", organizations: [{ id: "org_1", name: "One" }] },
      "organization_selection_required",
      "organization",
    ],
    [{ kind: "totp" }, "mfa_challenge", "totp"],
    [{ kind: "verify_email", email: "ada@example.com" }, "email_verification_required", "verifyEmail"],
  ] as const)("names a required step and leaves it to the sign-in page: %j", async (...row) => {
    const [required, failureCode, step] = row;
    const answer = { step: required, email: "ada@example.com", expiresInSeconds: 600 };
    const { store, left } = openTestPage({ answer: () => Response.json(answer) });
    expectFailure(await signIn("email-code", { code: "123456", redirect: false }), failureCode, 403);
    expect(store.getState().kind).toBe("signedOut");
    const kept = readPendingSignIn(createBrowserStorage("sessionStorage"), Date.now());
    expect(kept).toMatchObject({ step, email: "ada@example.com" });
    await signIn("email-code", { code: "123456", redirectTo: "/account" });
    expect(left).toEqual(["/sign-in?return_to=%2Faccount"]);
  });

  it.each(["", "12345", "1234567", "12345a"])("doesn't send %j, which isn't a code", async (code) => {
    const { calls } = openTestPage();
    expectFailure(await signIn("email-code", { code, redirect: false }), "wrong_one_time_code", 400);
    expect(calls).toEqual([]);
  });
});

describe("the types of signIn", () => {
  it("has the types of the Auth.js client's function", () => {
    const params: SignInAuthorizationParams = "prompt=login";
    expectTypeOf(() => signIn()).returns.toEqualTypeOf<Promise<void>>();
    expectTypeOf(() => signIn("workos")).returns.toEqualTypeOf<Promise<void>>();
    expectTypeOf(() => signIn("workos", { redirectTo: "/" }, params)).returns.toEqualTypeOf<Promise<void>>();
    expectTypeOf(() => signIn("workos", { redirect: true })).returns.toEqualTypeOf<Promise<void>>();
    expectTypeOf(() => signIn("workos", { redirect: false })).returns.toEqualTypeOf<
      Promise<SignInResponse>
    >();
    expectTypeOf<SignInOptions["redirect"]>().toEqualTypeOf<true | undefined>();
    expectTypeOf<"workos" | "email-code" | "email-link">().toExtend<SignInProvider>();
    expectTypeOf<string>().not.toExtend<SignInProvider>();
    expectTypeOf<SignInResponse>().toExtend<{
      error: string | undefined;
      code: string | undefined;
      status: number;
      ok: boolean;
      url: string | null;
    }>();
    expectTypeOf<
      string | string[][] | Record<string, string> | URLSearchParams
    >().toEqualTypeOf<SignInAuthorizationParams>();
  });
});
