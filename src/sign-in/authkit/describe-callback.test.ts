import { describe, expect, it } from "vitest";

import { messages } from "../../config/messages.ts";
import { type OutageCause } from "../../workos/outage.ts";
import { describeCallback } from "./describe-callback.ts";

const loadedAtMs = Date.UTC(2026, 10, 21, 7, 12, 31, 250);
const moment = "2026-11-21 07:12:31 UTC";
const request = { returnTo: null, clientState: undefined, redirectUri: null, codeVerifier: null };
const { callback } = messages;

function describeExchange(
  kind: "refused" | "unreachable",
  cause: OutageCause | null = null,
  error: string | null = null,
) {
  const failure = { kind, cause, error, reference: "ref" };
  return describeCallback({ kind: "authorized", request }, failure, loadedAtMs);
}

describe("describeCallback", () => {
  it.each([
    [{ kind: "stateMismatch", returnTo: null } as const, callback.stateMismatch, "state_mismatch"],
    [
      { kind: "noPendingRequest", wasBegunHere: true, returnTo: null } as const,
      callback.forgotten,
      "no_pending_request",
    ],
    [
      { kind: "noPendingRequest", wasBegunHere: false, returnTo: null } as const,
      callback.beganElsewhere,
      "no_pending_request",
    ],
    [{ kind: "malformed", returnTo: null } as const, callback.malformed, "malformed_callback"],
    [{ kind: "authorized", request } as const, callback.forgotten, "no_code_verifier"],
  ])("has a message and a reference for %o", (response, words, failureCode) => {
    expect(describeCallback(response, null, loadedAtMs)).toEqual({
      words,
      reference: `${failureCode} · ${moment}`,
    });
  });

  it("has different messages for a refused and an unanswered code exchange", () => {
    expect(describeExchange("refused")).toEqual({ words: callback.exchangeRefused, reference: "ref" });
    expect(describeExchange("unreachable")).toEqual({
      words: callback.exchangeUnreachable,
      reference: "ref",
    });
  });

  it.each([
    "mfa_enrollment",
    "mfa_challenge",
    "organization_selection_required",
    "email_verification_required",
    "invalid_client",
  ] as const)("says what WorkOS requires when it refuses the code exchange: %s", (error) => {
    const { title, again } = callback.exchangeRefused;
    const words = { title, text: `${messages.refusals[error]} ${again}` };
    expect(describeExchange("refused", null, error).words).toEqual(words);
    expect(describeCallback({ kind: "denied", error, returnTo: null }, null, loadedAtMs).words).toEqual(
      words,
    );
  });

  it.each(["sso_required", "access_denied", "unauthorized_client", "invalid_request"] as const)(
    "has the same message for an error of the redirect and of the code exchange: %s",
    (error) => {
      expect(describeExchange("refused", null, error).words).toBe(callback.errors[error]);
    },
  );

  it("has its own message for a network that answers instead of WorkOS", () => {
    expect(describeExchange("unreachable", "foreignAnswer").words).toBe(callback.exchangeForeign);
    expect(describeExchange("unreachable", "network").words).toBe(callback.exchangeUnreachable);
  });

  it.each(Object.entries(callback.errors))("has its own message for the error %s", (error, words) => {
    expect(describeCallback({ kind: "denied", error, returnTo: null }, null, loadedAtMs)).toEqual({
      words,
      reference: `${error} · ${moment}`,
    });
  });

  it("shows an unknown error in the reference only", () => {
    expect(
      describeCallback({ kind: "denied", error: "brand_new_error", returnTo: null }, null, loadedAtMs),
    ).toEqual({ words: callback.providerError, reference: `brand_new_error · ${moment}` });
  });

  it.each(["Call +1 555 0100 now", "<b>x</b>", "toString ", "a".repeat(65), ""])(
    "shows nothing that isn't an error name: %o",
    (error) => {
      expect(describeCallback({ kind: "denied", error, returnTo: null }, null, loadedAtMs)).toEqual({
        words: callback.providerError,
        reference: `unknown_error · ${moment}`,
      });
    },
  );
});
