import { describeRequirement } from "../../config/refusal-message.ts";
import { landingMessages } from "../../config/messages/landing.ts";
import { buildReference } from "../../workos/outage.ts";
import { type ExchangeFailure } from "../../workos/request-guard.ts";
import { selectErrorName } from "../select-error-name.ts";
import { type AuthorizationResponse } from "./authorization-response.ts";

type FailedResponse = Exclude<AuthorizationResponse, { kind: "none" | "interrupted" }>;

type Description = { words: { title: string; text: string }; reference: string };

/**
 * The texts for a callback that led to no session. WorkOS's `error_description` is never shown: anyone can build a link, and its text
 * must not appear on the page (content spoofing).
 *
 * @param exchangeFailure why the code exchange failed; null if there was none
 * @param loadedAtMs milliseconds since the epoch; part of the reference
 */
export function describeCallback(
  response: FailedResponse,
  exchangeFailure: ExchangeFailure | null,
  loadedAtMs: number,
): Description {
  const { callback } = landingMessages;
  switch (response.kind) {
    case "authorized":
      if (exchangeFailure === null)
        return { words: callback.forgotten, reference: buildReference("no_code_verifier", loadedAtMs) };
      return {
        words: chooseExchangeWords(exchangeFailure),
        reference: exchangeFailure.reference,
      };
    case "denied":
      return {
        words: chooseRefusalWords(response.error) ?? callback.providerError,
        reference: buildReference(selectErrorName(response.error), loadedAtMs),
      };
    case "stateMismatch":
      return { words: callback.stateMismatch, reference: buildReference("state_mismatch", loadedAtMs) };
    case "noPendingRequest":
      return {
        words: response.wasBegunHere ? callback.forgotten : callback.beganElsewhere,
        reference: buildReference("no_pending_request", loadedAtMs),
      };
    case "malformed":
      return { words: callback.malformed, reference: buildReference("malformed_callback", loadedAtMs) };
  }
  response satisfies never;
}

function chooseExchangeWords({ kind, cause, error }: ExchangeFailure) {
  const { callback } = landingMessages;
  if (kind === "refused") return chooseRefusalWords(error) ?? callback.exchangeRefused;
  return cause === "foreignAnswer" ? callback.exchangeForeign : callback.exchangeUnreachable;
}

function chooseRefusalWords(error: string | null): Description["words"] | null {
  const { callback } = landingMessages;
  if (error !== null && isKnownError(error)) return callback.errors[error];
  const requirement = describeRequirement(error);
  if (requirement === null) return null;
  const { title, again } = callback.exchangeRefused;
  return { title, text: `${requirement} ${again}` };
}

function isKnownError(error: string): error is keyof typeof landingMessages.callback.errors {
  return Object.hasOwn(landingMessages.callback.errors, error);
}
