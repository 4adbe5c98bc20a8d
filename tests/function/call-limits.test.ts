import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { chooseRows, isLongRun } from "../../src/contract/testing/long-run.ts";
import { apiPaths, buildApiPath } from "../../src/contract/api-paths.ts";
import { listCalls } from "../../src/function/core/app.ts";
import { limitTable } from "../../src/function/core/counters/limit-table.ts";
import type { CallDescription } from "../../src/function/core/feature/call.ts";
import { teamLimits } from "../../src/function/features/team/limits.ts";
import { createCallers } from "../../src/function/testing/callers.ts";
import { answerManySessions } from "../../src/function/testing/many-sessions.ts";
import {
  createTestBrowser,
  type TestBrowser,
  testAddressHeader,
  testOrigin,
} from "../../src/function/testing/test-browser.ts";
import { createTestFunction } from "../../src/function/testing/test-function.ts";
import { createTestWorkos, testVariables } from "../../src/function/testing/test-workos.ts";
import { ada, analyticalEngines, grace } from "../../src/mocks/people.ts";
import { signingKeyPair } from "../../src/mocks/workos/development-keys.ts";
import { allFeatures } from "./all-features.ts";

const calls = listCalls(allFeatures);
/** More than any client or subject may make of any call in a minute. */
const tooMany = 1000;
const budget = teamLimits.workosRequestsPerMember.quotas[0].maximum;

/** Bodies that reach WorkOS; a call that isn't here gets an empty one, which is counted too. */
const bodies: Record<string, object> = {
  sendInvitations: { emails: ["new@example.org"] },
  acceptInvitation: { token: "Z1uX3RbwcIl5fIGJJJCXXisdI" },
  inspectInvitation: { token: "Z1uX3RbwcIl5fIGJJJCXXisdI" },
  revokeAccountSessions: { everywhere: true },
};

function setUp() {
  const workos = createTestWorkos({ now: Date.now });
  const set = createTestFunction({
    features: allFeatures,
    answers: [(request) => workos.answer(request)],
    variables: testVariables,
    now: Date.now,
  });
  let addresses = 0;
  const nextAddress = (): string => {
    addresses += 1;
    return `198.18.${String(addresses >> 8)}.${String(addresses & 255)}`;
  };
  const forSubject = { app: set.app, key: signingKeyPair, issuer: "https://api.workos.com", now: Date.now };
  return {
    ...set,
    workos,
    nextAddress,
    readHealth: async () =>
      await (await set.app.fetch(new Request(`${testOrigin}${apiPaths.health}`))).json(),
    callAs: async (nextClientAddress?: () => string) =>
      await createCallers({
        ...forSubject,
        ...(nextClientAddress && { nextAddress: nextClientAddress }),
      }).callAs({
        sub: ada.id,
        org_id: analyticalEngines.id,
        permissions: ["members:read", "members:invite"],
      }),
  };
}

function buildPath({ path }: CallDescription): string {
  return buildApiPath(path, { invitationId: "invitation_1" });
}

/** Calls until the answer is a 429; fails when none comes. */
async function callUntilLimited(
  call: () => Promise<Response>,
): Promise<{ times: number; limited: Response }> {
  for (let times = 1; times <= tooMany; times += 1) {
    const response = await call();
    if (response.status === 429) return { times, limited: response };
  }
  throw new Error(`There was no 429 in ${String(tooMany)} calls`);
}

async function expectLimit(response: Response): Promise<void> {
  const body: unknown = await response.json();
  expect(body).toMatchObject({
    status: 429,
    code: "too_many_requests",
    retryAfterSeconds: expect.any(Number),
  });
  expect(Number(response.headers.get("Retry-After"))).toBeGreaterThan(0);
  expect(body).toMatchObject({ retryAfterSeconds: Number(response.headers.get("Retry-After")) });
  expect(response.headers.get("RateLimit")).toMatch(/^"[a-z-]+";r=0;t=\d+$/);
  expect(response.headers.get("RateLimit-Policy")).toMatch(/^"[a-z-]+";q=\d+;w=\d+$/);
}

/** A browser with a session of WorkOS's. */
async function signIn({
  app,
  workos,
}: Pick<ReturnType<typeof setUp>, "app" | "workos">): Promise<TestBrowser> {
  const browser = createTestBrowser(app, { address: "203.0.113.1" });
  await browser.post(apiPaths.sendEmailCode, { email: grace.email });
  const code = /[0-9]{6}/.exec(workos.mailbox.latestTo(grace.email)?.text ?? "")?.[0];
  expect((await browser.post(apiPaths.verifyEmailCode, { code })).status).toBe(200);
  return browser;
}

