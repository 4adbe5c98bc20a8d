import { describe, expect, it } from "vitest";

import { type Outage } from "../workos/outage.ts";
import { type WorkosState } from "../workos/workos-state.ts";
import { buildAccessToken } from "../workos/testing/access-token.ts";
import { type EmailSessionState } from "./email-session-state.ts";
import {
  buildInitialMachine,
  reduceSession,
  selectSessionState,
  type SessionEvent,
} from "./session-machine.ts";
import { buildSessionAnswer } from "./testing/session-answer.ts";
import { buildWorkosPerson } from "./testing/workos-person.ts";

const outage: Outage = { cause: "network", retryAtMs: 7, reference: null };
const starting: WorkosState = { kind: "starting" };
const noWorkos: WorkosState = { kind: "signedOut", hasEnded: false, exchangeFailure: null, refusal: null };
const endedWorkos: WorkosState = { kind: "signedOut", hasEnded: true, exchangeFailure: null, refusal: null };
const person = buildWorkosPerson();
const activeWorkos: WorkosState = { kind: "active", person };
const noEmail: EmailSessionState = { kind: "signedOut", hasEnded: false, refusal: null };
const answer = buildSessionAnswer();
const unknownEmail: EmailSessionState = { kind: "unreachable", answer: null, outage, failures: 1 };
const activeEmail: EmailSessionState = { kind: "active", answer, accessTokenExpiresAtMs: 1 };

function select(workos: WorkosState, email: EmailSessionState, ...events: SessionEvent[]) {
  return selectSessionState(events.reduce(reduceSession, buildInitialMachine(workos, email)));
}

const workosIs = (workos: WorkosState): SessionEvent => ({ type: "workosChanged", workos });
const emailIs = (email: EmailSessionState): SessionEvent => ({ type: "emailChanged", email });
const signedOut = {
  kind: "signedOut",
  expiredSession: null,
  refusal: null,
  isIssuerTold: true,
  isLeaving: false,
};

