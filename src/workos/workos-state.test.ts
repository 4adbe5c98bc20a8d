import { describe, expect, it } from "vitest";

import { buildTestUser } from "../contract/testing/test-session.ts";
import { noIdentity } from "./identity.ts";
import { type Outage } from "./outage.ts";
import { reduceWorkos, type WorkosEvent, type WorkosPerson, type WorkosState } from "./workos-state.ts";

const person: WorkosPerson = {
  ...noIdentity,
  user: { ...buildTestUser({ email: "grace@example.com" }), object: "user", externalId: undefined },
};
const outage: Outage = { cause: "network", retryAtMs: 2_000, reference: null };
const failure = { kind: "refused", cause: null, error: null, reference: "invalid_grant" } as const;

const notConfigured: WorkosState = { kind: "notConfigured" };
const starting: WorkosState = { kind: "starting" };
const signedOut: WorkosState = { kind: "signedOut", hasEnded: false, exchangeFailure: null, refusal: null };
const ended: WorkosState = { kind: "signedOut", hasEnded: true, exchangeFailure: null, refusal: null };
const active: WorkosState = { kind: "active", person };
const unreachable: WorkosState = { kind: "unreachable", person, outage };
const neverReached: WorkosState = { kind: "unreachable", person: null, outage };

const authenticated: WorkosEvent = { type: "authenticated", person };
const failing: WorkosEvent = { type: "outage", outage };
const endedEvent: WorkosEvent = { type: "ended" };
const settled: WorkosEvent = { type: "settled", exchangeFailure: failure };
const signedOutEvent: WorkosEvent = { type: "signedOut" };

describe("reduceWorkos", () => {
  it.each([authenticated, failing, endedEvent, settled, signedOutEvent, { type: "started" } as const])(
    "knows nothing but that it isn't configured: $type",
    (event) => {
      expect(reduceWorkos(notConfigured, event)).toBe(notConfigured);
    },
  );

  it("begins anew with each start", () => {
    for (const state of [signedOut, ended, active, unreachable])
      expect(reduceWorkos(state, { type: "started" })).toEqual(starting);
  });

  it("is active with tokens, whatever came before", () => {
    for (const state of [starting, signedOut, unreachable, neverReached])
      expect(reduceWorkos(state, authenticated)).toEqual(active);
  });

  it("keeps the person through an outage, and knows of none where there was no answer yet", () => {
    expect(reduceWorkos(active, failing)).toEqual(unreachable);
    expect(reduceWorkos(starting, failing)).toEqual(neverReached);
    const next: Outage = { cause: "timeout", retryAtMs: 7_000, reference: null };
    expect(reduceWorkos(unreachable, { type: "outage", outage: next })).toEqual({
      kind: "unreachable",
      person,
      outage: next,
    });
  });

  it("has no outage for somebody who is signed out", () => {
    expect(reduceWorkos(signedOut, failing)).toBe(signedOut);
  });

  it("ends with WorkOS's refusal, but not a session that is no more", () => {
    for (const state of [starting, active, unreachable, neverReached])
      expect(reduceWorkos(state, endedEvent)).toEqual(ended);
    expect(reduceWorkos(signedOut, endedEvent)).toBe(signedOut);
  });

  it("is signed out when the start found nothing, with the reason", () => {
    expect(reduceWorkos(starting, settled)).toEqual({
      kind: "signedOut",
      hasEnded: false,
      exchangeFailure: failure,
      refusal: null,
    });
    expect(reduceWorkos(neverReached, settled)).toMatchObject({
      kind: "signedOut",
      hasEnded: false,
      refusal: null,
    });
    for (const state of [active, unreachable, ended]) expect(reduceWorkos(state, settled)).toBe(state);
  });

  it("is signed out by the person, from anywhere", () => {
    for (const state of [starting, active, unreachable, ended])
      expect(reduceWorkos(state, signedOutEvent)).toEqual(signedOut);
  });
});
