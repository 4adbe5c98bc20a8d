import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { apiPaths, buildApiPath } from "../../../contract/api-paths.ts";
import { parseProblem } from "../../../contract/failure.ts";
import { type InvitationResult, parseSendInvitationsAnswer } from "../../../contract/invitations.ts";
import { ada, analyticalEngines, grace } from "../../../mocks/people.ts";
import { signingKeyPair } from "../../../mocks/workos/development-keys.ts";
import { createCallers } from "../../testing/callers.ts";
import { createFailingCounterStore, isCounterOf } from "../../testing/failing-counter-store.ts";
import { type AnswerAsWorkos, createTestFunction } from "../../testing/test-function.ts";
import { createTestWorkos, testVariables } from "../../testing/test-workos.ts";
import { accessTokens } from "../access-tokens/access-tokens.ts";
import { teamLimits } from "./limits.ts";
import { team } from "./team.ts";

const dayMs = 24 * 3600 * 1000;
const permissions = ["members:read", "members:invite"];
const asAda = { sub: ada.id, org_id: analyticalEngines.id, permissions };
const asGrace = { ...asAda, sub: grace.id };
const strangers = Array.from({ length: 60 }, (_, index) => `stranger-${String(index)}@example.org`);

function setUp(options: { quota?: string } = {}) {
  const workos = createTestWorkos({ now: Date.now });
  const control: { answerAsWorkos: AnswerAsWorkos; isStoreDown: boolean } = {
    answerAsWorkos: () => null,
    isStoreDown: false,
  };
  const { app } = createTestFunction({
    features: [accessTokens, team],
    answers: [(request) => control.answerAsWorkos(request), (request) => workos.answer(request)],
    variables: {
      ...testVariables,
      ...(options.quota === undefined ? {} : { PORTICO_INVITE_QUOTA: options.quota }),
    },
    counterStore: createFailingCounterStore(
      (name) => control.isStoreDown && isCounterOf(teamLimits.mailsPerAddress, name),
    ),
    now: Date.now,
  });
  const { callAs } = createCallers({
    app,
    key: signingKeyPair,
    issuer: "https://api.workos.com",
    now: Date.now,
  });
  const act =
    (action: "revokeInvitation" | "resendInvitation") =>
    async (invitationId: string, claims = asAda): Promise<Response> =>
      await (await callAs(claims)).post(buildApiPath(apiPaths[action], { invitationId }));
  return {
    control,
    mailsTo: (email: string) => workos.mailbox.list().filter(({ to }) => to === email).length,
    mails: () => workos.mailbox.list().filter(({ to }) => to.endsWith("@example.org")).length,
    invite: async (email: string, claims = asAda): Promise<InvitationResult | undefined> => {
      const response = await (await callAs(claims)).post(apiPaths.sendInvitations, { emails: [email] });
      return parseSendInvitationsAnswer(await response.json())?.results[0];
    },
    revoke: act("revokeInvitation"),
    resend: act("resendInvitation"),
  };
}
type Set = ReturnType<typeof setUp>;

async function inviteOne(set: Set, email: string, claims = asAda): Promise<string> {
  const result = await set.invite(email, claims);
  if (result?.outcome !== "invited") throw new Error(`${email} wasn't invited`);
  return result.invitation.id;
}