describe("the session", () => {
  it("is being restored while either way may still have one", () => {
    expect(select(starting, noEmail)).toEqual({ kind: "restoring" });
    expect(select(noWorkos, { kind: "restoring" })).toEqual({ kind: "restoring" });
    expect(select({ kind: "notConfigured" }, { kind: "restoring" })).toEqual({ kind: "restoring" });
  });

  it("doesn't make people who use AuthKit wait for the function, nor the other way round", () => {
    expect(select(activeWorkos, { kind: "restoring" })).toMatchObject({ kind: "active" });
    expect(select(starting, activeEmail)).toMatchObject({ kind: "active" });
  });

  it("has the refusal of the session that has ended, and not an earlier one of the other way", () => {
    const refusal = { error: "session_cookie_blocked", organizationId: null, reference: "r" };
    const refusedWorkos: WorkosState = { ...endedWorkos, refusal };
    const refusedEmail: EmailSessionState = { kind: "signedOut", hasEnded: true, refusal };
    const endedEmail: EmailSessionState = { kind: "signedOut", hasEnded: true, refusal: null };
    expect(select(refusedWorkos, noEmail)).toMatchObject({ refusal });
    expect(select(refusedWorkos, activeEmail, emailIs(endedEmail))).toMatchObject({ refusal: null });
    expect(select(refusedWorkos, activeEmail, emailIs(refusedEmail))).toMatchObject({ refusal });
    expect(select(activeWorkos, refusedEmail, workosIs(endedWorkos))).toMatchObject({ refusal: null });
    expect(select(activeWorkos, noEmail, workosIs(refusedWorkos))).toMatchObject({ refusal });
  });

  it("hands on what AuthKit knows of the person", () => {
    const { user, ...identity } = person;
    expect(select(activeWorkos, noEmail)).toEqual({
      kind: "active",
      session: { source: "workos", user, ...identity },
    });
  });

  it("reads what the email session's token says of the person", () => {
    const token = buildAccessToken(300, {
      org_id: "org_1",
      role: "admin",
      roles: ["admin", "billing"],
      permissions: ["members:read"],
      feature_flags: ["beta"],
    });
    const email: EmailSessionState = { ...activeEmail, answer: buildSessionAnswer(token) };
    expect(select(noWorkos, email)).toEqual({
      kind: "active",
      session: {
        source: "email-code",
        user: { object: "user", ...answer.user, externalId: undefined },
        organizationId: "org_1",
        role: "admin",
        roles: ["admin", "billing"],
        permissions: ["members:read"],
        featureFlags: ["beta"],
        impersonator: null,
        authenticationMethod: "MagicAuth",
      },
    });
  });

  it("says nothing of an email session's person whose token can't be read", () => {
    const email: EmailSessionState = {
      ...activeEmail,
      answer: { ...buildSessionAnswer("not a token"), authenticationMethod: "Telepathy" },
    };
    expect(select(noWorkos, email)).toMatchObject({
      session: {
        organizationId: null,
        role: null,
        roles: null,
        permissions: [],
        featureFlags: [],
        authenticationMethod: null,
      },
    });
  });

  it("is nobody's when neither way has one", () => {
    expect(select(noWorkos, noEmail)).toEqual({ ...signedOut, reason: "none" });
    expect(select({ kind: "notConfigured" }, noEmail)).toEqual({ ...signedOut, reason: "none" });
  });

  it("has ended when an issuer refused to go on, at the first question too", () => {
    expect(select(endedWorkos, noEmail)).toEqual({ ...signedOut, reason: "session-ended" });
    expect(select(noWorkos, { kind: "signedOut", hasEnded: true, refusal: null })).toEqual({
      ...signedOut,
      reason: "session-ended",
    });
  });

  it("is unreachable, and not signed out, while its issuer doesn't answer", () => {
    expect(select({ kind: "unreachable", person: null, outage }, noEmail)).toEqual({
      kind: "unreachable",
      session: null,
      outage,
    });
    expect(select({ kind: "unreachable", person, outage }, noEmail)).toMatchObject({
      kind: "unreachable",
      session: { source: "workos", user: person.user },
      outage,
    });
    expect(select(noWorkos, { kind: "unreachable", answer: null, failures: 1, outage })).toEqual({
      kind: "unreachable",
      session: null,
      outage,
    });
    expect(select(starting, { kind: "unreachable", answer, failures: 1, outage })).toMatchObject({
      kind: "unreachable",
      session: { source: "email-code" },
    });
  });

  it("stands on the way that answers when the other doesn't", () => {
    expect(select({ kind: "unreachable", person, outage }, activeEmail)).toMatchObject({
      kind: "active",
      session: { source: "email-code" },
    });
    expect(select(activeWorkos, { kind: "unreachable", answer, failures: 1, outage })).toMatchObject({
      kind: "active",
      session: { source: "workos" },
    });
  });

  it.each(["person", "other-tab"] as const)("ends at once, both ways, when %s signs out", (by) => {
    expect(select(activeWorkos, activeEmail, { type: "signedOut", by })).toEqual({
      ...signedOut,
      reason: by,
    });
  });

  it("keeps the reason of a sign-out through whatever the two ways still report", () => {
    expect(
      select(
        activeWorkos,
        noEmail,
        { type: "signedOut", by: "person" },
        workosIs(endedWorkos),
        emailIs(noEmail),
      ),
    ).toEqual({ ...signedOut, reason: "person" });
  });

  it("signs out of a build without WorkOS, which stays one", () => {
    expect(select({ kind: "notConfigured" }, activeEmail, { type: "signedOut", by: "person" })).toEqual({
      ...signedOut,
      reason: "person",
    });
  });

  it("forgets the reason of the last sign-out with the next sign-in", () => {
    expect(
      select(
        activeWorkos,
        noEmail,
        { type: "signedOut", by: "person" },
        emailIs(activeEmail),
        emailIs({ kind: "signedOut", hasEnded: false, refusal: null }),
      ),
    ).toMatchObject({ reason: "session-ended" });
  });

  it("says when the issuer couldn't be told of a sign-out, until the next one", () => {
    const untold = select(
      activeWorkos,
      noEmail,
      { type: "signedOut", by: "person" },
      { type: "issuerNotTold" },
    );
    expect(untold).toEqual({ ...signedOut, reason: "person", isIssuerTold: false });
    expect(
      select(activeWorkos, noEmail, { type: "issuerNotTold" }, { type: "signedOut", by: "person" }),
    ).toMatchObject({ isIssuerTold: true });
  });

  it("says when the tab is on its way to WorkOS's logout, until it stays or somebody signs in", () => {
    const leaving = { type: "signedOut", by: "person", isLeaving: true } as const;
    expect(select(activeWorkos, noEmail, leaving)).toEqual({
      ...signedOut,
      reason: "person",
      isLeaving: true,
    });
    expect(select(activeWorkos, noEmail, leaving, { type: "stayed" })).toMatchObject({ isLeaving: false });
    const next = { type: "signedOut", by: "other-tab" } as const;
    expect(select(activeWorkos, noEmail, leaving, next)).toMatchObject({ isLeaving: false });
    expect(
      select(
        activeWorkos,
        noEmail,
        leaving,
        emailIs(activeEmail),
        emailIs({ kind: "signedOut", hasEnded: true, refusal: null }),
      ),
    ).toMatchObject({ isLeaving: false });
  });
});

