import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { apiPaths, buildApiPath } from "../../src/contract/api-paths.ts";
import { parseSendInvitationsAnswer } from "../../src/contract/invitations.ts";
import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { accessTokens } from "../../src/function/features/access-tokens/access-tokens.ts";
import { team } from "../../src/function/features/team/team.ts";
import { createCallers } from "../../src/function/testing/callers.ts";
import { createTestFunction } from "../../src/function/testing/test-function.ts";
import { createTestWorkos, testVariables } from "../../src/function/testing/test-workos.ts";
import { ada, analyticalEngines } from "../../src/mocks/people.ts";
import { signingKeyPair } from "../../src/mocks/workos/development-keys.ts";

/** Calls that the attackers make in a day, all of one round at once. */
const perRound = isLongRun ? 50 : 20;
const roundsPerDay = isLongRun ? 8 : 3;
const days = isLongRun ? 5 : 2;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const timeoutMs = 10 * 60_000;

/** Members with the permission to invite, each with a new client address for every request. */
function setUp(memberCount: number) {
  const workos = createTestWorkos({ now: Date.now });
  const { app } = createTestFunction({
    features: [accessTokens, team],
    answers: [(request) => workos.answer(request)],
    variables: testVariables,
    now: Date.now,
  });
  let addresses = 0;
  const { callAs } = createCallers({
    app,
    key: signingKeyPair,
    issuer: "https://api.workos.com",
    now: Date.now,
    nextAddress: () => {
      addresses += 1;
      return `198.${String(18 + (addresses >> 16))}.${String((addresses >> 8) & 255)}.${String(addresses & 255)}`;
    },
  });
  const callAsMember = async (index: number) =>
    await callAs({
      sub: index === 0 ? ada.id : `user_accomplice_${String(index % memberCount)}`,
      org_id: analyticalEngines.id,
      permissions: ["members:read", "members:invite"],
    });
  return {
    mails: () => workos.mailbox.list().filter(({ to }) => to.endsWith("@victims.example")),
    invite: async (member: number, email: string): Promise<string | null> => {
      const response = await (await callAsMember(member)).post(apiPaths.sendInvitations, { emails: [email] });
      const result = parseSendInvitationsAnswer(await response.json())?.results[0];
      return result?.outcome === "invited" ? result.invitation.id : null;
    },
    act: async (member: number, action: "resendInvitation" | "revokeInvitation", invitationId: string) => {
      await (await callAsMember(member)).post(buildApiPath(apiPaths[action], { invitationId }));
    },
  };
}

/**
 * Runs the attack in rounds, a minute apart, on several days; resolves to how many calls it made.
 *
 * @param order of the calls in a round
 */
async function attack(order: "at_once" | "in_turn", call: (index: number) => Promise<void>): Promise<number> {
  let calls = 0;
  for (let day = 0; day < days; day += 1) {
    const startedAtMs = Date.now();
    for (let round = 0; round < roundsPerDay; round += 1) {
      const indices = Array.from({ length: perRound }, (_, index) => calls + index);
      if (order === "at_once") await Promise.all(indices.map(call));
      else for (const index of indices) await call(index);
      calls += perRound;
      vi.setSystemTime(Date.now() + minuteMs);
    }
    vi.setSystemTime(startedAtMs + dayMs);
  }
  return calls;
}

function report(text: string): void {
  if (isLongRun) process.stdout.write(`${text}\n`);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-21T12:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the mail cannon", () => {
  it(
    "mails one victim at most four times a day and twelve times in 24 days, however many members resend at once",
    async () => {
      const members = 10;
      const { invite, act, mails } = setUp(members);
      const id = await invite(0, "one@victims.example");
      if (id === null) throw new Error("The victim wasn't invited");
      const calls = await attack("at_once", async (index) => {
        await act(index % members, "resendInvitation", id);
      });
      report(`${String(calls)} resends of one invitation: ${String(mails().length)} mails`);
      expect(mails()).toHaveLength(Math.min(12, 4 * days));
    },
    timeoutMs,
  );

  it(
    "mails the victims of one member at most ten times a day, however many invitations are revoked",
    async () => {
      const { invite, act, mails } = setUp(1);
      const calls = await attack("at_once", async (index) => {
        const id = await invite(0, `victim-${String(index)}@victims.example`);
        if (id !== null) await act(0, "revokeInvitation", id);
      });
      report(`${String(calls)} invitations by one member: ${String(mails().length)} mails`);
      expect(mails().length).toBeGreaterThan(0);
      expect(mails().length).toBeLessThanOrEqual(10 * days);
    },
    timeoutMs,
  );

  it(
    "mails one victim no more often when every invitation is revoked and sent anew",
    async () => {
      const members = 5;
      const { invite, act, mails } = setUp(members);
      const calls = await attack("in_turn", async (index) => {
        const id = await invite(index % members, "one@victims.example");
        if (id !== null) await act(index % members, "revokeInvitation", id);
      });
      report(`${String(calls)} invitations of one address: ${String(mails().length)} mails`);
      expect(mails().length).toBeGreaterThan(0);
      expect(mails().length).toBeLessThanOrEqual(Math.min(12, 4 * days));
    },
    timeoutMs,
  );
});