function copyCookies({ cookies }: TestBrowser): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it.runIf(isLongRun)(
  "asks WorkOS to compare at most 600 codes an hour for a client, although those that it doesn't compare are given back",
  async () => {
    const workos = createTestWorkos({ now: Date.now });
    const { asked, browser } = createTestFunction({
      answers: [
        ({ url }) => (url.endsWith("/authenticate") ? Response.json({}, { status: 429 }) : null),
        (request) => workos.answer(request),
      ],
      variables: testVariables,
      now: Date.now,
    });
    await browser.post(apiPaths.sendEmailCode, { email: grace.email });
    const before = asked.length;
    for (let minute = 0; minute < 8; minute += 1) {
      for (let index = 0; index < 160; index += 1)
        await browser.post(apiPaths.verifyEmailCode, { code: "000000" });
      vi.setSystemTime(Date.now() + 61_000);
    }
    expect(asked.length - before).toBeLessThanOrEqual(600);
  },
);

describe("every call of the function", () => {
  it.each(chooseRows(calls, 4))("refuses one client too many uses of $name", async (call) => {
    const { app, asked, browser } = setUp();
    const { limited } = await callUntilLimited(async () =>
      call.method === "GET"
        ? await app.fetch(
            new Request(`${testOrigin}${buildPath(call)}`, { headers: { [testAddressHeader]: "192.0.2.1" } }),
          )
        : await browser.post(buildPath(call), bodies[call.name] ?? {}),
    );
    await expectLimit(limited);
    expect(asked.length).toBeLessThanOrEqual(budget);
  });

  it.each(
    chooseRows(
      calls.filter(({ access }) => access !== null),
      4,
    ),
  )(
    "refuses one user too many uses of $name, from however many clients, and WorkOS is asked within the budget",
    async (call) => {
      const set = setUp();
      const caller = await set.callAs(set.nextAddress);
      const { times, limited } = await callUntilLimited(() =>
        call.method === "GET"
          ? caller.get(buildPath(call))
          : caller.post(buildPath(call), bodies[call.name] ?? {}),
      );
      await expectLimit(limited);
      expect(times).toBeLessThanOrEqual(limitTable.callsPerSubject.quotas[0].maximum + 1);
      // The keys that verify the token are fetched besides.
      expect(set.asked.length - 1).toBeLessThanOrEqual(budget);
    },
  );

  it.each(calls.filter(({ cookies }) => cookies?.includes("portico-session")))(
    "refuses one session too many uses of $name, from however many clients",
    async (call) => {
      const set = setUp();
      const browser = await signIn(set);
      const cookie = copyCookies(browser);
      const askedBefore = set.asked.length;
      const { limited } = await callUntilLimited(() =>
        browser.post(call.path, {}, { Cookie: cookie, [testAddressHeader]: set.nextAddress() }),
      );
      await expectLimit(limited);
      expect(set.asked.length - askedBefore).toBeLessThanOrEqual(budget);
    },
  );
});

describe("the budget of requests to WorkOS", () => {
  it("is one for all calls of a user, and its 429 is no outage", async () => {
    const set = setUp();
    const caller = await set.callAs(set.nextAddress);
    const limited: Response[] = [];
    for (const call of calls.filter(({ access }) => access !== null)) {
      for (let times = 0; times < 130; times += 1) {
        const response = await (call.method === "GET"
          ? caller.get(buildPath(call))
          : caller.post(buildPath(call), bodies[call.name] ?? {}));
        expect(response.status).not.toBe(503);
        if (response.status === 429) limited.push(response);
      }
    }
    expect(set.asked.length - 1).toBeLessThanOrEqual(budget);
    expect(limited.some(({ headers }) => headers.get("RateLimit")?.startsWith('"workos"'))).toBe(true);
    for (const response of limited) await expectLimit(response);
    expect(await set.readHealth()).toMatchObject({ status: "ok", emailCode: "available" });
    expect(set.log.filter(({ event }) => event === "workos_call_failed")).toEqual([]);
  });

  it("is refilled by the next minute, and another user's is untouched meanwhile", async () => {
    const set = setUp();
    const caller = await set.callAs(set.nextAddress);
    for (const path of [apiPaths.listInvitations, apiPaths.listOrganizations, apiPaths.listMembers]) {
      await callUntilLimited(() => caller.get(path));
    }
    const asGrace = await createCallers({
      app: set.app,
      key: signingKeyPair,
      issuer: "https://api.workos.com",
      now: Date.now,
      nextAddress: set.nextAddress,
    }).callAs({ sub: grace.id });
    expect((await asGrace.get(apiPaths.listOrganizations)).status).toBe(200);
    vi.setSystemTime(Date.now() + 60_000);
    expect((await caller.get(apiPaths.listInvitations)).status).toBe(200);
  });

  it.runIf(isLongRun)(
    "is shared by the users at one client address, and doesn't reach those at another",
    async () => {
      const set = setUp();
      const ask = async (index: number, nextAddress?: () => string) => {
        const { callAs } = createCallers({
          app: set.app,
          key: signingKeyPair,
          issuer: "https://api.workos.com",
          now: Date.now,
          ...(nextAddress && { nextAddress }),
        });
        const caller = await callAs({ sub: `user_${String(index)}` });
        return await caller.get(apiPaths.listAccountSessions);
      };
      const { maximum } = teamLimits.workosRequestsPerClient.quotas[0];
      const statuses: number[] = [];
      for (let index = 0; index < maximum + 50; index += 1) statuses.push((await ask(index)).status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(maximum);
      expect(statuses.filter((status) => status === 429)).toHaveLength(50);
      expect((await ask(0, set.nextAddress)).status).toBe(200);
    },
  );
});

describe("signing out everywhere", () => {
  it("asks WorkOS for the list of a user's sessions three times in ten minutes, with however many of the user's sessions", async () => {
    const many = answerManySessions(5000);
    const workos = createTestWorkos({ now: Date.now });
    const { app, asked } = createTestFunction({
      features: allFeatures,
      answers: [async (request) => (await many.answer(request)) ?? (await workos.answer(request))],
      variables: testVariables,
      now: Date.now,
    });
    const sessions = [await signIn({ app, workos }), await signIn({ app, workos })];
    const askedBefore = asked.length;
    const answers: Response[] = [];
    for (const browser of sessions) {
      const cookie = copyCookies(browser);
      for (let times = 0; times < 10; times += 1) {
        answers.push(await browser.post(apiPaths.signOut, { everywhere: true }, { Cookie: cookie }));
      }
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, ...Array<number>(17).fill(429)]);
    for (const limited of answers.slice(3)) await expectLimit(limited);
    const lists = asked.slice(askedBefore).filter((path) => path.endsWith("/sessions"));
    expect(lists).toHaveLength(3 * 50);
  });

  it("ends the caller's own session beyond that limit too", async () => {
    const set = setUp();
    for (let times = 0; times < 4; times += 1) {
      const browser = await signIn(set);
      const cookie = copyCookies(browser);
      const { status } = await browser.post(apiPaths.signOut, { everywhere: true });
      expect(status).toBe(times < 3 ? 200 : 429);
      expect((await browser.post(apiPaths.refreshSession, {}, { Cookie: cookie })).status).toBe(401);
      vi.setSystemTime(Date.now() + 60_000);
    }
  });
});