describe("a session that ends under the open page", () => {
  const expiredSession = { source: "workos", user: person.user };

  it("keeps an expired session, whether WorkOS or the function has ended it", () => {
    expect(select(activeWorkos, noEmail, workosIs(endedWorkos))).toMatchObject({
      kind: "signedOut",
      reason: "session-ended",
      expiredSession,
    });
    expect(
      select(noWorkos, activeEmail, emailIs({ kind: "signedOut", hasEnded: true, refusal: null })),
    ).toMatchObject({
      kind: "signedOut",
      reason: "session-ended",
      expiredSession: { source: "email-code" },
    });
  });

  it("keeps an expired session that ends after an outage", () => {
    expect(
      select(activeWorkos, noEmail, workosIs({ kind: "unreachable", person, outage }), workosIs(endedWorkos)),
    ).toMatchObject({ expiredSession });
  });

  it("keeps an expired session while a new one is looked for", () => {
    expect(select(activeWorkos, noEmail, workosIs(endedWorkos), workosIs(starting))).toMatchObject({
      kind: "signedOut",
      expiredSession,
    });
    expect(
      select(activeWorkos, noEmail, workosIs(endedWorkos), emailIs({ kind: "restoring" })),
    ).toMatchObject({ kind: "signedOut", expiredSession });
  });

  it("keeps an expired session during an outage", () => {
    expect(select(activeWorkos, noEmail, workosIs(endedWorkos), emailIs(unknownEmail))).toMatchObject({
      kind: "signedOut",
      reason: "session-ended",
      expiredSession,
    });
    expect(
      select(
        noWorkos,
        activeEmail,
        emailIs(noEmail),
        workosIs({ kind: "unreachable", person: null, outage }),
      ),
    ).toMatchObject({ kind: "signedOut", reason: "session-ended", expiredSession: { source: "email-code" } });
  });

  it("stays with the person whom one way knows in an outage, when the other knows nobody in it", () => {
    expect(
      select(activeWorkos, unknownEmail, workosIs({ kind: "unreachable", person, outage })),
    ).toMatchObject({ kind: "unreachable", session: expiredSession });
  });

  it("keeps no expired session if there was no session before", () => {
    expect(
      select(
        starting,
        noEmail,
        workosIs({ kind: "unreachable", person: null, outage }),
        workosIs(endedWorkos),
      ),
    ).toEqual({ ...signedOut, reason: "session-ended" });
  });

  it("goes on with the next sign-in", () => {
    expect(select(activeWorkos, noEmail, workosIs(endedWorkos), emailIs(activeEmail))).toMatchObject({
      kind: "active",
      session: { source: "email-code" },
    });
  });

  it("is let go when its person leaves it or signs out", () => {
    expect(select(activeWorkos, noEmail, workosIs(endedWorkos), { type: "expiredSessionDismissed" })).toEqual(
      {
        ...signedOut,
        reason: "session-ended",
      },
    );
    expect(
      select(activeWorkos, noEmail, workosIs(endedWorkos), { type: "signedOut", by: "other-tab" }),
    ).toEqual({ ...signedOut, reason: "other-tab" });
  });
});
