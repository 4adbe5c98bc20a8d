import { createLocalJWKSet, jwtVerify } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as v from "valibot";

import { isLongRun } from "../../../contract/testing/long-run.ts";
import { newerSealingKey, olderSealingKey, testSealingKeys } from "../../testing/test-keys.ts";
import { createTestWorkos, testVariables } from "../../testing/test-workos.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { parseProblem } from "../../../contract/failure.ts";
import { parseRedeemEmailLinkAnswer } from "../../../contract/email-link.ts";
import { parsePairingCode } from "../../../contract/pairing-code.ts";
import { parseSessionAnswer, type SessionAnswer } from "../../../contract/session.ts";
import type { Account } from "./accounts/account.ts";
import { parseSealingKeys } from "../../core/configuration/sealing-keys.ts";
import type { CounterStore } from "../../core/counters/counter-store.ts";
import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import { createSealer } from "../../core/sealing/sealer.ts";
import { buildAccount, createLocalIssuerFunction, workosDown } from "./testing/local-issuer-function.ts";
import type { AnswerAsWorkos } from "../../testing/test-function.ts";
import { createTestBrowser, type TestBrowser, testOrigin } from "../../testing/test-browser.ts";
import { createChallengeSecrets } from "./challenge-secrets.ts";

const { sendEmailCode: send, verifyEmailCode: verify, redeemEmailLink: redeem } = apiPaths;
const { refreshSession: refresh, signOut, jwks } = apiPaths;
const email = "ada@analytical.example";
const organization = { id: "org_1", name: "Analytical Engines", role: "admin" };
const ada = buildAccount({ email, subject: "acct_ada", firstName: "Ada", organizations: [organization] });
const minuteMs = 60_000;

type Options = {
  accounts?: Account[];
  /** Answers in WorkOS's place. */
  intercept?: AnswerAsWorkos;
  variables?: FunctionVariables;
  counterStore?: CounterStore;
};

/** The function with a mocked WorkOS that knows none of the accounts by default, and allows no sign-up. */
function setUp({ accounts = [ada], intercept = () => null, variables, counterStore }: Options = {}) {
  const workos = createTestWorkos({ signUpAllowed: false });
  const localFunction = createLocalIssuerFunction({
    answers: [intercept, (request) => workos.answer(request)],
    variables: {
      ...testVariables,
      ...variables,
    },
    accounts,
    ...(counterStore === undefined ? {} : { counterStore }),
  });
  return { workos, ...localFunction };
}

type LocalFunction = ReturnType<typeof setUp>;

function accountOf(changes: Partial<Account>): Account {
  return { ...ada, ...changes };
}

/** The newest mail, once there are that many. */
async function readMail({ mails }: LocalFunction, count = 1) {
  await vi.waitFor(() => expect(mails).toHaveLength(count));
  const newest = mails.at(-1);
  if (newest === undefined) throw new Error("There is no mail");
  return newest;
}

