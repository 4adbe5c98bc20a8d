import { describe, expect, it } from "vitest";

import { buildFailure, buildFunctionFailure, buildSuccess } from "./sign-in-response.ts";

describe("a response to signIn", () => {
  it("has a path and no error after a success", () => {
    expect(buildSuccess("/members")).toEqual({
      ok: true,
      error: undefined,
      code: undefined,
      status: 200,
      url: "/members",
    });
  });

  it.each([
    ["provider_not_available", "ProviderNotAvailable", 404],
    ["workos_unreachable", "WorkosUnreachable", 503],
    ["tab_blocked", "TabBlocked", 0],
    ["internal", "Internal", 500],
  ] as const)("names %s as the Auth.js client names errors", (failureCode, error, status) => {
    expect(buildFailure(failureCode)).toEqual({ ok: false, error, code: failureCode, status, url: null });
  });

  it("has the function's failure code and status", () => {
    const problem = {
      type: "about:blank",
      title: "Too many requests",
      status: 429,
      code: "too_many_requests",
      reference: "r",
    } as const;
    expect(buildFunctionFailure({ kind: "problem", problem })).toMatchObject({
      error: "TooManyRequests",
      code: "too_many_requests",
      status: 429,
    });
    expect(buildFunctionFailure({ kind: "problem", problem: { ...problem, status: 418 } }).status).toBe(418);
  });

  it.each([
    ["network", "network"],
    ["timeout", "timeout"],
    ["foreignAnswer", "foreign_answer"],
  ] as const)("says that nothing was answered: %s", (cause, failureCode) => {
    expect(buildFunctionFailure({ kind: "unreachable", cause })).toMatchObject({
      ok: false,
      code: failureCode,
      status: 0,
      url: null,
    });
  });
});
