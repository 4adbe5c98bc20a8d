import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type SessionAnswer } from "../../contract/session.ts";
import { type MagicLinkResponse } from "./take-response.ts";
import { advance, buildProblem, openFakeFunction, sessionAnswer, settle } from "../testing/fake-function.ts";
import { useMagicLinkRedemption } from "./use-redemption.ts";

const authorization = { authorizationCode: "code_1", oauthState: "nonce" };
const authorized: MagicLinkResponse = { kind: "authorized", authorization };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open(response: MagicLinkResponse) {
  const { calls, latest } = openFakeFunction();
  const onSignedIn = vi.fn<(answer: SessionAnswer) => void>();
  const hook = renderHook((take: typeof onSignedIn) => useMagicLinkRedemption(response, take), {
    initialProps: onSignedIn,
  });
  const retry = () => settle(() => hook.result.current[1]());
  return { ...hook, readState: () => hook.result.current[0], retry, calls, latest, onSignedIn };
}

describe("useMagicLinkRedemption", () => {
  it("redeems the code at once and only once, although effects run twice", async () => {
    const { readState, calls, latest, onSignedIn } = open(authorized);
    expect(readState()).toEqual({ step: "redeeming", authorization });
    expect(calls).toHaveLength(1);
    expect(latest()).toMatchObject({
      method: "POST",
      path: "/api/magic-link/redeem",
      body: { code: "code_1", state: "nonce" },
    });
    await latest().answer(Response.json(sessionAnswer));
    expect(readState()).toEqual({ step: "signedIn" });
    expect(onSignedIn.mock.calls).toEqual([[sessionAnswer]]);
    expect(calls).toHaveLength(1);
  });

  it("doesn't call the function without a response", () => {
    const { readState, calls } = open({ kind: "none" });
    expect(readState()).toEqual({ step: "nothing" });
    expect(calls).toEqual([]);
  });

  it.each<MagicLinkResponse>([{ kind: "denied", error: "access_denied" }, { kind: "malformed" }])(
    "doesn't call the function for a response without a code: %j",
    async (response) => {
      const { readState, retry, calls } = open(response);
      expect(readState()).toEqual({ step: "failed", failure: response, authorization: null });
      await retry();
      expect(calls).toEqual([]);
    },
  );

  it.each([
    ["the network fails", () => new TypeError("fetch failed")],
    ["WorkOS is down", () => buildProblem("workos_unreachable")],
    ["there were too many requests", () => buildProblem("too_many_requests")],
  ])("redeems again on a click, and not by itself, if %s", async (_, answer) => {
    const { readState, retry, calls, latest, onSignedIn } = open(authorized);
    await latest().answer(answer());
    expect(readState()).toMatchObject({ step: "failed", authorization });
    await advance(60_000);
    expect(calls).toHaveLength(1);
    await retry();
    expect(readState()).toEqual({ step: "redeeming", authorization });
    expect(calls).toHaveLength(2);
    await latest().answer(Response.json(sessionAnswer));
    expect(onSignedIn).toHaveBeenCalledOnce();
  });

  it.each(["link_other_browser", "link_spent", "link_used", "sign_up_not_allowed"] as const)(
    "doesn't redeem again once the link was refused: %s",
    async (failureCode) => {
      const { readState, retry, calls, latest, onSignedIn } = open(authorized);
      await latest().answer(buildProblem(failureCode));
      expect(readState()).toMatchObject({
        step: "failed",
        failure: { problem: { code: failureCode } },
        authorization: null,
      });
      await retry();
      expect(calls).toHaveLength(1);
      expect(onSignedIn).not.toHaveBeenCalled();
    },
  );

  it("passes the session to the newest onSignedIn", async () => {
    const { rerender, latest, onSignedIn } = open(authorized);
    const later = vi.fn<(answer: SessionAnswer) => void>();
    rerender(later);
    await latest().answer(Response.json(sessionAnswer));
    expect(later).toHaveBeenCalledOnce();
    expect(onSignedIn).not.toHaveBeenCalled();
  });
});
