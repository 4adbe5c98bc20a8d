import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createTestWorkos, testVariables } from "../../testing/test-workos.ts";
import { apiPaths, buildApiPath } from "../../../contract/api-paths.ts";
import { parseProblem } from "../../../contract/failure.ts";
import {
  parseAcceptInvitationAnswer,
  parseChangeInvitationAnswer,
  parseInspectInvitationAnswer,
  parseInvitationsAnswer,
  parseSendInvitationsAnswer,
} from "../../../contract/invitations.ts";
import { ada, analyticalEngines, emmy, grace, harbourWorks, hedy, linus } from "../../../mocks/people.ts";
import { signingKeyPair } from "../../../mocks/workos/development-keys.ts";
import type { CounterStore } from "../../core/counters/counter-store.ts";
import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";
import { type CallerClaims, createCallers } from "../../testing/callers.ts";
import { createFailingCounterStore } from "../../testing/failing-counter-store.ts";
import { type AnswerAsWorkos, createTestFunction } from "../../testing/test-function.ts";
import { accessTokens } from "../access-tokens/access-tokens.ts";
import { team } from "./team.ts";

const workosOrigin = "https://api.workos.com";
const invite = apiPaths.sendInvitations;
const dayMs = 24 * 3600 * 1000;

const asAda: CallerClaims = {
  sub: ada.id,
  org_id: analyticalEngines.id,
  permissions: ["members:read", "members:invite", "members:remove", "billing:manage"],
};
const asGrace: CallerClaims = {
  sub: grace.id,
  org_id: analyticalEngines.id,
  permissions: ["members:read", "members:invite"],
};
const asLinus: CallerClaims = { ...asGrace, sub: linus.id, org_id: harbourWorks.id };

function setUp(options: { counterStore?: CounterStore; quota?: string } = {}) {
  const workos = createTestWorkos({ now: Date.now });
  const control: { answerAsWorkos: AnswerAsWorkos } = { answerAsWorkos: () => null };
  const sent: unknown[] = [];
  const { app, log, asked } = createTestFunction({
    features: [accessTokens, team],
    answers: [
      (request) => control.answerAsWorkos(request),
      async (request) => {
        const isSend =
          request.method === "POST" && new URL(request.url).pathname === "/user_management/invitations";
        if (isSend) sent.push(await request.clone().json());
        return await workos.answer(request);
      },
    ],
    variables: {
      ...testVariables,
      ...(options.quota === undefined ? {} : { PORTICO_INVITE_QUOTA: options.quota }),
    },
    counterStore: options.counterStore ?? createMemoryCounterStore(),
    now: Date.now,
  });
  const callers = createCallers({ app, key: signingKeyPair, issuer: workosOrigin, now: Date.now });
  return { app, log, asked, workos, control, sent, ...callers };
}
type Set = ReturnType<typeof setUp>;

