import { createBrowserStorage, readJson } from "./browser-storage.ts";

/** Steps of a sign-in. `failure`: something that a screen shows a reference of; `call`: a failed call that is none of the others. */
const stepNames = [
  "redirect",
  "callback",
  "exchange",
  "signed_in",
  "refresh",
  "code_send",
  "code_verify",
  "code_continue",
  "link_redeem",
  "session_refresh",
  "session_sign_out",
  "sign_out",
  "failure",
  "call",
] as const;

export type StepName = (typeof stepNames)[number];

/** One step of the last sign-in in this tab, free of codes, tokens, addresses and queries. */
export type FlightStep = {
  /** Milliseconds since the epoch. */
  atMs: number;
  step: StepName;
  /** A word such as `ok` or `invalid_grant`; null where there is none, or where it isn't one word. */
  outcome: string | null;
  /** What the screen showed; the function's log has it too. */
  reference: string | null;
};

export const flightRecordKey = "portico:flight-record";
const mostSteps = 40;
/** One word, as our own names and WorkOS's refusals are. Codes, tokens and addresses have digits, dots or an @. */
const word = /^[a-z][A-Za-z_-]{0,47}(?:_\d{3})?$/;
/** A name with a moment, as `buildReference` makes it, or the function's random id. */
const referenceForm =
  /^(?:[a-z]\w{0,63} · \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

// Survives the redirect to WorkOS and back; in memory where the browser keeps nothing.
const storage = createBrowserStorage("sessionStorage");

/** Notes a step; anything that isn't one word is left out of it. */
export function recordStep(
  step: StepName,
  outcome: string | null = null,
  reference: string | null = null,
  atMs = Date.now(),
): void {
  const entry: FlightStep = {
    atMs,
    step,
    outcome: outcome !== null && word.test(outcome) ? outcome : null,
    reference: reference !== null && referenceForm.test(reference) ? reference : null,
  };
  const earlier = readFlight();
  const last = earlier.at(-1);
  // Otherwise the refreshes of a long session would push its sign-in out.
  const isRepeated = last?.step === step && last.outcome === entry.outcome && entry.reference === null;
  const kept = isRepeated ? earlier.slice(0, -1) : earlier;
  storage.write(flightRecordKey, JSON.stringify([...kept, entry].slice(-mostSteps)));
}

/** Notes a failure whose reference a screen shows, once, however often it is rendered. */
export function recordReference(failureCode: string, reference: string): void {
  const isKnown = readFlight().some((entry) => entry.reference === reference);
  if (!isKnown) recordStep("failure", failureCode, reference);
}

/** The steps of the last sign-ins in this tab, the oldest first. */
export function readFlight(): FlightStep[] {
  const entries: unknown = readJson(storage, flightRecordKey);
  return Array.isArray(entries) ? entries.filter(isFlightStep) : [];
}

/** What lies in storage may have been put there by anything that runs on this origin. */
function isFlightStep(value: unknown): value is FlightStep {
  if (typeof value !== "object" || value === null) return false;
  const { atMs, step, outcome, reference }: Partial<Record<keyof FlightStep, unknown>> = value;
  return (
    typeof atMs === "number" &&
    stepNames.some((name) => name === step) &&
    (outcome === null || (typeof outcome === "string" && word.test(outcome))) &&
    (reference === null || (typeof reference === "string" && referenceForm.test(reference)))
  );
}
