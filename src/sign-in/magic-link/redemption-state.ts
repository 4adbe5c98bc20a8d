import { type FunctionFailure } from "../../contract/function-call.ts";
import { type MagicLinkAuthorization } from "../../function/features/magic-link/contract.ts";
import { isTemporary } from "../is-temporary.ts";
import { type MagicLinkResponse } from "./take-response.ts";

/** Why a Magic Link led to no session. */
export type MagicLinkFailure =
  | FunctionFailure
  /** WorkOS has returned an error instead of an authorization code. */
  | { kind: "denied"; error: string }
  | { kind: "malformed" };

/** The callback page of a Magic Link, as a union per step. */
export type MagicLinkRedemptionState =
  /** There is no response in the address: after a reload, or if the address was typed. */
  | { step: "nothing" }
  | { step: "redeeming"; authorization: MagicLinkAuthorization }
  | { step: "signedIn" }
  /** `authorization` is null if another try can't succeed. */
  | { step: "failed"; failure: MagicLinkFailure; authorization: MagicLinkAuthorization | null };

export type MagicLinkRedemptionEvent =
  | { type: "retried" }
  | { type: "redeemed" }
  | { type: "redeemFailed"; failure: FunctionFailure };

/** The initial step. */
export function beginMagicLinkRedemption(response: MagicLinkResponse): MagicLinkRedemptionState {
  switch (response.kind) {
    case "none":
      return { step: "nothing" };
    case "authorized":
      return { step: "redeeming", authorization: response.authorization };
    case "denied":
    case "malformed":
      return { step: "failed", failure: response, authorization: null };
  }
  response satisfies never;
}

/** The state after an event; an event that doesn't fit the step leaves the state unchanged. */
export function reduceMagicLinkRedemption(
  state: MagicLinkRedemptionState,
  event: MagicLinkRedemptionEvent,
): MagicLinkRedemptionState {
  switch (event.type) {
    case "retried":
      return state.step === "failed" && state.authorization !== null
        ? { step: "redeeming", authorization: state.authorization }
        : state;
    case "redeemed":
      return state.step === "redeeming" ? { step: "signedIn" } : state;
    case "redeemFailed":
      if (state.step !== "redeeming") return state;
      return {
        step: "failed",
        failure: event.failure,
        authorization: isTemporary(event.failure) ? state.authorization : null,
      };
  }
  event satisfies never;
}
