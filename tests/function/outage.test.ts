import { readdirSync, readFileSync } from "node:fs";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { chooseRows } from "../../src/contract/testing/long-run.ts";
import { apiPaths, buildApiPath } from "../../src/contract/api-paths.ts";
import { parseInvitationsAnswer } from "../../src/contract/invitations.ts";
import { accessTokens } from "../../src/function/features/access-tokens/access-tokens.ts";
import {
  buildAccount,
  createLocalIssuerFunction,
} from "../../src/function/features/local-issuer/testing/local-issuer-function.ts";
import { magicLinkCallbackPath, magicLinkPaths } from "../../src/function/features/magic-link/contract.ts";
import { magicLink } from "../../src/function/features/magic-link/magic-link.ts";
import { signInSteps } from "../../src/function/features/sign-in-steps/sign-in-steps.ts";
import { team } from "../../src/function/features/team/team.ts";
import { type CallerClaims, createCallers } from "../../src/function/testing/callers.ts";
import {
  createTestBrowser,
  type TestBrowser,
  testAddressHeader,
  testOrigin,
} from "../../src/function/testing/test-browser.ts";
import { createTestFunction } from "../../src/function/testing/test-function.ts";
import { createTestWorkos, testVariables, testWorkosOrigin } from "../../src/function/testing/test-workos.ts";
import { ada, analyticalEngines, emmy, grace, hedy, margaret } from "../../src/mocks/people.ts";
import { signingKeyPair } from "../../src/mocks/workos/development-keys.ts";

const { sendEmailCode: send, verifyEmailCode: verify, continueSignIn: goOn, refreshSession } = apiPaths;
const mary = buildAccount({ email: "mary@analytical.example" });
/** Was removed at WorkOS after the accounts were copied. */
const removed = buildAccount({ email: "removed@example.com", workosUserId: "user_removed" });
const asAda: CallerClaims = {
  sub: ada.id,
  org_id: analyticalEngines.id,
  permissions: ["members:read", "members:invite", "members:remove", "billing:manage"],
};

type Answer = () => Response | Promise<Response>;

/** The requests to WorkOS whose URL matches are answered so, in WorkOS's place. */
type Fault = { at: RegExp; answer: Answer };

/** The neutral question, which is about no client. */
const neutralQuestion = /portico\.invalid/;

function setUp(options: { hasLocalIssuer?: boolean } = {}) {
  const workos = createTestWorkos({ now: Date.now, redirectUris: [testOrigin + magicLinkCallbackPath] });
  const control: { faults: Fault[] } = { faults: [] };
  const requests: string[] = [];
  const answers = [
    async (request: Request) => {
      requests.push(`${request.method} ${request.url} ${await request.clone().text()}`);
      return await control.faults.find(({ at }) => at.test(request.url))?.answer();
    },
    (request: Request) => workos.answer(request),
  ];
  const events: { event: string }[] = [];
  const set =
    options.hasLocalIssuer === false
      ? {
          ...createTestFunction({
            answers,
            variables: testVariables,
            features: [signInSteps],
            onEvent: (event) => void events.push(event),
          }),
          mails: [],
          events,
        }
      : createLocalIssuerFunction({
          answers,
          variables: { ...testVariables, PORTICO_MAGIC_LINK: "true" },
          accounts: [mary, removed, buildAccount({ email: grace.email, workosUserId: grace.id })],
          features: [signInSteps, accessTokens, magicLink, team],
        });
  return { ...set, workos, control, requests };
}

type Set = ReturnType<typeof setUp>;

function readFailedCalls(set: Set): string[] {
  return set.log.flatMap((entry) =>
    entry.event === "workos_call_failed" ? [String(Object(entry).call)] : [],
  );
}

function countOpened({ events }: Set): number {
  return events.filter(({ event }) => event === "breaker_opened").length;
}