/** WorkOS's answer, only to resends. */
function answerResends(status: number, body: object): AnswerAsWorkos {
  return ({ method, url }) =>
    method === "POST" && url.endsWith("/resend") ? Response.json(body, { status }) : null;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-21T12:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("mails of invitations", () => {
  it("are four a day and twelve in 24 days for an invited address, whichever member resends", async () => {
    const set = setUp();
    const id = await inviteOne(set, "new@example.org");
    for (let index = 0; index < 3; index += 1) expect((await set.resend(id, asGrace)).status).toBe(200);
    const refused = await set.resend(id);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("Retry-After")).toBe(String(dayMs / 1000));
    expect(refused.headers.get("RateLimit-Policy")).toBe('"invited-address";q=4;w=86400');
    expect(parseProblem(await refused.json())?.code).toBe("too_many_requests");
    expect(set.mailsTo("new@example.org")).toBe(4);
    for (let day = 0; day < 5; day += 1) {
      vi.setSystemTime(Date.now() + dayMs);
      for (let index = 0; index < 5; index += 1) await set.resend(id, asGrace);
    }
    expect(set.mailsTo("new@example.org")).toBe(12);
  });

  it("are ten a day for a member, new and resent together, however many places are given back", async () => {
    const set = setUp();
    const refused: (InvitationResult | undefined)[] = [];
    for (const stranger of strangers) {
      const result = await set.invite(stranger);
      if (result?.outcome === "invited") await set.revoke(result.invitation.id);
      else refused.push(result);
    }
    expect(refused).toHaveLength(50);
    for (const result of refused) {
      expect(result).toMatchObject({ failureCode: "too_many_requests", retryAfterSeconds: 86_400 });
    }
    expect(set.mails()).toBe(10);
    vi.setSystemTime(Date.now() + dayMs);
    const id = await inviteOne(set, "next@example.org");
    for (let index = 0; index < 20; index += 1) await set.resend(id);
    expect(set.mails()).toBe(14);
  });

  it("give the pending place of a refused mail back", async () => {
    const set = setUp();
    for (let times = 0; times < 4; times += 1) await set.revoke(await inviteOne(set, "new@example.org"));
    expect(await set.invite("new@example.org")).toMatchObject({ failureCode: "too_many_requests" });
    for (const stranger of strangers.slice(0, 5)) await inviteOne(set, stranger);
  });

  it("stay within the limit of an address when all are sent at once", async () => {
    const set = setUp();
    const id = await inviteOne(set, "new@example.org");
    const statuses = await Promise.all(
      Array.from(
        { length: 50 },
        async (_, index) => (await set.resend(id, index % 2 ? asAda : asGrace)).status,
      ),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(3);
    expect(set.mailsTo("new@example.org")).toBe(4);
  });

  it("go on to other addresses of a call when one has had its mails", async () => {
    const set = setUp();
    for (let times = 0; times < 4; times += 1) await set.revoke(await inviteOne(set, "new@example.org"));
    expect(await set.invite("new@example.org")).toMatchObject({ outcome: "failed" });
    expect(await set.invite("other@example.org")).toMatchObject({ outcome: "invited" });
  });

  it("grow with PORTICO_INVITE_QUOTA, and are ten a day where no member may invite", async () => {
    const set = setUp({ quota: "20" });
    for (const stranger of strangers) {
      const result = await set.invite(stranger);
      if (result?.outcome === "invited") await set.revoke(result.invitation.id);
      vi.setSystemTime(Date.now() + 1000);
    }
    expect(set.mails()).toBe(40);
    expect(await setUp({ quota: "0" }).invite("new@example.org")).toMatchObject({
      failureCode: "invitation_quota_used_up",
    });
  });

  it("that WorkOS refuses aren't counted, and those without an answer are", async () => {
    const set = setUp();
    const id = await inviteOne(set, "new@example.org");
    set.control.answerAsWorkos = answerResends(400, { code: "invite_expired", message: "Expired" });
    for (let times = 0; times < 20; times += 1) expect((await set.resend(id)).status).toBe(400);
    set.control.answerAsWorkos = answerResends(500, { message: "Internal" });
    expect((await set.resend(id)).status).toBe(503);
    set.control.answerAsWorkos = () => null;
    const statuses = [];
    for (let times = 0; times < 4; times += 1) statuses.push((await set.resend(id)).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
  });

  it("aren't sent uncounted while the store is down", async () => {
    const set = setUp();
    const id = await inviteOne(set, "new@example.org");
    set.control.isStoreDown = true;
    expect((await set.resend(id)).status).toBe(503);
    expect(await set.invite("other@example.org")).toMatchObject({ failureCode: "codes_paused" });
    expect(set.mails()).toBe(1);
  });
});
