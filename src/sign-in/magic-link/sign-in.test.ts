import { describe, expect, it } from "vitest";

import { createBrowserStorage } from "../../config/browser-storage.ts";
import { magicLinkPaths } from "../../function/features/magic-link/contract.ts";
import { requireReturnTo } from "../../contract/return-to.ts";
import { serveFunction } from "../../mocks/testing/serve-function.ts";
import { buildProblem } from "../testing/fake-function.ts";
import { type SignInRequest } from "../way-in.ts";
import { readPendingMagicLink } from "./pending.ts";
import { magicLink } from "./way.tsx";

const email = "ada@example.com";
const accepted = () => Response.json({ expiresInSeconds: 600, resendAfterSeconds: 30 });
const { answer } = serveFunction();

const signIn = (request: Partial<SignInRequest> = {}) =>
  magicLink.signIn({
    email,
    oneTimeCode: undefined,
    redirectTo: requireReturnTo("/members?tab=all"),
    opensSignInPage: false,
    ...request,
  });

function readSentStep() {
  return readPendingMagicLink(createBrowserStorage("sessionStorage"), Date.now());
}

describe("signIn with magic-link", () => {
  it("requests a link and leaves the sent step for the sign-in page", async () => {
    const bodies = answer(magicLinkPaths.send, accepted);
    expect(await signIn({ email: "ada@EXAMPLE.com", opensSignInPage: true })).toEqual({
      ok: true,
      session: null,
    });
    expect(bodies).toEqual([{ email, returnTo: "/members?tab=all" }]);
    expect(readSentStep()).toMatchObject({ step: "sent", email, sentCount: 1 });
  });

  it("leaves no step if the sign-in page isn't opened", async () => {
    answer(magicLinkPaths.send, accepted);
    expect(await signIn()).toEqual({ ok: true, session: null });
    expect(readSentStep()).toBeNull();
  });

  it("isn't available if the function has no such call", async () => {
    answer(magicLinkPaths.send, () => buildProblem("not_found"));
    expect(await signIn()).toEqual({ ok: false, failure: "provider_not_available" });
  });

  it("passes on the function's refusal", async () => {
    answer(magicLinkPaths.send, () => buildProblem("too_many_requests"));
    expect(await signIn()).toMatchObject({
      ok: false,
      failure: { problem: { code: "too_many_requests", status: 429 } },
    });
  });

  it.each([undefined, "ada"])("doesn't call the function without a valid address: %s", async (typed) => {
    const bodies = answer(magicLinkPaths.send, accepted);
    expect(await signIn({ email: typed })).toEqual({ ok: false, failure: "invalid_email" });
    expect(bodies).toEqual([]);
  });

  it("leaves no step after a refusal", async () => {
    answer(magicLinkPaths.send, () => buildProblem("not_found"));
    await signIn({ opensSignInPage: true });
    expect(readSentStep()).toBeNull();
  });
});
