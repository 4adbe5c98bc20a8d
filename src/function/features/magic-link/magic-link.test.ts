import { decodeJwt } from "jose";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { testSealingKeys } from "../../testing/test-keys.ts";
import { createTestWorkos, testVariables } from "../../testing/test-workos.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { parseProblem } from "../../../contract/failure.ts";
import { parseSessionAnswer, type SessionAnswer } from "../../../contract/session.ts";
import type { Account } from "../local-issuer/accounts/account.ts";
import type { CounterStore } from "../../core/counters/counter-store.ts";
import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import { parseSealingKeys } from "../../core/configuration/sealing-keys.ts";
import { createSealer } from "../../core/sealing/sealer.ts";
import { createFailingCounterStore } from "../../testing/failing-counter-store.ts";
import { buildAccount, createLocalIssuerFunction } from "../local-issuer/testing/local-issuer-function.ts";
import { createTestBrowser, type TestBrowser, testOrigin } from "../../testing/test-browser.ts";
import { type AnswerAsWorkos, createTestFunction } from "../../testing/test-function.ts";
import type { Wait } from "../../core/feature/environment.ts";
import { magicLinkCallbackPath, magicLinkHealthSchema, magicLinkPaths } from "./contract.ts";
import { magicLink } from "./magic-link.ts";

const { send, redeem } = magicLinkPaths;
const { refreshSession: refresh } = apiPaths;
const email = "ada@analytical.example";
const ada = buildAccount({ email, subject: "acct_ada" });
const minuteMs = 60_000;

type Options = {
  accounts?: Account[];
  /** Answers in WorkOS's place. */
  intercept?: AnswerAsWorkos;
  variables?: FunctionVariables;
  counterStore?: CounterStore;
  wait?: Wait;
};

/** The function with Magic Link switched on and a mocked WorkOS. */
function setUp({ accounts = [ada], intercept = () => null, variables, ...more }: Options = {}) {
  const workos = createTestWorkos({ redirectUris: [`${testOrigin}${magicLinkCallbackPath}`] });
  const localFunction = createLocalIssuerFunction({
    answers: [intercept, (request) => workos.answer(request)],
    variables: {
      ...testVariables,
      PORTICO_MAGIC_LINK: "true",
      ...variables,
    },
    accounts,
    features: [magicLink],
    ...more,
  });
  return { workos, ...localFunction };
}

type MagicFunction = ReturnType<typeof setUp>;

/** The outcomes of the sends so far, once there are that many. */
async function readOutcomes({ log }: MagicFunction, count: number): Promise<string[]> {
  const read = () =>
    log.flatMap((entry) => (entry.event === "magic_link_asked" ? [String(Object(entry).outcome)] : []));
  await vi.waitFor(() => expect(read()).toHaveLength(count));
  return read();
}

/** Requests a link and reads it from the mail. */
async function ask(
  set: MagicFunction,
  browser: TestBrowser = set.browser,
  more: { returnTo?: string } = {},
): Promise<string> {
  const count = set.workos.mailbox.list().length + 1;
  expect((await browser.post(send, { email, ...more })).status).toBe(202);
  await vi.waitFor(() => expect(set.workos.mailbox.list()).toHaveLength(count));
  const link = /https:\S+/.exec(set.workos.mailbox.latestTo(email)?.text ?? "")?.[0];
  if (link === undefined) throw new Error("The mail holds no link");
  return link;
}

/** Opens a link like a browser; resolves to WorkOS's redirect parameters. */
async function follow(set: MagicFunction, link: string): Promise<{ code: string; state: string }> {
  const response = await set.workos.answer(new Request(link));
  const location = new URL(response?.headers.get("Location") ?? "");
  expect(location.origin + location.pathname).toBe(testOrigin + magicLinkCallbackPath);
  const { code = "", state = "" } = Object.fromEntries(location.searchParams);
  return { code, state };
}

async function failureOf(response: Response): Promise<string | undefined> {
  return parseProblem(await response.json())?.code;
}

async function sessionOf(response: Response): Promise<SessionAnswer> {
  expect(response.status).toBe(200);
  const session = parseSessionAnswer(await response.json());
  if (session === null) throw new Error("The answer holds no session");
  return session;
}