async function readMailedCode(set: Set, browser: TestBrowser, email: string): Promise<string> {
  const before = set.workos.mailbox.list().length;
  await browser.post(send, { email });
  await vi.waitFor(() => expect(set.workos.mailbox.list()).toHaveLength(before + 1));
  return /[0-9]{6}/.exec(set.workos.mailbox.latestTo(email)?.subject ?? "")?.[0] ?? "no code";
}

async function typeMailedCode(set: Set, browser: TestBrowser, email: string): Promise<void> {
  const code = await readMailedCode(set, browser, email);
  expect((await browser.post(verify, { code })).status).toBe(200);
}

async function callAs(set: Set, address: string, claims = asAda) {
  const fetch = async (request: Request): Promise<Response> => {
    request.headers.set(testAddressHeader, address);
    return await set.app.fetch(request);
  };
  const callers = createCallers({
    app: { fetch },
    key: signingKeyPair,
    issuer: testWorkosOrigin,
    now: Date.now,
  });
  return await callers.callAs(claims);
}

/** Each client invites another person: mails to one address are limited. */
async function invite(
  set: Set,
  address: string,
  email = `new-${address.replaceAll(/[^0-9a-z]/g, "-")}@analytical.example`,
) {
  const caller = await callAs(set, address);
  await caller.post(apiPaths.sendInvitations, { emails: [email] });
  const listed = parseInvitationsAnswer(await (await caller.get(apiPaths.listInvitations)).json());
  const text = set.workos.mailbox.latestTo(email)?.text ?? "";
  return {
    caller,
    invitationId: listed?.invitations.find((invitation) => invitation.email === email)?.id ?? "",
    token: /invitation_token=([\w.~-]+)/.exec(text)?.[1] ?? "",
  };
}

/** What a client does to have the function make one of its calls to WorkOS. */
type Scenario = {
  /** The call's requests. */
  at: RegExp;
  /** Prepares with a WorkOS that answers; resolves to the request that makes the call. */
  prepare: (set: Set, browser: TestBrowser, address: string) => Promise<() => Promise<unknown>>;
  /** A sign-out that fails at WorkOS is tried again in the background, and counts for nothing. */
  isSignOut?: true;
};

