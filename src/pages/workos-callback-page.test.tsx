import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { messages } from "../config/messages.ts";
import { defaultReturnTo, paths } from "../config/paths.ts";
import { buildSignInPath } from "../config/sign-in-path.ts";
import { parseReturnTo } from "../contract/return-to.ts";
import { type AuthorizationResponse } from "../sign-in/authkit/authorization-response.ts";
import { setUpUser } from "../ui/testing/user.ts";
import {
  findAlert,
  findNextAddress,
  origin,
  renderInSession,
  signedInAtWorkos,
  signedOutAtWorkos,
} from "./testing/render-in-session.tsx";
import { WorkosCallbackPage } from "./workos-callback-page.tsx";

const { callback } = messages;
const returnTo = parseReturnTo("/dashboard?tab=usage#today", origin);
const loadedAtMs = Date.UTC(2026, 10, 21, 12, 0, 0);
const moment = "2026-11-21 12:00:00 UTC";
const denied: AuthorizationResponse = { kind: "denied", error: "access_denied", returnTo };
const authorized: AuthorizationResponse = {
  kind: "authorized",
  request: { returnTo, clientState: undefined, redirectUri: null, codeVerifier: "verifier" },
};

/** Comes back from WorkOS with this. */
function comeBack(response: AuthorizationResponse, options: Parameters<typeof renderInSession>[1] = {}) {
  const page = renderInSession(<WorkosCallbackPage response={response} loadedAtMs={loadedAtMs} />, {
    path: paths.workosCallback,
    ...options,
  });
  return { ...page, user: setUpUser() };
}

/** Comes back with a code, of whose exchange this became. */
async function comeBackWithCode(
  exchangeFailure: { kind: "refused" | "unreachable"; isForeign?: boolean } | null,
) {
  const page = comeBack(authorized, { workos: { kind: "starting" } });
  await page.changeWorkos({
    kind: "signedOut",
    hasEnded: false,
    exchangeFailure: exchangeFailure && {
      kind: exchangeFailure.kind,
      cause:
        exchangeFailure.kind === "refused" ? null : exchangeFailure.isForeign ? "foreignAnswer" : "network",
      error: null,
      reference: "exchange-1",
    },
    refusal: null,
  });
}

async function expectWords({ title, text }: { title: string; text: string }, reference: string) {
  expect(await screen.findByRole("heading", { level: 1, name: title })).toBeDefined();
  expect(await findAlert(text)).toBeDefined();
  expect(screen.getByRole("main").textContent).toContain(messages.reference(reference));
  await waitFor(() => expect(document.title).toBe(messages.pageTitle(title)));
}

describe("WorkosCallbackPage", () => {
  it("says that it signs in, and then goes to the deep link", async () => {
    const { changeWorkos } = comeBack(authorized, { workos: { kind: "starting" } });
    expect(screen.getByRole("status").textContent).toBe(callback.busy);
    await changeWorkos(signedInAtWorkos());
    expect(await findNextAddress()).toBe(returnTo);
  });

  it("goes to the default page without a deep link", async () => {
    comeBack({ kind: "none" }, { workos: signedInAtWorkos() });
    expect(await findNextAddress()).toBe(defaultReturnTo);
  });

  it("redirects to the sign-in page without a response", async () => {
    comeBack({ kind: "none" });
    expect(await findNextAddress()).toBe(paths.signIn);
  });

  it("redirects to the sign-in page with the deep link after an interrupted code exchange", async () => {
    comeBack({ kind: "interrupted", returnTo });
    expect(await findNextAddress()).toBe(buildSignInPath(returnTo));
  });

  it.each(Object.entries(callback.errors))("has its own message for the error %s", async (error, words) => {
    comeBack({ kind: "denied", error, returnTo });
    await expectWords(words, `${error} · ${moment}`);
  });

  it("shows an unknown error in the reference", async () => {
    comeBack({ kind: "denied", error: "brand_new_error", returnTo });
    await expectWords(callback.providerError, `brand_new_error · ${moment}`);
  });

  it("shows nothing that isn't an error name", async () => {
    comeBack({ kind: "denied", error: "Call +1 555 0100", returnTo });
    await expectWords(callback.providerError, `unknown_error · ${moment}`);
    expect(screen.queryByText(/555/)).toBeNull();
  });

  it.each([
    ["of another sign-in", { kind: "stateMismatch", returnTo }, callback.stateMismatch, "state_mismatch"],
    [
      "that another browser asked for",
      { kind: "noPendingRequest", wasBegunHere: false, returnTo: null },
      callback.beganElsewhere,
      "no_pending_request",
    ],
    [
      "that this tab has forgotten",
      { kind: "noPendingRequest", wasBegunHere: true, returnTo },
      callback.forgotten,
      "no_pending_request",
    ],
    ["without a code", { kind: "malformed", returnTo }, callback.malformed, "malformed_callback"],
  ] as const)("says what is the matter with an answer %s", async (_, response, words, failureCode) => {
    comeBack(response);
    await expectWords(words, `${failureCode} · ${moment}`);
  });

  it("says that WorkOS refused the authorization code", async () => {
    await comeBackWithCode({ kind: "refused" });
    await expectWords(callback.exchangeRefused, "exchange-1");
  });

  it("says that WorkOS was unreachable during the code exchange", async () => {
    await comeBackWithCode({ kind: "unreachable" });
    await expectWords(callback.exchangeUnreachable, "exchange-1");
  });

  it("says that the network answered the code exchange instead of WorkOS", async () => {
    await comeBackWithCode({ kind: "unreachable", isForeign: true });
    await expectWords(callback.exchangeForeign, "exchange-1");
  });

  it("says that the code verifier is missing", async () => {
    await comeBackWithCode(null);
    await expectWords(callback.forgotten, `no_code_verifier · ${moment}`);
  });

  it("starts again with the same deep link", async () => {
    const given: unknown[] = [];
    const { user, left } = comeBack(denied, {
      overrides: {
        getSignInUrl: (options) => {
          given.push(options);
          return Promise.resolve("https://auth.example/sign-in");
        },
      },
    });
    await user.click(screen.getByRole("button", { name: callback.startAgain }));
    expect(await screen.findByRole("button", { name: messages.signIn.withWorkosBusy })).toBeDefined();
    await waitFor(() => expect(left).toEqual(["https://auth.example/sign-in"]));
    expect(given).toEqual([{ returnTo }]);
  });

  it.each([
    ["the same deep link", returnTo, returnTo],
    ["the default page where there was none", null, defaultReturnTo],
  ])("offers an email code instead, for %s", async (_, asked, offered) => {
    comeBack({ kind: "denied", error: "access_denied", returnTo: asked });
    const link = await screen.findByRole("link", { name: callback.emailCodeInstead });
    expect(link.getAttribute("href")).toBe(buildSignInPath(offered));
  });

  it("says that WorkOS is unreachable when starting again", async () => {
    comeBack(denied, { overrides: { checkReachability: () => Promise.resolve("unreachable") } });
    expect(await findAlert(messages.signIn.workosUnreachable)).toBeDefined();
  });

  it("says that starting again failed", async () => {
    const { user } = comeBack(denied, {
      workos: signedOutAtWorkos,
      overrides: { getSignInUrl: () => Promise.reject(new Error("no storage")) },
    });
    await user.click(screen.getByRole("button", { name: callback.startAgain }));
    expect(await findAlert(messages.signIn.couldNotStart)).toBeDefined();
  });
});