async function readMagicLinkHealth(set: Pick<MagicFunction, "app">): Promise<string | undefined> {
  const response = await set.app.fetch(new Request(`${testOrigin}${apiPaths.health}`));
  const health = v.safeParse(magicLinkHealthSchema, await response.json());
  return health.success ? health.output.magicLink : undefined;
}

/** Answers the exchange of a code with a profile. */
function answerProfile(profile: Record<string, unknown>): AnswerAsWorkos {
  return ({ url }) =>
    url.endsWith("/sso/token")
      ? Response.json({
          access_token: "x",
          profile: { id: "prof_1", connection_type: "MagicLink", email, ...profile },
        })
      : null;
}

/** Fails the calls at a path, and the neutral question. */
function down(path: string, status = 500): AnswerAsWorkos {
  return ({ url }) =>
    new URL(url).pathname.startsWith(path) || url.includes("portico.invalid")
      ? Response.json({}, { status })
      : null;
}

/** Has three clients ask for links, and waits for the outcomes. */
async function askAsThreeClients(set: MagicFunction): Promise<string[]> {
  for (const address of ["198.51.100.1", "198.51.100.2", "198.51.100.3"]) {
    expect((await createTestBrowser(set.app, { address }).post(send, { email })).status).toBe(202);
  }
  return await readOutcomes(set, 3);
}

function pass(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the switch", () => {
  it.each(["", "false"])(
    "switches Magic Link off with %j: both calls answer not_found, and health omits it",
    async (text) => {
      const set = setUp({ variables: { PORTICO_MAGIC_LINK: text } });
      expect(await failureOf(await set.browser.post(send, { email }))).toBe("not_found");
      expect(await failureOf(await set.browser.post(redeem, { code: "c", state: "s" }))).toBe("not_found");
      expect(await readMagicLinkHealth(set)).toBeUndefined();
      expect(set.asked).toEqual([]);
    },
  );

  it("refuses to start Magic Link without accounts, and names the missing variable", () => {
    const variables = {
      ...testVariables,
      PORTICO_MAGIC_LINK: "true",
    };
    expect(() => createTestFunction({ answers: [], variables, features: [magicLink] })).toThrow(
      "PORTICO_ACCOUNTS is missing",
    );
  });

  it("refuses to start with another value of PORTICO_MAGIC_LINK", () => {
    expect(() => setUp({ variables: { PORTICO_MAGIC_LINK: "1" } })).toThrow(
      "PORTICO_MAGIC_LINK must be true or false",
    );
  });

  it("reports Magic Link in health as available, and as unavailable while WorkOS fails", async () => {
    const set = setUp({ intercept: down("/passwordless") });
    expect(await readMagicLinkHealth(set)).toBe("available");
    await askAsThreeClients(set);
    await vi.waitFor(async () => expect(await readMagicLinkHealth(set)).toBe("unavailable"));
    pass(30_000);
    expect(await readMagicLinkHealth(set)).toBe("available");
  });
});