describe("a thief with a copy of a session cookie", () => {
  it("can't use up the owner's sign-out with sign-outs that end nothing", async () => {
    const set = setUp();
    const owner = await signIn(set);
    const thief = createTestBrowser(set.app, { address: "198.18.0.1" });
    const stolen = copyCookies(owner);
    for (let times = 0; times < 200; times += 1) {
      await thief.post(apiPaths.signOut, { everywhere: "no" }, { Cookie: stolen });
    }
    expect(await (await owner.post(apiPaths.signOut, {})).json()).toEqual({ revoked: true });
    expect((await thief.post(apiPaths.refreshSession, {}, { Cookie: stolen })).status).toBe(401);
  });

  it("can't use up the calls of the owner's next session once that one has ended", async () => {
    const set = setUp();
    const former = await signIn(set);
    const stolen = copyCookies(former);
    await former.post(apiPaths.signOut, {});
    vi.setSystemTime(Date.now() + 60_000);
    const owner = await signIn(set);
    const thief = createTestBrowser(set.app, { address: "198.18.0.1" });
    for (const path of [apiPaths.refreshSession, apiPaths.signOut]) {
      for (let times = 0; times < 200; times += 1) await thief.post(path, {}, { Cookie: stolen });
    }
    expect((await owner.post(apiPaths.refreshSession, {})).status).toBe(200);
    expect(await (await owner.post(apiPaths.signOut, {})).json()).toEqual({ revoked: true });
  });
});

describe("a limit by client", () => {
  it("lets one call's flood block no other call", async () => {
    const { browser } = setUp();
    await callUntilLimited(() => browser.post(apiPaths.refreshSession, {}));
    expect((await browser.post(apiPaths.signOut, {})).status).toBe(200);
  });

  it("isn't used up by requests that another site's page makes in the client's browsers", async () => {
    const { app } = setUp();
    const get = async (fetchSite: string) =>
      await app.fetch(
        new Request(`${testOrigin}${apiPaths.health}`, {
          headers: { [testAddressHeader]: "192.0.2.1", "Sec-Fetch-Site": fetchSite },
        }),
      );
    await callUntilLimited(() => get("cross-site"));
    expect((await get("same-origin")).status).toBe(200);
    const { browser } = setUp();
    for (let times = 0; times < 700; times += 1) {
      await browser.post(
        apiPaths.signOut,
        {},
        { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" },
      );
    }
    expect((await browser.post(apiPaths.signOut, {})).status).toBe(200);
  });

  it("clears the cookie of a sign-out that it refuses", async () => {
    const set = setUp();
    const browser = await signIn(set);
    const other = createTestBrowser(set.app, { address: "203.0.113.1" });
    await callUntilLimited(() => other.post(apiPaths.signOut, {}));
    expect([...browser.cookies.keys()].join(" ")).toContain("portico-session");
    expect((await browser.post(apiPaths.signOut, {})).status).toBe(429);
    expect([...browser.cookies.keys()].join(" ")).not.toContain("portico-session");
  });

  it("keeps the cookie of a refresh that it refuses", async () => {
    const set = setUp();
    const browser = await signIn(set);
    await callUntilLimited(() => browser.post(apiPaths.refreshSession, {}));
    vi.setSystemTime(Date.now() + 60_000);
    expect((await browser.post(apiPaths.refreshSession, {})).status).toBe(200);
  });
});