/** Advances the clocks of the function, of WorkOS and of the memory store. */
function pass(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-21T12:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

async function readProblem(response: Response) {
  return parseProblem(await response.json());
}

async function sendTo(set: Set, claims: CallerClaims, emails: string[], roleSlug?: string) {
  const caller = await set.callAs(claims);
  const response = await caller.post(invite, { emails, ...(roleSlug === undefined ? {} : { roleSlug }) });
  const answer = parseSendInvitationsAnswer(await response.json());
  if (answer === null) throw new Error(`No invitation was answered: ${String(response.status)}`);
  return answer;
}

async function inviteOne(set: Set, claims: CallerClaims, email: string) {
  const [result] = (await sendTo(set, claims, [email])).results;
  if (result?.outcome !== "invited") throw new Error(`${email} wasn't invited`);
  return result.invitation;
}

async function readQuota(set: Set, claims: CallerClaims) {
  const response = await (await set.callAs(claims)).get(apiPaths.listInvitations);
  return parseInvitationsAnswer(await response.json())?.quota;
}

function readToken(set: Set, email: string): string {
  const text = set.workos.mailbox.latestTo(email)?.text ?? "";
  const token = /invitation_token=([\w.~-]+)/.exec(text)?.[1];
  if (token === undefined) throw new Error(`No invitation was mailed to ${email}`);
  return token;
}

function revokePath(invitationId: string): string {
  return buildApiPath(apiPaths.revokeInvitation, { invitationId });
}
function resendPath(invitationId: string): string {
  return buildApiPath(apiPaths.resendInvitation, { invitationId });
}

/** WorkOS's answer, only to sends of invitations. */
function answerSends(status: number, body: unknown, headers: Record<string, string> = {}): AnswerAsWorkos {
  return ({ method, url }) =>
    method === "POST" && new URL(url).pathname === "/user_management/invitations"
      ? Response.json(body, { status, headers })
      : null;
}

describe("inviting", () => {
  it("invites in the name of the token's holder into the token's organization, and lists the invitation", async () => {
    const set = setUp();
    const answer = await sendTo(set, asAda, ["new@example.org", "Other@Example.org"], "admin");
    expect(answer.results).toEqual([
      {
        email: "new@example.org",
        outcome: "invited",
        invitation: expect.objectContaining({
          email: "new@example.org",
          state: "pending",
          inviterUserId: ada.id,
          inviterEmail: ada.email,
          roleSlug: "admin",
        }),
      },
      { email: "Other@Example.org", outcome: "invited", invitation: expect.anything() },
    ]);
    expect(answer.quota).toEqual({ maximum: 5, used: 2 });
    expect(set.sent[0]).toMatchObject({
      organization_id: analyticalEngines.id,
      inviter_user_id: ada.id,
      role_slug: "admin",
    });
    expect(set.workos.mailbox.latestTo("new@example.org")).toBeDefined();

    const listed = parseInvitationsAnswer(
      await (await (await set.callAs(asGrace)).get(apiPaths.listInvitations)).json(),
    );
    expect(listed?.invitations.map(({ email }) => email).toSorted()).toEqual([
      "Other@example.org",
      "new@example.org",
    ]);
    expect(JSON.stringify(listed)).not.toContain(readToken(set, "new@example.org"));
    expect(listed?.quota).toEqual({ maximum: 5, used: 0 });
  });

  it.each([
    { organizationId: harbourWorks.id },
    { organization_id: harbourWorks.id },
    { inviterUserId: linus.id },
    { inviter_user_id: linus.id },
  ])("refuses an organization or an inviter in the body (%j)", async (more) => {
    const set = setUp();
    const caller = await set.callAs(asAda);
    const response = await caller.post(invite, { emails: ["new@example.org"], ...more });
    expect(response.status).toBe(400);
    expect((await readProblem(response))?.code).toBe("invalid_request");
    expect(set.sent).toEqual([]);
  });

  it.each([
    [400, { code: "email_already_invited_to_organization", message: "x" }, "already_invited"],
    [400, { code: "user_already_organization_member", message: "x" }, "already_member"],
    [400, { code: "invalid_role", message: "x" }, "unknown_role"],
    [400, { code: "expires_in_days_too_long", message: "x" }, "invitation_blocked"],
    [403, { code: "something_new", message: "x" }, "invitation_blocked"],
    [422, { code: "invalid_request_parameters", message: "x" }, "invitation_blocked"],
    [400, { error: "access_denied", error_description: "x" }, "invitation_blocked"],
    [404, { message: "Organization not found" }, "invitation_blocked"],
    [401, { message: "Unauthorized" }, "not_configured"],
    [429, { message: "x" }, "too_many_requests"],
    [500, { message: "x" }, "workos_unreachable"],
    [200, { id: "invitation_1" }, "workos_unreachable"],
  ])("turns WorkOS's %i %j into %s, and gives back the quota", async (status, body, failureCode) => {
    const set = setUp();
    set.control.answerAsWorkos = answerSends(status, body);
    const answer = await sendTo(set, asAda, ["new@example.org"]);
    expect(answer.results).toMatchObject([{ email: "new@example.org", outcome: "failed", failureCode }]);
    expect(answer.quota).toEqual({ maximum: 5, used: 0 });
  });

  it("reports each address separately: already invited, already a member, invalid", async () => {
    const set = setUp();
    await inviteOne(set, asAda, "new@example.org");
    const answer = await sendTo(set, asAda, ["new@example.org", grace.email, "nobody", "next@example.org"]);
    expect(answer.results).toMatchObject([
      { email: "new@example.org", failureCode: "already_invited" },
      { email: grace.email, failureCode: "already_member" },
      { email: "nobody", failureCode: "invalid_email" },
      { email: "next@example.org", outcome: "invited" },
    ]);
    expect(answer.quota).toEqual({ maximum: 5, used: 2 });
  });

  it("drops invisible characters around an address, and says where one is inside", async () => {
    const set = setUp();
    const answer = await sendTo(set, asAda, [
      "\u200Enew@example.org\u200B",
      "ne\u2060xt@example.org",
      "next@example\u00AD.org",
    ]);
    expect(answer.results).toMatchObject([
      { outcome: "invited", invitation: { email: "new@example.org" } },
      {
        failureCode: "invalid_email",
        detail: 'There is an invisible character (U+2060) after "ne".',
      },
      {
        failureCode: "invalid_email",
        detail: 'There is an invisible character (U+00AD) after "next@example".',
      },
    ]);
  });

  it.each([
    [429, "too_many_requests", 7],
    [500, "workos_unreachable", 5],
  ])(
    "keeps what was sent when WorkOS answers %i, and doesn't try the rest",
    async (status, code, seconds) => {
      const set = setUp();
      let sends = 0;
      set.control.answerAsWorkos = (request) => {
        const answered = answerSends(status, { message: "x" }, { "Retry-After": "7" })(request);
        if (answered === null) return null;
        sends += 1;
        return sends > 1 ? answered : null;
      };
      const emails = ["a1@example.org", "b2@example.org", "c3@example.org", "nobody"];
      const answer = await sendTo(set, asAda, emails);
      expect(answer.results).toMatchObject([
        { email: "a1@example.org", outcome: "invited" },
        { email: "b2@example.org", failureCode: code, retryAfterSeconds: seconds },
        { email: "c3@example.org", failureCode: code, retryAfterSeconds: seconds },
        { email: "nobody", failureCode: "invalid_email" },
      ]);
      expect(sends).toBe(2);
      expect(answer.quota).toEqual({ maximum: 5, used: 1 });
    },
  );

  it("neither grants nor offers a role with more permissions than the inviter's", async () => {
    const set = setUp();
    const caller = await set.callAs(asGrace);
    const response = await caller.post(invite, { emails: ["new@example.org"], roleSlug: "admin" });
    expect(response.status).toBe(403);
    expect(await readProblem(response)).toMatchObject({
      code: "permission_missing",
      detail: "members:remove",
    });
    expect(set.sent).toEqual([]);
    const offered = async (claims: CallerClaims) =>
      parseInvitationsAnswer(
        await (await (await set.callAs(claims)).get(apiPaths.listInvitations)).json(),
      )?.roles.map(({ slug }) => slug);
    expect(await offered(asGrace)).toEqual(["member"]);
    expect(await offered(asAda)).toEqual(["admin", "member"]);
  });

  it("refuses an unknown role before anything is sent", async () => {
    const set = setUp();
    const caller = await set.callAs(asAda);
    const response = await caller.post(invite, { emails: ["new@example.org"], roleSlug: "emperor" });
    expect((await readProblem(response))?.code).toBe("unknown_role");
    expect(set.sent).toEqual([]);
  });
});

describe("the quota", () => {
  const five = ["a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@x.example"];

  it("allows five invitations per member and organization, and says when there is room again", async () => {
    const set = setUp();
    const answer = await sendTo(set, asAda, [...five, "f@x.example"]);
    expect(answer.results.filter(({ outcome }) => outcome === "invited")).toHaveLength(5);
    expect(answer.results.at(-1)).toEqual({
      email: "f@x.example",
      outcome: "failed",
      failureCode: "invitation_quota_used_up",
      retryAfterSeconds: 24 * 24 * 3600,
    });
    expect(answer.quota).toEqual({ maximum: 5, used: 5 });
    expect((await sendTo(set, asGrace, ["g@x.example"])).quota.used).toBe(1);
    const elsewhere = { ...asAda, org_id: harbourWorks.id };
    expect((await sendTo(set, elsewhere, ["f@x.example"])).quota.used).toBe(1);
    expect(set.sent).toHaveLength(7);
  });

  it("takes the quota from PORTICO_INVITE_QUOTA", async () => {
    const set = setUp({ quota: "1" });
    const answer = await sendTo(set, asAda, five);
    expect(answer.results.filter(({ outcome }) => outcome === "invited")).toHaveLength(1);
    expect(set.sent).toHaveLength(1);
  });

  it("doesn't count refused invitations, and a revoked one makes room for another", async () => {
    const set = setUp();
    await sendTo(set, asAda, five);
    await sendTo(set, asAda, ["f@x.example", "g@x.example"]);
    const listed = parseInvitationsAnswer(
      await (await (await set.callAs(asAda)).get(apiPaths.listInvitations)).json(),
    );
    // Ada gets the room although a colleague revokes it.
    const colleague = await set.callAs(asGrace);
    const response = await colleague.post(revokePath(listed?.invitations[0]?.id ?? ""));
    const revoked = parseChangeInvitationAnswer(await response.json());
    expect(revoked?.invitation).toMatchObject({ state: "revoked", inviterEmail: ada.email });
    expect(revoked?.quota).toEqual({ maximum: 5, used: 0 });
    const next = await sendTo(set, asAda, ["f@x.example", "g@x.example"]);
    expect(next.results.map(({ outcome }) => outcome)).toEqual(["invited", "failed"]);
  });

  it("counts a pending invitation once, during its window and afterwards", async () => {
    const set = setUp();
    await sendTo(set, asAda, five.slice(0, 3));
    expect(await readQuota(set, asAda)).toEqual({ maximum: 5, used: 3 });
    pass(5 * dayMs);
    const caller = await set.callAs(asAda);
    const { invitations = [] } =
      parseInvitationsAnswer(await (await caller.get(apiPaths.listInvitations)).json()) ?? {};
    // Resends keep them pending into the next window.
    for (let days = 0; days < 4; days += 1) {
      for (const { id } of invitations) {
        expect((await (await set.callAs(asAda)).post(resendPath(id))).status).toBe(200);
      }
      pass(5 * dayMs);
    }
    expect(await readQuota(set, asAda)).toEqual({ maximum: 5, used: 3 });
    const answer = await sendTo(set, asAda, ["f@x.example", "g@x.example", "h@x.example"]);
    expect(answer.results.map(({ outcome }) => outcome)).toEqual(["invited", "invited", "failed"]);

    // Revoking one from before the window frees its place without changing the new window's count.
    const revoked = parseChangeInvitationAnswer(
      await (await (await set.callAs(asAda)).post(revokePath(invitations[0]?.id ?? ""))).json(),
    );
    expect(revoked?.quota).toEqual({ maximum: 5, used: 4 });
    expect(await readQuota(set, asAda)).toEqual({ maximum: 5, used: 4 });
  });

  it("keeps counting pending invitations after the store was emptied", async () => {
    const stores = { current: createMemoryCounterStore() };
    const set = setUp({
      counterStore: {
        ...stores.current,
        readStoreId: async () => await stores.current.readStoreId(),
        createCounter: (options) => {
          const counter = () => stores.current.createCounter(options);
          return {
            increment: async (key) => await counter().increment(key),
            read: async (key) => await counter().read(key),
            put: async (key, count) => await counter().put(key, count),
            raise: async (key, count) => await counter().raise(key, count),
            giveBack: async (key) => await counter().giveBack(key),
          };
        },
      },
    });
    await sendTo(set, asAda, five);
    pass(60_000);
    stores.current = createMemoryCounterStore();
    expect(await readQuota(set, asAda)).toEqual({ maximum: 5, used: 5 });
    const answer = await sendTo(set, asAda, ["f@x.example"]);
    expect(answer.results).toMatchObject([{ failureCode: "invitation_quota_used_up" }]);
    expect(set.sent).toHaveLength(5);
  });
});

describe("a failure behind the function", () => {
  it("sends nothing and answers 503 when the store is down", async () => {
    const set = setUp({ counterStore: createFailingCounterStore(() => true) });
    const caller = await set.callAs(asAda);
    const response = await caller.post(invite, { emails: ["new@example.org"] });
    expect(response.status).toBe(503);
    expect(response.headers.has("Retry-After")).toBe(true);
    expect((await readProblem(response))?.code).toBe("codes_paused");
    expect(set.sent).toEqual([]);
  });

  it("keeps what was sent when the store fails, and sends no more", async () => {
    const control = { increments: 0 };
    const set = setUp({
      counterStore: createFailingCounterStore((name, call) => {
        if (!name.startsWith("invitations") || call !== "increment") return false;
        control.increments += 1;
        return control.increments > 1;
      }),
    });
    const answer = await sendTo(set, asAda, ["a1@example.org", "b2@example.org", "c3@example.org"]);
    expect(answer.results).toMatchObject([
      { outcome: "invited" },
      { failureCode: "codes_paused" },
      { failureCode: "codes_paused" },
    ]);
    expect(set.sent).toHaveLength(1);
    expect(control.increments).toBe(2);
  });

  it("answers 503 and gives back the quota when WorkOS fails", async () => {
    const set = setUp();
    await sendTo(set, asAda, ["old@example.org"]);
    set.control.answerAsWorkos = ({ url }) =>
      url.includes("/sso/jwks/") ? null : Response.json({ message: "Internal" }, { status: 500 });
    const caller = await set.callAs(asAda);
    const response = await caller.post(invite, { emails: ["new@example.org"] });
    expect(response.status).toBe(503);
    expect((await readProblem(response))?.code).toBe("workos_unreachable");
    set.control.answerAsWorkos = () => null;
    expect(await readQuota(set, asAda)).toEqual({ maximum: 5, used: 1 });
  });

  it("neither accepts nor refuses the token when WorkOS's keys are unavailable", async () => {
    const set = setUp();
    set.control.answerAsWorkos = () => Response.json({ message: "Internal" }, { status: 500 });
    const response = await (await set.callAs(asAda)).get(apiPaths.listInvitations);
    expect(response.status).toBe(503);
    expect((await readProblem(response))?.code).toBe("workos_unreachable");
  });
});

describe("revoking and resending", () => {
  it.each([
    ["revoked", revokePath],
    ["resent", resendPath],
  ])(
    "answers the same for another organization's invitation as for a missing one: not %s",
    async (_, path) => {
      const set = setUp();
      const foreign = await inviteOne(set, asLinus, "new@example.org");
      const mailed = set.workos.mailbox.latestTo("new@example.org");
      const caller = await set.callAs(asAda);
      const answers = await Promise.all(
        [foreign.id, "invitation_01UNKNOWN", "invitation_1%2Frevoke", "..%2F..%2Fusers"].map(async (id) => {
          const response = await caller.post(path("ID").replace("ID", id));
          return [response.status, (await readProblem(response))?.code];
        }),
      );
      expect(answers).toEqual(Array.from({ length: 4 }, () => [404, "invitation_not_found"]));
      expect(set.workos.mailbox.latestTo("new@example.org")).toEqual(mailed);
      expect(set.asked.filter((pathname) => /revoke|resend/.test(pathname))).toEqual([]);
    },
  );

  it("resends the same invitation with a later expiry, without counting it", async () => {
    const set = setUp();
    const { id, expiresAt } = await inviteOne(set, asAda, "new@example.org");
    const token = readToken(set, "new@example.org");
    pass(dayMs);
    const answer = parseChangeInvitationAnswer(
      await (await (await set.callAs(asAda)).post(resendPath(id))).json(),
    );
    expect(answer?.invitation.id).toBe(id);
    expect(Date.parse(answer?.invitation.expiresAt ?? "")).toBe(Date.parse(expiresAt) + dayMs);
    expect(answer?.quota).toEqual({ maximum: 5, used: 1 });
    expect(readToken(set, "new@example.org")).toBe(token);
  });

  it("says why an invitation can't be resent", async () => {
    const set = setUp();
    const codeOf = async (id: string) =>
      (await readProblem(await (await set.callAs(asAda)).post(resendPath(id))))?.code;
    const revoked = await inviteOne(set, asAda, "r@example.org");
    await (await set.callAs(asAda)).post(revokePath(revoked.id));
    expect(await codeOf(revoked.id)).toBe("invitation_revoked");
    const again = await (await set.callAs(asAda)).post(revokePath(revoked.id));
    expect((await readProblem(again))?.code).toBe("invitation_revoked");
    expect(await readQuota(set, asAda)).toEqual({ maximum: 5, used: 0 });
    const expired = await inviteOne(set, asAda, "e@example.org");
    pass(8 * dayMs);
    expect(await codeOf(expired.id)).toBe("invitation_expired");
  });

  it("accepts only an empty object as the body", async () => {
    const set = setUp();
    const { id } = await inviteOne(set, asAda, "new@example.org");
    const response = await (await set.callAs(asAda)).post(revokePath(id), { organizationId: "org_1" });
    expect((await readProblem(response))?.code).toBe("invalid_request");
  });

  it("logs the call without the invitation's id", async () => {
    const set = setUp();
    const { id } = await inviteOne(set, asAda, "new@example.org");
    await (await set.callAs(asAda)).post(revokePath(id));
    expect(set.log).toContainEqual(
      expect.objectContaining({ event: "request_answered", call: apiPaths.revokeInvitation, status: 200 }),
    );
    expect(JSON.stringify(set.log)).not.toContain(id);
  });
});

describe("an invitation's token", () => {
  it("shows an invitation's address, inviter, organization and state", async () => {
    const set = setUp();
    const invitation = await inviteOne(set, asAda, "new@example.org");
    const anonymous = set.callWith("none");
    const token = readToken(set, "new@example.org");
    const inspect = async () =>
      parseInspectInvitationAnswer(
        await (await anonymous.post(apiPaths.inspectInvitation, { token })).json(),
      );
    expect(await inspect()).toEqual({
      email: "new@example.org",
      state: "pending",
      expiresAt: invitation.expiresAt,
      organization: { id: analyticalEngines.id, name: analyticalEngines.name },
      inviterEmail: ada.email,
    });
    pass(8 * dayMs);
    expect((await inspect())?.state).toBe("expired");
    const unknown = await anonymous.post(apiPaths.inspectInvitation, { token: "unknown" });
    expect((await readProblem(unknown))?.code).toBe("invitation_not_found");
  });

  it.each([".", "..", "...", ".a", "a/..", "%2e%2e", "a?b", "a b", "", "a".repeat(257)])(
    "refuses the token %j, and asks WorkOS nothing",
    async (token) => {
      const set = setUp();
      const caller = await set.callAs({ sub: hedy.id });
      for (const path of [apiPaths.inspectInvitation, apiPaths.acceptInvitation]) {
        expect((await readProblem(await caller.post(path, { token })))?.code).toBe("invalid_request");
      }
      const sent = await caller.post(apiPaths.sendEmailCode, { email: hedy.email, invitationToken: token });
      expect((await readProblem(sent))?.code).toBe("invalid_request");
      expect(set.asked.filter((path) => !path.startsWith("/sso/jwks/"))).toEqual([]);
    },
  );

  it.each(["%2e", "%2e%2e", "%252e%252e", "..%2f", "a%2f..", "%00", "a".repeat(129)])(
    "finds no invitation with the id %s, and asks WorkOS nothing",
    async (invitationId) => {
      const set = setUp();
      const caller = await set.callAs(asAda);
      for (const action of ["revoke", "resend"]) {
        const response = await caller.post(`/api/invitations/${invitationId}/${action}`);
        expect(response.status).toBe(404);
      }
      expect(set.asked.filter((path) => !path.startsWith("/sso/jwks/"))).toEqual([]);
    },
  );

  it("allows thirty invitation lookups a minute per client", async () => {
    const set = setUp();
    const anonymous = set.callWith("none");
    for (let count = 0; count < 30; count += 1) {
      expect((await anonymous.post(apiPaths.inspectInvitation, { token: "guess" })).status).toBe(404);
    }
    const asked = set.asked.length;
    expect((await anonymous.post(apiPaths.inspectInvitation, { token: "guess" })).status).toBe(429);
    expect(set.asked).toHaveLength(asked);
  });

  it("makes the account with the invited address a member, once", async () => {
    const set = setUp();
    await inviteOne(set, asAda, hedy.email);
    const token = readToken(set, hedy.email);
    const caller = await set.callAs({ sub: hedy.id });
    const answer = parseAcceptInvitationAnswer(
      await (await caller.post(apiPaths.acceptInvitation, { token })).json(),
    );
    expect(answer).toEqual({ organizationId: analyticalEngines.id });
    const organizations: unknown = await (await caller.get(apiPaths.listOrganizations)).json();
    expect(organizations).toEqual({
      organizations: [{ id: analyticalEngines.id, name: analyticalEngines.name, roleSlug: "member" }],
      isComplete: true,
    });
    const again = await caller.post(apiPaths.acceptInvitation, { token });
    expect((await readProblem(again))?.code).toBe("invitation_accepted");
  });

  it.each([
    ["another company's address", "somebody@looms.example", hedy.id, "invitation_other_address"],
    ["a colleague, who has to accept it at WorkOS", "somebody@example.com", hedy.id, "continue_with_workos"],
    ["an unconfirmed address", emmy.email, emmy.id, "invitation_other_address"],
    ["an account that is gone", hedy.email, "user_01GONE", "access_token_refused"],
  ])("refuses to accept an invitation for %s", async (_, invitedEmail, sub, failureCode) => {
    const set = setUp();
    await inviteOne(set, asAda, invitedEmail);
    const caller = await set.callAs({ sub });
    const token = readToken(set, invitedEmail);
    const response = await caller.post(apiPaths.acceptInvitation, { token });
    expect((await readProblem(response))?.code).toBe(failureCode);
    expect(set.asked.filter((pathname) => pathname.endsWith("/accept"))).toEqual([]);
  });

  it("refuses to accept an invitation that has expired, was revoked or doesn't exist", async () => {
    const set = setUp();
    const accept = async (token: string) =>
      (
        await readProblem(
          await (await set.callAs({ sub: hedy.id })).post(apiPaths.acceptInvitation, { token }),
        )
      )?.code;
    const { id } = await inviteOne(set, asAda, hedy.email);
    const revokedToken = readToken(set, hedy.email);
    await (await set.callAs(asAda)).post(revokePath(id));
    expect(await accept(revokedToken)).toBe("invitation_revoked");
    await inviteOne(set, asAda, hedy.email);
    pass(8 * dayMs);
    expect(await accept(readToken(set, hedy.email))).toBe("invitation_expired");
    expect(await accept("unknown")).toBe("invitation_not_found");
  });
});