const scenarios: Record<string, Scenario> = {
  send_one_time_code: {
    at: /\/magic_auth$/,
    prepare: async (_set, browser) => async () => await browser.post(send, { email: removed.email }),
  },
  check_invitation: {
    at: /\/by_token\//,
    prepare: async (_set, browser) => async () =>
      await browser.post(send, { email: removed.email, invitationToken: "made-up" }),
  },
  find_user: {
    at: /\/user_management\/users\?email=mary/,
    prepare: async (_set, browser) => async () => await browser.post(send, { email: mary.email }),
  },
  verify_one_time_code: {
    at: /\/authenticate$/,
    prepare: async (set, browser) => {
      const code = await readMailedCode(set, browser, grace.email);
      return async () => await browser.post(verify, { code });
    },
  },
  choose_organization: {
    at: /\/authenticate$/,
    prepare: async (set, browser) => {
      await typeMailedCode(set, browser, ada.email);
      return async () => await browser.post(goOn, { organizationId: analyticalEngines.id });
    },
  },
  challenge_factor: {
    at: /\/challenge$/,
    prepare: async (set, browser) => {
      await typeMailedCode(set, browser, margaret.email);
      return async () => await browser.post(goOn, { totp: "123456" });
    },
  },
  verify_totp: {
    at: /\/authenticate$/,
    prepare: async (set, browser) => {
      await typeMailedCode(set, browser, margaret.email);
      return async () => await browser.post(goOn, { totp: "123456" });
    },
  },
  verify_email: {
    at: /\/authenticate$/,
    prepare: async (set, browser) => {
      await typeMailedCode(set, browser, emmy.email);
      return async () => await browser.post(goOn, { code: "123456" });
    },
  },
  refresh_session: {
    at: /\/authenticate$/,
    prepare: async (set, browser) => {
      await typeMailedCode(set, browser, grace.email);
      return async () => await browser.post(refreshSession, {});
    },
  },
  list_sessions: {
    isSignOut: true,
    at: /\/sessions\?/,
    prepare: async (set, browser) => {
      await typeMailedCode(set, browser, grace.email);
      return async () => await browser.post(apiPaths.signOut, { everywhere: true });
    },
  },
  revoke_session: {
    isSignOut: true,
    at: /\/sessions\/revoke$/,
    prepare: async (set, browser) => {
      await typeMailedCode(set, browser, grace.email);
      return async () => await browser.post(apiPaths.signOut, {});
    },
  },
  create_magic_link: {
    at: /\/passwordless\/sessions$/,
    prepare: async (_set, browser) => async () =>
      await browser.post(magicLinkPaths.send, { email: mary.email }),
  },
  send_magic_link: {
    at: /\/passwordless\/sessions\/.*\/send$/,
    prepare: async (_set, browser) => async () =>
      await browser.post(magicLinkPaths.send, { email: mary.email }),
  },
  exchange_magic_link_code: {
    at: /\/sso\/token$/,
    prepare: async (set, browser) => {
      const before = set.requests.length;
      await browser.post(magicLinkPaths.send, { email: mary.email });
      await vi.waitFor(() => expect(set.requests.slice(before).join(" ")).toContain('"state":"'));
      const state = /"state":"([^"]+)"/.exec(set.requests.slice(before).join(" "))?.[1];
      await set.finishBackground();
      return async () => await browser.post(magicLinkPaths.redeem, { code: "c", state });
    },
  },
  list_account_sessions: {
    at: /\/sessions\?/,
    prepare: async (set, _browser, address) => {
      const caller = await callAs(set, address);
      return async () => await caller.get(apiPaths.listAccountSessions);
    },
  },
  list_memberships: {
    at: /\/organization_memberships\?/,
    prepare: async (set, _browser, address) => {
      const caller = await callAs(set, address);
      return async () => await caller.get(apiPaths.listMembers);
    },
  },
  get_user: {
    at: /\/user_management\/users\/[^/]+$/,
    prepare: async (set, _browser, address) => {
      const caller = await callAs(set, address);
      return async () => await caller.get(apiPaths.listMembers);
    },
  },
  find_user_in_organization: {
    at: /\/user_management\/users\?email=ada/,
    prepare: async (set, _browser, address) => {
      const caller = await callAs(set, address);
      return async () => await caller.get(`${apiPaths.listMembers}?email=${ada.email}`);
    },
  },
  list_roles: {
    at: /\/roles$/,
    prepare: async (set, _browser, address) => {
      const caller = await callAs(set, address);
      return async () => await caller.get(apiPaths.listInvitations);
    },
  },
  list_invitations: {
    at: /\/invitations\?/,
    prepare: async (set, _browser, address) => {
      const caller = await callAs(set, address);
      return async () => await caller.get(apiPaths.listInvitations);
    },
  },
  send_invitation: {
    at: /\/user_management\/invitations$/,
    prepare: async (set, _browser, address) => {
      const caller = await callAs(set, address);
      return async () =>
        await caller.post(apiPaths.sendInvitations, { emails: ["other@analytical.example"] });
    },
  },
  find_invitation: {
    at: /\/user_management\/invitations\/[^/?]+$/,
    prepare: async (set, _browser, address) => {
      const { caller, invitationId } = await invite(set, address);
      return async () => await caller.post(buildApiPath(apiPaths.resendInvitation, { invitationId }));
    },
  },
  resend_invitation: {
    at: /\/resend$/,
    prepare: async (set, _browser, address) => {
      const { caller, invitationId } = await invite(set, address);
      return async () => await caller.post(buildApiPath(apiPaths.resendInvitation, { invitationId }));
    },
  },
  revoke_invitation: {
    at: /\/revoke$/,
    prepare: async (set, _browser, address) => {
      const { caller, invitationId } = await invite(set, address);
      return async () => await caller.post(buildApiPath(apiPaths.revokeInvitation, { invitationId }));
    },
  },
  find_invitation_by_token: {
    at: /\/by_token\//,
    prepare: async (set, browser, address) => {
      const { token } = await invite(set, address);
      return async () => await browser.post(apiPaths.inspectInvitation, { token });
    },
  },
  find_organization: {
    at: /\/organizations\/[^/]+$/,
    prepare: async (set, browser, address) => {
      const { token } = await invite(set, address);
      return async () => await browser.post(apiPaths.inspectInvitation, { token });
    },
  },
  accept_invitation: {
    at: /\/accept$/,
    prepare: async (set, _browser, address) => {
      const { token } = await invite(set, address, hedy.email);
      const caller = await callAs(set, address, { sub: hedy.id });
      return async () => await caller.post(apiPaths.acceptInvitation, { token });
    },
  },
};