async function ask(set: LocalFunction, browser: TestBrowser = set.browser, address = email) {
  const before = set.mails.length;
  const response = await browser.post(send, { email: address });
  expect(response.status).toBe(202);
  return await readMail(set, before + 1);
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

async function signIn(set: LocalFunction, browser: TestBrowser = set.browser): Promise<SessionAnswer> {
  const { oneTimeCode } = await ask(set, browser);
  return await sessionOf(await browser.post(verify, { code: oneTimeCode }));
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

describe("a code of the local issuer", () => {
  it("signs in an account that isn't in WorkOS, with a token that verifies against the function's keys", async () => {
    const set = setUp();
    await set.browser.post(send, { email, returnTo: "/members?page=2" });
    const { oneTimeCode, to } = await readMail(set);
    expect(to).toBe(email);
    const session = await sessionOf(await set.browser.post(verify, { code: oneTimeCode }));
    expect(session).toMatchObject({
      user: { id: "acct_ada", email, emailVerified: true, firstName: "Ada" },
      authenticationMethod: "EmailCode",
      returnTo: "/members?page=2",
    });
    const served = await set.app.fetch(new Request(`${testOrigin}${jwks}`));
    expect(served.headers.get("Content-Type")).toBe("application/jwk-set+json");
    const keys = v.parse(
      v.object({ keys: v.array(v.looseObject({ kty: v.string() })) }),
      await served.json(),
    );
    const { payload } = await jwtVerify(session.accessToken, createLocalJWKSet(keys), {
      issuer: testOrigin,
      audience: testOrigin,
      typ: "at+jwt",
      currentDate: new Date(),
    });
    expect(payload).toMatchObject({ sub: "acct_ada", acr: "email", org_id: "org_1", role: "admin" });
  });

  it("mails the same code in a resend, with the same expiry and the same used attempts", async () => {
    const set = setUp();
    const first = await ask(set);
    for (let guess = 0; guess < 4; guess += 1)
      await set.browser.post(verify, { code: other(first.oneTimeCode) });
    pass(7 * minuteMs);
    const second = await ask(set);
    expect(second.oneTimeCode).toBe(first.oneTimeCode);
    expect(second.linkToken).toBe(first.linkToken);
    const wrong = await set.browser.post(verify, { code: other(first.oneTimeCode) });
    expect(parseProblem(await wrong.json())).toMatchObject({ code: "wrong_one_time_code", attemptsLeft: 0 });
    expect(await failureOf(await set.browser.post(verify, { code: first.oneTimeCode }))).toBe(
      "too_many_attempts",
    );
  });

  it("mails a new code when the old one would expire within two minutes", async () => {
    const set = setUp();
    const first = await ask(set);
    pass(8 * minuteMs + 1);
    const second = await ask(set);
    expect(second.linkToken).not.toBe(first.linkToken);
    expect((await set.browser.post(verify, { code: second.oneTimeCode })).status).toBe(200);
  });

  it("expires a local code after ten minutes although a resend has extended the challenge", async () => {
    const set = setUp();
    const { oneTimeCode } = await ask(set);
    pass(7 * minuteMs);
    await ask(set);
    pass(3 * minuteMs);
    expect(await failureOf(await set.browser.post(verify, { code: oneTimeCode }))).toBe(
      "wrong_one_time_code",
    );
  });

  it("accepts a local code only in the browser that requested it, and another browser doesn't use it up", async () => {
    const set = setUp();
    const { oneTimeCode } = await ask(set);
    const stranger = createTestBrowser(set.app);
    expect(await failureOf(await stranger.post(verify, { code: oneTimeCode }))).toBe("no_challenge");
    await ask(set, stranger);
    expect(await failureOf(await stranger.post(verify, { code: oneTimeCode }))).toBe("wrong_one_time_code");
    expect((await set.browser.post(verify, { code: oneTimeCode })).status).toBe(200);
  });

  it("gives one session for a thousand parallel posts, and compares at most five", async () => {
    const set = setUp();
    const { oneTimeCode } = await ask(set);
    const posts = Array.from(
      { length: 1000 },
      async () => await set.browser.post(verify, { code: oneTimeCode }),
    );
    const statuses = (await Promise.all(posts)).map((response) => response.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  it("refuses a code once the store that counted its guesses was emptied", async () => {
    const memory = createMemoryCounterStore();
    const store = { ...memory, id: "one" };
    const set = setUp({
      counterStore: { ...memory, readStoreId: () => Promise.resolve(store.id) },
    });
    const { oneTimeCode, linkToken } = await ask(set);
    store.id = "two";
    expect(await failureOf(await set.browser.post(verify, { code: oneTimeCode }))).toBe("no_challenge");
    expect(await failureOf(await set.browser.post(redeem, { token: linkToken }))).toBe("link_invalid");
    const fresh = await ask(set);
    expect((await set.browser.post(verify, { code: fresh.oneTimeCode })).status).toBe(200);
  });

  it("refuses a code that was never mailed because the address has no account, even the correct digits", async () => {
    const set = setUp({ accounts: [] });
    await set.browser.post(send, { email });
    const keys = parseSealingKeys(testSealingKeys);
    const sealed = set.browser.cookies.get("__Host-portico-challenge") ?? "";
    const opened = await createSealer(keys).open("email-code-challenge", sealed);
    const { challengeId, keyId } = v.parse(v.object({ challengeId: v.string(), keyId: v.string() }), opened);
    const oneTimeCode = await createChallengeSecrets(keys).deriveOneTimeCode({
      challengeId,
      keyId,
      email: ada.email,
    });
    set.accounts.set(email, ada);
    expect(await failureOf(await set.browser.post(verify, { code: oneTimeCode }))).toBe(
      "wrong_one_time_code",
    );
  });

  it("refuses a code of an account that was removed or now requires SSO", async () => {
    const set = setUp();
    const { oneTimeCode } = await ask(set);
    set.accounts.set(email, { ...ada, requires: "sso" });
    expect(await failureOf(await set.browser.post(verify, { code: oneTimeCode }))).toBe(
      "sign_up_not_allowed",
    );
    set.accounts.delete(email);
    expect(await failureOf(await set.browser.post(verify, { code: oneTimeCode }))).toBe(
      "sign_up_not_allowed",
    );
    set.accounts.set(email, ada);
    expect((await set.browser.post(verify, { code: oneTimeCode })).status).toBe(200);
  });

  it("mails to the stored address, however it was typed", async () => {
    const set = setUp();
    expect((await ask(set, set.browser, "ADA@Analytical.Example")).to).toBe(email);
  });

  it("reports a mail outage to every following send for half a minute, whatever the address", async () => {
    const set = setUp();
    set.control.mail = "failed";
    await set.browser.post(send, { email });
    await vi.waitFor(() => expect(set.log.some((entry) => entry.event === "local_code_mailed")).toBe(true));
    const reported = await createTestBrowser(set.app).post(send, { email: "nobody@example.com" });
    expect(reported.status).toBe(503);
    expect(reported.headers.get("Retry-After")).toBe("30");
    expect(await failureOf(reported)).toBe("mail_unreachable");
    set.control.mail = "sent";
    pass(30_000);
    await ask(set);
  });

  it("doesn't reveal that a mail server refused an address", async () => {
    const set = setUp();
    set.control.mail = "refused";
    await set.browser.post(send, { email });
    await vi.waitFor(() => expect(set.log.some((entry) => entry.event === "local_code_mailed")).toBe(true));
    expect((await set.browser.post(send, { email })).status).toBe(202);
  });
});

describe("a mailed link", () => {
  it("signs in once, in the browser that requested the link", async () => {
    const set = setUp();
    const { linkToken } = await ask(set);
    const kept = set.browser.cookies.get("__Host-portico-challenge") ?? "";
    const session = await sessionOf(await set.browser.post(redeem, { token: linkToken }));
    expect(session).toMatchObject({ user: { email }, authenticationMethod: "EmailLink" });
    set.browser.cookies.set("__Host-portico-challenge", kept);
    expect(await failureOf(await set.browser.post(redeem, { token: linkToken }))).toBe("link_used");
  });

  it("keeps a link usable when programs open it: GET and HEAD do nothing", async () => {
    const set = setUp();
    const { linkToken, mail } = await ask(set);
    expect(new URL(mail.link ?? "").search).toBe("");
    for (const method of ["GET", "HEAD"]) {
      const response = await set.app.fetch(new Request(`${testOrigin}${redeem}`, { method }));
      expect(response.status).toBe(405);
    }
    expect((await set.browser.post(redeem, { token: linkToken })).status).toBe(200);
  });

  it("shows a code in another browser, which signs in only the browser that requested the link", async () => {
    const set = setUp();
    const { linkToken } = await ask(set);
    const phone = createTestBrowser(set.app);
    const response = await phone.post(redeem, { token: linkToken });
    const answer = parseRedeemEmailLinkAnswer(await response.json());
    if (answer?.kind !== "other_browser") throw new Error("The phone got no code");
    expect(answer.expiresInSeconds).toBeGreaterThan(590);
    expect(phone.cookies.size).toBe(0);
    expect(parsePairingCode(answer.pairingCode)).not.toBeNull();
    const session = await sessionOf(
      await set.browser.post(verify, { code: answer.pairingCode.toLowerCase().replace("0", "o") }),
    );
    expect(session).toMatchObject({ user: { email }, authenticationMethod: "EmailLink" });
    expect(await failureOf(await phone.post(redeem, { token: linkToken }))).toBe("link_used");
  });

  it("refuses the shown code in the browser that shows it and in a third one", async () => {
    const set = setUp();
    const { linkToken } = await ask(set);
    const phone = createTestBrowser(set.app);
    const answer = parseRedeemEmailLinkAnswer(await (await phone.post(redeem, { token: linkToken })).json());
    const code = answer?.kind === "other_browser" ? answer.pairingCode : "";
    expect(await failureOf(await phone.post(verify, { code }))).toBe("no_challenge");
    const third = createTestBrowser(set.app);
    await ask(set, third);
    expect(await failureOf(await third.post(verify, { code }))).toBe("wrong_one_time_code");
  });

  it("counts guesses at the pairing code as attempts of the challenge", async () => {
    const set = setUp();
    await ask(set);
    const failures: unknown[] = [];
    for (let guess = 0; guess < 6; guess += 1) {
      failures.push(await failureOf(await set.browser.post(verify, { code: "ABCDE-FGH12" })));
    }
    expect(failures.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => "wrong_one_time_code"));
    expect(failures[5]).toBe("too_many_attempts");
  });

  it("expires a link with its code, and refuses one with a missing or changed character", async () => {
    const set = setUp();
    const { linkToken } = await ask(set);
    const token = linkToken ?? "";
    expect(await failureOf(await set.browser.post(redeem, { token: token.slice(1) }))).toBe("link_invalid");
    const changed = (token.startsWith("A") ? "B" : "A") + token.slice(1);
    expect(await failureOf(await set.browser.post(redeem, { token: changed }))).toBe("link_invalid");
    expect(await failureOf(await set.browser.post(redeem, { token: 7 }))).toBe("invalid_request");
    pass(10 * minuteMs);
    expect(await failureOf(await set.browser.post(redeem, { token }))).toBe("link_expired");
  });

  it("builds links only to paths of this console", async () => {
    const set = setUp();
    await set.browser.post(send, { email, returnTo: "//evil.example" });
    const { linkToken } = await readMail(set);
    expect((await sessionOf(await set.browser.post(redeem, { token: linkToken }))).returnTo).toBeNull();
  });
});

describe("a local session", () => {
  it("refreshes a local session by its cookie and signs it out for good", async () => {
    const set = setUp();
    await signIn(set);
    pass(4 * minuteMs);
    const refreshed = await sessionOf(await set.browser.post(refresh, {}));
    expect(refreshed).toMatchObject({ user: { email }, authenticationMethod: "EmailCode" });
    const kept = set.browser.cookies.get("__Host-portico-session") ?? "";
    const answer = await set.browser.post(signOut, {});
    expect(await answer.json()).toEqual({ revoked: true });
    expect(set.browser.cookies.has("__Host-portico-session")).toBe(false);
    set.browser.cookies.set("__Host-portico-session", kept);
    expect(await failureOf(await set.browser.post(refresh, {}))).toBe("session_ended");
  });

  it("refreshes two tabs at once, and ends a session for the thief and the victim when its cookie was copied", async () => {
    const set = setUp();
    await signIn(set);
    const thief = createTestBrowser(set.app);
    thief.cookies.set("__Host-portico-session", set.browser.cookies.get("__Host-portico-session") ?? "");
    const both = await Promise.all([set.browser.post(refresh, {}), thief.post(refresh, {})]);
    expect(both.map((response) => response.status)).toEqual([200, 200]);
    const stolen = thief.cookies.get("__Host-portico-session") ?? "";
    await set.browser.post(refresh, {});
    pass(11_000);
    thief.cookies.set("__Host-portico-session", stolen);
    expect(await failureOf(await thief.post(refresh, {}))).toBe("session_ended");
    expect(await failureOf(await set.browser.post(refresh, {}))).toBe("session_ended");
  });

  it("ends all sessions of the user by signing out everywhere", async () => {
    const set = setUp();
    await signIn(set);
    const laptop = createTestBrowser(set.app);
    await signIn(set, laptop);
    pass(2000);
    await set.browser.post(signOut, { everywhere: true });
    expect(await failureOf(await laptop.post(refresh, {}))).toBe("session_ended");
    pass(2000);
    await signIn(set, laptop);
    expect((await laptop.post(refresh, {})).status).toBe(200);
  });

  it("ends a session when the account is removed or requires MFA, and keeps it while the accounts can't be read", async () => {
    const set = setUp();
    await signIn(set);
    set.control.accountsDown = true;
    const paused = await set.browser.post(refresh, {});
    expect(paused.status).toBe(503);
    expect(paused.headers.get("Retry-After")).toBe("10");
    set.control.accountsDown = false;
    expect((await set.browser.post(refresh, {})).status).toBe(200);
    set.accounts.set(email, { ...ada, requires: "mfa" });
    expect(await failureOf(await set.browser.post(refresh, {}))).toBe("session_ended");
  });

  it("keeps a local session after a key change, and gives none for the old key once that is removed", async () => {
    const [k1, k2] = [olderSealingKey, newerSealingKey];
    const store = createMemoryCounterStore();
    const before = setUp({ variables: { PORTICO_KEYS: k1 }, counterStore: store });
    await signIn(before);
    const rotated = setUp({ variables: { PORTICO_KEYS: `${k2},${k1}` }, counterStore: store });
    const cookie = before.browser.cookies.get("__Host-portico-session") ?? "";
    rotated.browser.cookies.set("__Host-portico-session", cookie);
    await sessionOf(await rotated.browser.post(refresh, {}));
    const removed = setUp({ variables: { PORTICO_KEYS: k2 }, counterStore: store });
    removed.browser.cookies.set("__Host-portico-session", cookie);
    expect(await failureOf(await removed.browser.post(refresh, {}))).toBe("codes_paused");
  });

  it("switches only to an organization of the account, and keeps it", async () => {
    const harbour = { id: "org_2", name: "Harbour", role: null };
    const set = setUp({ accounts: [{ ...ada, organizations: [organization, harbour] }] });
    expect(claimsOf(await signIn(set))).not.toHaveProperty("org_id");
    const switched = await sessionOf(await set.browser.post(refresh, { organizationId: "org_2" }));
    expect(claimsOf(switched)).toMatchObject({ org_id: "org_2" });
    pass(11_000);
    expect(claimsOf(await sessionOf(await set.browser.post(refresh, {})))).toMatchObject({ org_id: "org_2" });
    expect(await failureOf(await set.browser.post(refresh, { organizationId: "org_9" }))).toBe(
      "organization_refused",
    );
    expect((await set.browser.post(refresh, {})).status).toBe(200);
  });

  it("replaces a planted cookie with the new local session", async () => {
    const set = setUp();
    const attacker = createTestBrowser(set.app);
    await signIn(set, attacker);
    const planted = attacker.cookies.get("__Host-portico-session") ?? "";
    set.browser.cookies.set("__Host-portico-session", planted);
    await signIn(set);
    expect(set.browser.cookies.get("__Host-portico-session")).not.toBe(planted);
  });
});

describe("the choice of the issuer (downgrade)", () => {
  it("falls back to the local issuer while WorkOS is down, and returns to WorkOS when it answers again", async () => {
    let isDown = true;
    const grace = buildAccount({ email: "grace@example.com", workosUserId: "user_1" });
    const set = setUp({ accounts: [grace], intercept: (request) => (isDown ? workosDown(request) : null) });
    const { oneTimeCode } = await ask(set, set.browser, grace.email);
    expect((await set.browser.post(verify, { code: oneTimeCode })).status).toBe(200);
    isDown = false;
    pass(31_000);
    const laptop = createTestBrowser(set.app);
    await laptop.post(send, { email: grace.email });
    await vi.waitFor(() => expect(set.workos.mailbox.latestTo(grace.email)).toBeDefined());
    expect(set.mails).toHaveLength(1);
  });

  it.each([
    [
      "answers nothing",
      () =>
        new Promise<Response>((_resolve, reject) =>
          setImmediate(() => reject(new TypeError("fetch failed"))),
        ),
    ],
    ["answers 500", workosDown],
    [
      "answers garbage",
      () => new Response("<html>", { status: 200, headers: { "Content-Type": "text/html" } }),
    ],
  ])("mails a local code when WorkOS %s", async (_what, intercept) => {
    const grace = buildAccount({ email: "grace@example.com", workosUserId: "user_1" });
    const set = setUp({ accounts: [grace], intercept });
    const { oneTimeCode } = await ask(set, set.browser, grace.email);
    expect((await set.browser.post(verify, { code: oneTimeCode })).status).toBe(200);
  });

  it.each<[string, AnswerAsWorkos]>([
    ["limits one address", ({ url }) => (url.endsWith("/magic_auth") ? tooManyRequests() : null)],
    ["limits every request", tooManyRequests],
    ["blocks every request", () => new Response("<html>Blocked</html>", { status: 403 })],
    ["refuses the API key", () => Response.json({ message: "Unauthorized" }, { status: 401 })],
  ])(
    "stays with WorkOS when it %s, so that neither impatient nor deliberate requests can force the local issuer",
    async (what, intercept) => {
      const grace = buildAccount({ email: "grace@example.com", workosUserId: "user_1" });
      const set = setUp({ accounts: [grace, ada], intercept });
      const others = what === "limits one address" ? grace.email : email;
      for (const [index, address] of [grace.email, others, grace.email, others].entries()) {
        const browser = createTestBrowser(set.app, { address: `198.51.100.${String(index)}` });
        expect((await browser.post(send, { email: address })).status).toBe(202);
        await vi.waitFor(() =>
          expect(set.log.filter((entry) => entry.event === "one_time_code_asked")).toHaveLength(index + 1),
        );
      }
      expect(set.mails).toEqual([]);
      expect(set.events.map(({ event }) => event)).not.toContain("breaker_opened");
    },
  );

  it("gives no local code to a person removed at WorkOS whose own request makes WorkOS fail", async () => {
    const removed = buildAccount({ email: "removed@example.com", workosUserId: "user_removed" });
    const set = setUp({
      accounts: [removed],
      // What a client sends makes WorkOS fail; the neutral question doesn't.
      intercept: async (request) =>
        (await request.clone().text()).includes("crafted") ? await workosDown(request) : null,
    });
    for (const lastByte of [1, 2, 3, 4]) {
      const browser = createTestBrowser(set.app, { address: `198.51.100.${String(lastByte)}` });
      await browser.post(send, { email: removed.email }, { "User-Agent": "crafted" });
    }
    await vi.waitFor(() =>
      expect(set.log.filter((entry) => entry.event === "one_time_code_asked")).toHaveLength(4),
    );
    await vi.waitFor(() => expect(set.asked).toContain("/user_management/users"));
    for (let step = 0; step < 50; step += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(set.mails).toEqual([]);
    expect(set.events.map(({ event }) => event)).not.toContain("breaker_opened");
  });

  it("looks an account of its own up again after WorkOS's limit", async () => {
    let limited = 1;
    const set = setUp({
      intercept: ({ url }) =>
        url.includes("/user_management/users") && limited-- > 0 ? tooManyRequests() : null,
    });
    const { oneTimeCode } = await ask(set);
    expect((await set.browser.post(verify, { code: oneTimeCode })).status).toBe(200);
  });

  it("signs in an account of its own whose address WorkOS doesn't accept", async () => {
    const oneil = buildAccount({ email: "o'neil@analytical.example" });
    const set = setUp({
      accounts: [oneil],
      intercept: ({ url }) =>
        url.includes("neil")
          ? Response.json({ code: "invalid_request_parameters", message: "x" }, { status: 422 })
          : null,
    });
    const { oneTimeCode } = await ask(set, set.browser, oneil.email);
    expect((await set.browser.post(verify, { code: oneTimeCode })).status).toBe(200);
    expect(set.events.map(({ event }) => event)).not.toContain("breaker_opened");
  });

  it.each([
    ["needs SSO", accountOf({ requires: "sso" })],
    ["needs MFA", accountOf({ requires: "mfa" })],
    ["was removed", accountOf({ isRemoved: true })],
    ["was never confirmed", accountOf({ isConfirmed: false })],
  ])("never mails a local code to an account that %s, in an outage or not", async (_what, account) => {
    for (const intercept of [workosDown, () => null]) {
      const set = setUp({ accounts: [account], intercept });
      await set.browser.post(send, { email });
      await vi.waitFor(() =>
        expect(
          set.log.some((entry) => entry.event === "one_time_code_asked" || entry.event === "no_code_mailed"),
        ).toBe(true),
      );
      await set.browser.post(send, { email });
      await vi.waitFor(() =>
        expect(
          set.log.filter(
            (entry) => entry.event === "one_time_code_asked" || entry.event === "no_code_mailed",
          ),
        ).toHaveLength(2),
      );
      expect(set.mails).toEqual([]);
    }
  });

  it("never mails a local code to an account that came from WorkOS and was deleted there", async () => {
    const set = setUp({ accounts: [accountOf({ workosUserId: "user_gone" })] });
    await set.browser.post(send, { email });
    await vi.waitFor(() => expect(set.log.some((entry) => entry.event === "one_time_code_asked")).toBe(true));
    expect(set.mails).toEqual([]);
  });

  it("chooses the issuer regardless of what the client sends", async () => {
    const grace = buildAccount({ email: "grace@example.com", workosUserId: "user_1" });
    const set = setUp({ accounts: [grace] });
    const claims = { issuer: "local", acr: "email", workosDown: true };
    const refused = await set.browser.post(send, { email: grace.email, ...claims });
    expect(await failureOf(refused)).toBe("invalid_request");
    await set.browser.post(send, { email: grace.email }, { "X-Issuer": "local", "X-Workos-Down": "1" });
    await vi.waitFor(() => expect(set.workos.mailbox.latestTo(grace.email)).toBeDefined());
    expect(set.mails).toEqual([]);
  });

  it("answers the same for every address, with and without an outage", async () => {
    for (const intercept of [workosDown, () => null]) {
      const set = setUp({ intercept });
      const answers = await Promise.all(
        [email, "no@analytical.example", "grace@example.com"].map(async (address) => {
          const browser = createTestBrowser(set.app);
          const response = await browser.post(send, { email: address.padStart(23, "0") });
          const wrong = await browser.post(verify, { code: "000000" });
          const problem = parseProblem(await wrong.json());
          return [response.status, await response.text(), wrong.status, problem?.code, problem?.attemptsLeft];
        }),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    }
  });

  it("refuses local sessions that the function didn't issue", async () => {
    const set = setUp({ intercept: workosDown });
    set.browser.cookies.set("__Host-portico-session", "eyJhbGciOiJkaXIifQ..a.b.c");
    expect(await failureOf(await set.browser.post(refresh, {}))).toBe("session_ended");
  });
});

describe("guesses at an account", () => {
  it("allows ten wrong guesses an hour from unknown devices, after which the owner can still use the link", async () => {
    const set = setUp();
    await guess(set, 10);
    const mail = await ask(set);
    expect(mail.oneTimeCode).toBeNull();
    expect((await set.browser.post(redeem, { token: mail.linkToken })).status).toBe(200);
  });

  it("keeps mailing codes to a known device when unknown devices have used up the guesses", async () => {
    const set = setUp();
    await signIn(set);
    await guess(set, 10);
    const { oneTimeCode } = await ask(set);
    expect(oneTimeCode).toMatch(/^[0-9]{6}$/);
    expect((await set.browser.post(verify, { code: oneTimeCode })).status).toBe(200);
  });

  it("compares no guess once they are used up, not even the correct code, and asks for a new mail", async () => {
    const set = setUp();
    const { oneTimeCode } = await ask(set);
    await guess(set, 10);
    // Past WorkOS's own limit of attempts per minute.
    pass(minuteMs);
    const refused = await set.browser.post(verify, { code: oneTimeCode });
    expect(await failureOf(refused)).toBe("too_many_attempts");
  });

  it("doesn't count correct guesses", async () => {
    const set = setUp();
    for (let time = 0; time < 11; time += 1) {
      await signIn(set, createTestBrowser(set.app, { address: `203.0.113.${String(time)}` }));
      pass(6.1 * minuteMs);
    }
    expect((await ask(set)).oneTimeCode).not.toBeNull();
  });

  it("allows twenty wrong guesses a day from a known device, after which it gets only the link", async () => {
    const set = setUp();
    await signIn(set);
    for (let round = 0; round < 4; round += 1) {
      const { oneTimeCode } = await ask(set);
      for (let index = 0; index < 5; index += 1) await set.browser.post(verify, { code: other(oneTimeCode) });
    }
    expect((await ask(set)).oneTimeCode).toBeNull();
    expect((await ask(set, createTestBrowser(set.app))).oneTimeCode).not.toBeNull();
  });

  it.runIf(isLongRun)(
    "mails only links to all unknown devices after three hundred wrong guesses in an hour, and codes to known ones",
    { timeout: 30_000 },
    async () => {
      const people = Array.from({ length: 31 }, (_, index) =>
        buildAccount({ email: `p${String(index)}@example.com` }),
      );
      const set = setUp({ accounts: [ada, ...people] });
      await signIn(set);
      for (const [index, person] of people.slice(0, 30).entries()) {
        for (const half of [0, 1]) {
          const browser = createTestBrowser(set.app, { address: `198.51.${String(half)}.${String(index)}` });
          const { oneTimeCode } = await ask(set, browser, person.email);
          for (let time = 0; time < 5; time += 1) await browser.post(verify, { code: other(oneTimeCode) });
        }
      }
      const fresh = createTestBrowser(set.app);
      expect((await ask(set, fresh, "p30@example.com")).oneTimeCode).toBeNull();
      expect((await ask(set)).oneTimeCode).not.toBeNull();
    },
  );
});

/** Uses up an account's guesses from browsers that never signed in. */
async function guess(set: LocalFunction, times: number): Promise<void> {
  let browser = createTestBrowser(set.app, { address: "198.51.100.1" });
  for (let index = 0; index < times; index += 1) {
    if (index % 5 === 0) {
      browser = createTestBrowser(set.app, { address: `198.51.100.${String(index)}` });
      await ask(set, browser);
    }
    const newest = set.mails.at(-1)?.oneTimeCode ?? "000000";
    await browser.post(verify, { code: other(newest) });
  }
}

/** WorkOS's answer to too many requests. */
function tooManyRequests(): Response {
  return Response.json({ message: "slow down" }, { status: 429, headers: { "Retry-After": "60" } });
}

/** A code other than this one. */
function other(oneTimeCode: string | null): string {
  return String((Number(oneTimeCode ?? 0) + 1) % 1_000_000).padStart(6, "0");
}

function claimsOf({ accessToken }: SessionAnswer): unknown {
  return JSON.parse(atob((accessToken.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")));
}