describe("POST /api/magic-link/send", () => {
  it("answers every address the same, and mails only accounts that may use it", async () => {
    const removed = buildAccount({ email: "gone@analytical.example", isRemoved: true });
    const unconfirmed = buildAccount({ email: "new@analytical.example", isConfirmed: false });
    const sso = buildAccount({ email: "sso@analytical.example", requires: "sso" });
    const mfa = buildAccount({ email: "mfa@analytical.example", requires: "mfa" });
    const set = setUp({ accounts: [ada, removed, unconfirmed, sso, mfa] });
    const addresses = [
      "nobody@example.com",
      ...[removed, unconfirmed, sso, mfa, ada].map((one) => one.email),
    ];
    const answers = new Set<string>();
    for (const [index, address] of addresses.entries()) {
      const response = await createTestBrowser(set.app).post(send, { email: address });
      const headers = [...response.headers].map(([name, value]) =>
        name === "set-cookie" ? value.replace(/=[\w.-]+;/, "=…;") : `${name}: ${value}`,
      );
      answers.add(JSON.stringify([response.status, headers, await response.text()]));
      await readOutcomes(set, index + 1);
    }
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toContain(
      "__Host-portico-magic-link=…; Max-Age=3600; Path=/; HttpOnly; Secure; SameSite=Strict",
    );
    expect(await readOutcomes(set, 6)).toEqual([
      "account_absent",
      "removed",
      "not_confirmed",
      "sso_required",
      "mfa_required",
      "mailed",
    ]);
    expect(set.workos.mailbox.list().map(({ to }) => to)).toEqual([email]);
  });

  it("answers after the response delay, whether or not WorkOS has answered", async () => {
    const pendingDelays: (() => void)[] = [];
    const waits: number[] = [];
    const set = setUp({
      wait: async (milliseconds) => {
        waits.push(milliseconds);
        await new Promise<void>((resolve) => pendingDelays.push(resolve));
      },
      intercept: ({ url }) =>
        url.endsWith("/passwordless/sessions") ? new Promise<Response>(() => undefined) : null,
    });
    let isAnswered = false;
    const answered = set.browser.post(send, { email }).then((response) => {
      isAnswered = true;
      return response;
    });
    await vi.waitFor(() => expect(set.asked).toContain("/passwordless/sessions"));
    expect({ isAnswered, waits }).toEqual({ isAnswered: false, waits: [600] });
    for (const end of pendingDelays) end();
    expect((await answered).status).toBe(202);
  });

  it("mails the link to the stored address, however it was typed", async () => {
    const set = setUp();
    await set.browser.post(send, { email: "ADA@Analytical.Example" });
    await readOutcomes(set, 1);
    expect(set.workos.mailbox.list().map(({ to }) => to)).toEqual([email]);
  });

  it("counts links and codes together: ten sends a minute for an address", async () => {
    const set = setUp();
    for (let asked = 0; asked < 5; asked += 1) {
      await createTestBrowser(set.app).post(apiPaths.sendEmailCode, { email });
      await createTestBrowser(set.app).post(send, { email });
    }
    const refused = await createTestBrowser(set.app).post(send, { email });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("RateLimit-Policy")).toBe('"address";q=10;w=60');
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
  });

  it("says when an address has mails of its own again, once strangers have used them up", async () => {
    const set = setUp();
    for (let index = 0; index < 10; index += 1) {
      const stranger = createTestBrowser(set.app, { address: `198.51.100.${String(index)}` });
      expect((await stranger.post(send, { email })).status).toBe(202);
    }
    const refused = await set.browser.post(send, { email });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("RateLimit-Policy")).toBe('"own-mails";q=10;w=60');
    expect(refused.headers.get("RateLimit")).toBe(
      `"own-mails";r=0;t=${String(refused.headers.get("Retry-After"))}`,
    );
  });

  it("leaves an address its codes, however many links strangers have had mailed to it", async () => {
    const set = setUp({ accounts: [{ ...ada, workosUserId: "user_ada" }] });
    for (const address of ["198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4"]) {
      const stranger = createTestBrowser(set.app, { address });
      expect((await stranger.post(send, { email })).status).toBe(202);
    }
    await readOutcomes(set, 4);
    await set.browser.post(apiPaths.sendEmailCode, { email });
    await vi.waitFor(() =>
      expect(set.log).toContainEqual(
        expect.objectContaining({ event: "one_time_code_asked", outcome: "sent" }),
      ),
    );
  });

  it("asks WorkOS for three mails a minute, whose links work in the browser that requested again", async () => {
    const set = setUp();
    const link = await ask(set);
    for (let asked = 0; asked < 4; asked += 1) await set.browser.post(send, { email });
    expect((await readOutcomes(set, 5)).toSorted()).toEqual([
      "already_on_its_way",
      "already_on_its_way",
      "mailed",
      "mailed",
      "mailed",
    ]);
    await sessionOf(await set.browser.post(redeem, await follow(set, link)));
  });

  it.each([
    ["a body without an address", {}, "invalid_request"],
    ["a malformed address", { email: "ada" }, "invalid_email"],
    ["an extra member", { email, redirectUri: "https://evil.example" }, "invalid_request"],
  ])("refuses %s", async (_, body, failureCode) => {
    expect(await failureOf(await setUp().browser.post(send, body))).toBe(failureCode);
  });

  it("reports a WorkOS outage to every following send for half a minute, whatever the address", async () => {
    const set = setUp({ intercept: down("/passwordless/sessions") });
    expect(await askAsThreeClients(set)).toEqual(["unreachable", "unreachable", "unreachable"]);
    await vi.waitFor(async () => expect(await readMagicLinkHealth(set)).toBe("unavailable"));
    const reported = await createTestBrowser(set.app).post(send, { email: "nobody@example.com" });
    expect(reported.headers.get("Retry-After")).toBe("30");
    expect(await failureOf(reported)).toBe("workos_unreachable");
    pass(30_000);
    expect((await set.browser.post(send, { email })).status).toBe(202);
  });

  it("gives back mails that WorkOS failed to send, so that none counts when it is up again", async () => {
    let isDown = true;
    const set = setUp({
      intercept: ({ url }) =>
        url.endsWith("/passwordless/sessions") && isDown ? Response.json({}, { status: 500 }) : null,
    });
    const sends = Array.from({ length: 3 }, async () => await set.browser.post(send, { email }));
    await Promise.all(sends);
    expect(await readOutcomes(set, 3)).toEqual(["unreachable", "unreachable", "unreachable"]);
    isDown = false;
    pass(30_000);
    await set.browser.post(send, { email });
    expect((await readOutcomes(set, 4)).at(-1)).toBe("mailed");
  });

  it("doesn't open the breaker when WorkOS refuses, because Magic Link may be disabled there", async () => {
    const set = setUp({ intercept: down("/passwordless/sessions", 403) });
    expect(await askAsThreeClients(set)).toEqual(["refused", "refused", "refused"]);
    expect((await set.browser.post(send, { email })).status).toBe(202);
  });

  it("answers codes_paused and mails nothing while sends can't be counted", async () => {
    const set = setUp({ counterStore: createFailingCounterStore((_, call) => call === "increment") });
    expect(await failureOf(await set.browser.post(send, { email }))).toBe("codes_paused");
    expect(set.asked).toEqual([]);
  });

  it("logs only a fingerprint of the address", async () => {
    const set = setUp();
    const response = await follow(set, await ask(set));
    await set.browser.post(redeem, response);
    const written = JSON.stringify([set.log, set.events]);
    expect(written).toContain("magic_link_asked");
    for (const secret of [email, response.code, response.state]) expect(written).not.toContain(secret);
  });
});