/** A client that has prepared the scenario's request with a WorkOS that answers, and can make it while faults hold. */
async function prepare(set: Set, name: string, address: string) {
  const scenario = scenarios[name];
  if (scenario === undefined) throw new Error(`There is no scenario ${name}`);
  const act = await scenario.prepare(set, createTestBrowser(set.app, { address }), address);
  await set.finishBackground();
  return {
    /** Resolves to whether the function asked the neutral question because of it. */
    meet: async (faults: (at: RegExp) => Fault[]): Promise<boolean> => {
      const before = readFailedCalls(set).length;
      set.control.faults = faults(scenario.at);
      const asked = set.requests.length;
      await act();
      await set.finishBackground();
      set.control.faults = [];
      expect(readFailedCalls(set).slice(before)).toContain(name);
      return neutralQuestion.test(set.requests.slice(asked).join(" "));
    },
  };
}

const html =
  (status: number): Answer =>
  () =>
    new Response("<html>Request blocked</html>", { status, headers: { "Content-Type": "text/html" } });
const json =
  (status: number, body: unknown): Answer =>
  () =>
    Response.json(body, { status });
const text =
  (status: number, body: string | null): Answer =>
  () =>
    new Response(body, { status });

/** Every shape of refusal, and successes that WorkOS wouldn't give. */
const refusals: [what: string, answer: Answer][] = [
  ["400 in JSON with an unknown code", json(400, { error: "a_new_code", message: "x" })],
  ["400 in JSON that is temporary", json(400, { error: "temporarily_unavailable" })],
  ["400 that is cut off", text(400, '{"error":"inva')],
  ["401 in HTML", html(401)],
  ["401 in JSON", json(401, { message: "Unauthorized" })],
  ["403 in HTML", html(403)],
  ["403 that is empty", text(403, null)],
  ["404 in JSON", json(404, { message: "Not found", code: "entity_not_found" })],
  ["405 in HTML", html(405)],
  ["408 that is empty", text(408, null)],
  ["413 in HTML", html(413)],
  ["422 in JSON", json(422, { message: "x", code: "invalid_request_parameters" })],
  ["425 in JSON", json(425, { message: "x" })],
  ["429 in HTML", html(429)],
  ["429 in JSON", json(429, { message: "x" })],
  ["451 in JSON of another kind", json(451, [])],
  ["499 in HTML", html(499)],
  ["200 in HTML", html(200)],
  ["202 that is empty", text(202, "")],
  ["302 in HTML", html(302)],
];
const outages: [what: string, answer: Answer][] = [
  ["no answer", () => Promise.reject(new TypeError("fetch failed"))],
  ["500 in JSON", json(500, { message: "x" })],
  ["502 in HTML", html(502)],
  ["503 that is empty", text(503, null)],
  ["504 that is cut off", text(504, '{"mess')],
  ["599 with a refusal's name", json(599, { error: "invalid_grant" })],
];