describe("POST /api/magic-link/redeem", () => {
  it("begins a local session that claims only a proved mailbox", async () => {
    const set = setUp();
    const link = await ask(set, set.browser, { returnTo: "/members?page=2" });
    const session = await sessionOf(await set.browser.post(redeem, await follow(set, link)));
    expect(session).toMatchObject({
      user: { id: "acct_ada", email },
      authenticationMethod: "MagicLink",
      returnTo: "/members?page=2",
    });
    expect(decodeJwt(session.accessToken)).toMatchObject({ iss: testOrigin, sub: "acct_ada", acr: "email" });
    expect(set.browser.cookies.has("__Host-portico-magic-link")).toBe(false);
    const refreshed = await sessionOf(await set.browser.post(refresh, {}));
    expect(refreshed.authenticationMethod).toBe("MagicLink");
    expect(set.events).toContainEqual(
      expect.objectContaining({ event: "signed_in", issuer: "local", authenticationMethod: "MagicLink" }),
    );
  });

  it("drops a return path that leads off the origin", async () => {
    const set = setUp();
    const link = await ask(set, set.browser, { returnTo: "//evil.example" });
    const sealer = createSealer(parseSealingKeys(testSealingKeys));
    const sealed = set.browser.cookies.get("__Host-portico-magic-link") ?? "";
    expect(await sealer.open("magic-link-request", sealed)).toMatchObject({ email, returnTo: null });
    expect((await sessionOf(await set.browser.post(redeem, await follow(set, link)))).returnTo).toBeNull();
  });

  it("refuses a browser that didn't request the link, and doesn't use up the code (login CSRF)", async () => {
    const set = setUp();
    const response = await follow(set, await ask(set));
    const victim = createTestBrowser(set.app);
    expect(await failureOf(await victim.post(redeem, response))).toBe("link_other_browser");
    await ask(set, victim);
    expect(await failureOf(await victim.post(redeem, response))).toBe("link_other_browser");
    expect(set.asked).not.toContain("/sso/token");
    await sessionOf(await set.browser.post(redeem, response));
  });

  it("refuses another browser's state, even with the browser's own code", async () => {
    const set = setUp();
    const { code } = await follow(set, await ask(set));
    const guess = "A".repeat(22);
    expect(await failureOf(await set.browser.post(redeem, { code, state: guess }))).toBe(
      "link_other_browser",
    );
    expect(await failureOf(await set.browser.post(redeem, { code }))).toBe("invalid_request");
  });

  it("refuses a request cookie that wasn't sealed, or was sealed for another purpose", async () => {
    const set = setUp();
    const response = await follow(set, await ask(set));
    await set.browser.post(apiPaths.sendEmailCode, { email });
    for (const forged of ["x", set.browser.cookies.get("__Host-portico-challenge") ?? ""]) {
      set.browser.cookies.set("__Host-portico-magic-link", forged);
      expect(await failureOf(await set.browser.post(redeem, response))).toBe("link_other_browser");
    }
  });

  it("accepts a link once, and answers a second post with link_used", async () => {
    const set = setUp();
    const response = await follow(set, await ask(set));
    const kept = set.browser.cookies.get("__Host-portico-magic-link") ?? "";
    await sessionOf(await set.browser.post(redeem, response));
    expect(await failureOf(await set.browser.post(redeem, response))).toBe("link_other_browser");
    set.browser.cookies.set("__Host-portico-magic-link", kept);
    expect(await failureOf(await set.browser.post(redeem, response))).toBe("link_used");
  });

  it("gives one session for a request with two mailed links, even in parallel", async () => {
    const set = setUp();
    const [first, second] = [await ask(set), await ask(set)];
    const responses = [await follow(set, first), await follow(set, second)];
    const answers = await Promise.all(
      responses.map(async (response) => await set.browser.post(redeem, response)),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400]);
    const refused = answers.find(({ status }) => status === 400);
    expect(refused && (await failureOf(refused))).toBe("link_used");
  });

  it("begins a new request with the next send once one was used", async () => {
    const set = setUp();
    const first = await follow(set, await ask(set));
    const kept = set.browser.cookies.get("__Host-portico-magic-link") ?? "";
    await sessionOf(await set.browser.post(redeem, first));
    set.browser.cookies.set("__Host-portico-magic-link", kept);
    const second = await follow(set, await ask(set));
    expect(second.state).not.toBe(first.state);
    await sessionOf(await set.browser.post(redeem, second));
  });

  it("refuses the link of another address that this browser requested before", async () => {
    const grace = buildAccount({ email: "grace@analytical.example" });
    const set = setUp({ accounts: [ada, grace] });
    const ofAda = await follow(set, await ask(set));
    await set.browser.post(send, { email: grace.email });
    expect(await failureOf(await set.browser.post(redeem, ofAda))).toBe("link_other_browser");
  });

  it("answers link_spent when WorkOS refuses the code, and keeps the request for the other mail", async () => {
    const set = setUp();
    const link = await ask(set);
    const { state } = await follow(set, link);
    const spent = await set.browser.post(redeem, { code: "profile_code_guess", state });
    expect(await failureOf(spent)).toBe("link_spent");
    expect(set.events).toContainEqual(
      expect.objectContaining({ event: "sign_in_refused", failureCode: "link_spent", wasCompared: true }),
    );
    await sessionOf(await set.browser.post(redeem, await follow(set, await ask(set))));
  });

  it("exchanges at most five codes of a request, even in parallel", async () => {
    const set = setUp();
    const { code, state } = await follow(set, await ask(set));
    const guesses = Array.from(
      { length: 50 },
      async (_, index) => await set.browser.post(redeem, { code: `guess_${String(index)}`, state }),
    );
    await Promise.all(guesses);
    expect(set.asked.filter((path) => path === "/sso/token")).toHaveLength(5);
    expect(await failureOf(await set.browser.post(redeem, { code, state }))).toBe("link_spent");
    // The next send begins a new request.
    await sessionOf(await set.browser.post(redeem, await follow(set, await ask(set))));
  });

  it("reports an expired link while the browser keeps its request", async () => {
    const set = setUp();
    const other = createTestBrowser(set.app);
    const [link, otherLink] = [await ask(set), await ask(set, other)];
    pass(15 * minuteMs - 5000);
    const [response, otherResponse] = [await follow(set, link), await follow(set, otherLink)];
    pass(10 * minuteMs - 5000);
    await sessionOf(await set.browser.post(redeem, response));
    pass(10_000);
    expect(await failureOf(await other.post(redeem, otherResponse))).toBe("link_expired");
    const fresh = await follow(set, await ask(set, other));
    expect(fresh.state).not.toBe(otherResponse.state);
    await sessionOf(await other.post(redeem, fresh));
  });

  it("refuses a request from before the store was emptied", async () => {
    const memory = createMemoryCounterStore();
    const store = { id: "one" };
    const set = setUp({
      counterStore: { ...memory, readStoreId: () => Promise.resolve(store.id) },
    });
    const response = await follow(set, await ask(set));
    store.id = "two";
    expect(await failureOf(await set.browser.post(redeem, response))).toBe("link_expired");
    const fresh = await follow(set, await ask(set));
    expect(fresh.state).not.toBe(response.state);
    await sessionOf(await set.browser.post(redeem, fresh));
  });

  it.each([
    ["another address", { email: "mallory@evil.example" }],
    ["no address", { email: "ada" }],
    ["the right address from an identity provider", { connection_type: "GenericOIDC" }],
    ["the right address from Google", { connection_type: "GoogleOAuth" }],
  ])("refuses a profile with %s", async (_, profile) => {
    const set = setUp({ intercept: answerProfile(profile) });
    const response = await set.browser.post(redeem, await follow(set, await ask(set)));
    expect(await failureOf(response)).toBe("link_invalid");
    expect(set.browser.cookies.has("__Host-portico-session")).toBe(false);
  });

  it("accepts the address in another spelling", async () => {
    const set = setUp({ intercept: answerProfile({ email: "Ada@ANALYTICAL.example" }) });
    const response = await set.browser.post(redeem, await follow(set, await ask(set)));
    expect((await sessionOf(response)).user.email).toBe(email);
  });

  it.each([
    ["was removed", { isRemoved: true }],
    ["requires SSO", { requires: "sso" as const }],
    ["requires a second factor", { requires: "mfa" as const }],
    ["isn't confirmed", { isConfirmed: false }],
  ])("refuses an account that %s after the mail was sent", async (_, changes) => {
    const set = setUp();
    const response = await follow(set, await ask(set));
    set.accounts.set(email, { ...ada, ...changes });
    expect(await failureOf(await set.browser.post(redeem, response))).toBe("sign_up_not_allowed");
    expect(set.browser.cookies.has("__Host-portico-session")).toBe(false);
  });

  it("keeps the request and the attempt while WorkOS is down", async () => {
    let status = 500;
    const set = setUp({
      intercept: ({ url }) =>
        url.endsWith("/sso/token") && status !== 200 ? Response.json({}, { status }) : null,
    });
    const response = await follow(set, await ask(set));
    for (let tries = 0; tries < 6; tries += 1) {
      expect(await failureOf(await set.browser.post(redeem, response))).toBe("workos_unreachable");
    }
    status = 429;
    expect(await failureOf(await set.browser.post(redeem, response))).toBe("workos_unreachable");
    status = 401;
    expect(await failureOf(await set.browser.post(redeem, response))).toBe("not_configured");
    status = 200;
    await sessionOf(await set.browser.post(redeem, response));
  });

  it("treats an answer without a profile as an outage", async () => {
    const set = setUp({
      intercept: ({ url }) => (url.endsWith("/sso/token") ? Response.json({ profile: {} }) : null),
    });
    const response = await set.browser.post(redeem, await follow(set, await ask(set)));
    expect(await failureOf(response)).toBe("workos_unreachable");
  });

  it("replaces a planted session (session fixation)", async () => {
    const set = setUp();
    set.browser.cookies.set("__Host-portico-session", "planted");
    await sessionOf(await set.browser.post(redeem, await follow(set, await ask(set))));
    expect(set.browser.cookies.get("__Host-portico-session")).not.toBe("planted");
  });

  it("makes the browser a known device with its own rate-limit bucket", async () => {
    const set = setUp();
    await sessionOf(await set.browser.post(redeem, await follow(set, await ask(set))));
    for (let asked = 0; asked < 10; asked += 1) await createTestBrowser(set.app).post(send, { email });
    expect((await createTestBrowser(set.app).post(send, { email })).status).toBe(429);
    expect((await set.browser.post(send, { email })).status).toBe(202);
  });
});