function onlyAt(answer: Answer): (at: RegExp) => Fault[] {
  return (at) => [{ at, answer }];
}
function atAndNeutrally(answer: Answer): (at: RegExp) => Fault[] {
  return (at) => [
    { at, answer },
    { at: neutralQuestion, answer },
  ];
}

/** Calls whose empty success is one. */
const maySucceedEmpty: ReadonlySet<string> = new Set(["revoke_session", "send_magic_link"]);

function isCounted(name: string): boolean {
  return scenarios[name]?.isSignOut !== true;
}

/** Past every limit. */
function passDay(): void {
  vi.setSystemTime(Date.now() + 25 * 60 * 60_000);
}

/** Prepares a minute apart, because of the limits, so that nothing succeeds between their requests. */
async function prepareEach(set: Set, name: string, addresses: readonly string[]) {
  const prepared = [];
  for (const address of addresses) {
    prepared.push(await prepare(set, name, address));
    vi.setSystemTime(Date.now() + 61_000);
  }
  return prepared;
}

const clients = ["198.51.100.1", "198.51.100.2", "198.51.100.3"];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-21T12:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

it("has a scenario for every call to WorkOS", () => {
  const sources = readdirSync("src/function", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .map((path) => readFileSync(`src/function/${path}`, "utf8"))
    .join("\n");
  const names = [...sources.matchAll(/\b(?:call|authenticate|change)\(\s*"([a-z_]+)"/g)].map(
    ([, name]) => name,
  );
  expect(names.length).toBeGreaterThan(20);
  // The doctor asks for holders of the keys only, and its answer reports no outage.
  expect(new Set(names)).toEqual(new Set([...Object.keys(scenarios), "outage_check", "doctor_probe"]));
});

describe.each(chooseRows(Object.keys(scenarios), 4))("the call %s", (name) => {
  it("opens no breaker and mails no local code for any refusal", async () => {
    const set = setUp();
    for (const [what, answer] of refusals) {
      if (what.startsWith("202") && maySucceedEmpty.has(name)) continue;
      await (await prepare(set, name, "198.51.100.1")).meet(atAndNeutrally(answer));
      passDay();
      const localMails = set.mails.splice(0).map(({ to }) => to);
      // Someone else than WorkOS answers everything; or WorkOS can't have a user with Mary's address, who is then served here.
      const mayMail = !what.startsWith("4") || (name === "find_user" && what.startsWith("422"));
      expect([what, mayMail ? [] : localMails, countOpened(set)]).toEqual([what, [], 0]);
    }
  });

  it("opens no breaker for one client's outages, nor for three while the neutral question is answered", async () => {
    const set = setUp();
    for (const [what, answer] of outages) {
      const { meet } = await prepare(set, name, "198.51.100.1");
      expect(await meet(atAndNeutrally(answer))).toBe(isCounted(name));
      passDay();
      expect([what, countOpened(set)]).toEqual([what, 0]);
    }
    set.mails.length = 0;
    for (const { meet } of await prepareEach(set, name, clients)) {
      await meet(onlyAt(json(500, { message: "x" })));
    }
    expect([countOpened(set), set.mails]).toEqual([0, []]);
  });
});

it.each(
  chooseRows(Object.keys(scenarios).filter(isCounted), 4).flatMap((name) =>
    outages
      .filter(([what]) => name === "send_one_time_code" || what.startsWith("no") || what.startsWith("500"))
      .map(([what, answer]) => ({ name, what, answer })),
  ),
)("opens the breaker for the third client of $name that meets $what", async ({ name, answer }) => {
  const set = setUp();
  const opened: number[] = [];
  for (const { meet } of await prepareEach(set, name, [...clients.slice(0, 2), ...clients.slice(1)])) {
    await meet(atAndNeutrally(answer));
    opened.push(countOpened(set));
  }
  expect(opened).toEqual([0, 0, 0, 1]);
});
