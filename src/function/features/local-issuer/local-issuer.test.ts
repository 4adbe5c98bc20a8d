import { createLocalJWKSet, jwtVerify } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as v from "valibot";

import { apiPaths } from "../../../contract/api-paths.ts";
import { parseProblem } from "../../../contract/failure.ts";
import { parseRedeemEmailLinkAnswer } from "../../../contract/email-link.ts";
import { parsePairingCode } from "../../../contract/pairing-code.ts";
import { parseSessionAnswer, type SessionAnswer } from "../../../contract/session.ts";
import { mockApiKey, mockClientId, mockSealingKeys } from "../../../mocks/development-credentials.ts";
import { createMockWorkos } from "../../../mocks/workos/mock-workos.ts";
import type { Account } from "./accounts/account.ts";
import { parseSealingKeys } from "../../core/configuration/sealing-keys.ts";
import type { CounterStore } from "../../core/counters/counter-store.ts";
import { createMemoryCounterStore } from "../../core/counters/memory-counter-store.ts";
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
  /** Answers in the place of WorkOS. */
  intercept?: AnswerAsWorkos;
  variables?: FunctionVariables;
  counterStore?: CounterStore;
};

/** The function before a mocked WorkOS that knows nobody of the accounts, unless it is said to, and lets nobody sign up. */
function setUp({ accounts = [ada], intercept = () => null, variables, counterStore }: Options = {}) {
  const workos = createMockWorkos({
    origin: "https://api.workos.com",
    redirectUris: [],
    logoutUris: [],
    allowedOrigins: [],
    signUpAllowed: false,
  });
  const localFunction = createLocalIssuerFunction({
    answers: [intercept, (request) => workos.answer(request)],
    variables: {
      WORKOS_API_KEY: mockApiKey,
      WORKOS_CLIENT_ID: mockClientId,
      PORTICO_KEYS: mockSealingKeys,
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

/** The newest mail, once there are so many. */
async function readMail({ mails }: LocalFunction, count = 1) {
  await vi.waitFor(() => expect(mails).toHaveLength(count), { timeout: 5000 });
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
  it("signs in the account that isn't in WorkOS, with a token that the function's keys verify", async () => {
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

  it("is the same one in a resend, ends with the first, and leaves the attempts as they were", async () => {
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

  it("is a new one where a resend would bring one that ends within two minutes", async () => {
    const set = setUp();
    const first = await ask(set);
    pass(8 * minuteMs + 1);
    const second = await ask(set);
    expect(second.linkToken).not.toBe(first.linkToken);
    expect((await set.browser.post(verify, { code: second.oneTimeCode })).status).toBe(200);
  });

  it("ends after ten minutes, though a resend has put the challenge's own end off", async () => {
    const set = setUp();
    const { oneTimeCode } = await ask(set);
    pass(7 * minuteMs);
    await ask(set);
    pass(3 * minuteMs);
    expect(await failureOf(await set.browser.post(verify, { code: oneTimeCode }))).toBe(
      "wrong_one_time_code",
    );
  });

  it("counts in the browser alone that asked, and isn't used up by another", async () => {
    const set = setUp();
    const { oneTimeCode } = await ask(set);
    const stranger = createTestBrowser(set.app);
    expect(await failureOf(await stranger.post(verify, { code: oneTimeCode }))).toBe("no_challenge");
    await ask(set, stranger);
    expect(await failureOf(await stranger.post(verify, { code: oneTimeCode }))).toBe("wrong_one_time_code");
    expect((await set.browser.post(verify, { code: oneTimeCode })).status).toBe(200);
  });

  it("gives one session for a thousand parallel posts, and is compared five times at most", async () => {
    const set = setUp();
    const { oneTimeCode } = await ask(set);
    const posts = Array.from(
      { length: 1000 },
      async () => await set.browser.post(verify, { code: oneTimeCode }),
    );
    const statuses = (await Promise.all(posts)).map((response) => response.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  it("is worth nothing once the store was emptied under it: nobody can tell how often it was guessed", async () => {
    const memory = createMemoryCounterStore();
    const store = { ...memory, incarnation: "one" };
    const set = setUp({
      counterStore: { ...memory, readIncarnation: () => Promise.resolve(store.incarnation) },
    });
    const { oneTimeCode, linkToken } = await ask(set);
    store.incarnation = "two";
    expect(await failureOf(await set.browser.post(verify, { code: oneTimeCode }))).toBe("no_challenge");
    expect(await failureOf(await set.browser.post(redeem, { token: linkToken }))).toBe("link_invalid");
    const fresh = await ask(set);
    expect((await set.browser.post(verify, { code: fresh.oneTimeCode })).status).toBe(200);
  });

  it("that was never mailed, because the address has no account, doesn't count: not even the right digits", async () => {
    const set = setUp({ accounts: [] });
    await set.browser.post(send, { email });
    const keys = parseSealingKeys(mockSealingKeys);
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

  it("is refused for an account that was removed, or held to SSO, since the mail", async () => {
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

  it("goes to the stored address, however it was typed", async () => {
    const set = setUp();
    expect((await ask(set, set.browser, "ADA@Analytical.Example")).to).toBe(email);
  });

  it("says that the mail is down to whoever asks next, whatever the address, and for half a minute", async () => {
    const set = setUp();
    set.control.mail = "failed";
    await set.browser.post(send, { email });
    await vi.waitFor(() => expect(set.log.some((entry) => entry.event === "local_code_mailed")).toBe(true));
    const told = await createTestBrowser(set.app).post(send, { email: "nobody@example.com" });
    expect(told.status).toBe(503);
    expect(told.headers.get("Retry-After")).toBe("30");
    expect(await failureOf(told)).toBe("mail_unreachable");
    set.control.mail = "sent";
    pass(30_000);
    await ask(set);
  });

  it("doesn't tell that a mail server refused one address", async () => {
    const set = setUp();
    set.control.mail = "refused";
    await set.browser.post(send, { email });
    await vi.waitFor(() => expect(set.log.some((entry) => entry.event === "local_code_mailed")).toBe(true));
    expect((await set.browser.post(send, { email })).status).toBe(202);
  });
});

describe("a mailed link", () => {
  it("signs in where it was asked for, once", async () => {
    const set = setUp();
    const { linkToken } = await ask(set);
    const kept = set.browser.cookies.get("__Host-portico-challenge") ?? "";
    const session = await sessionOf(await set.browser.post(redeem, { token: linkToken }));
    expect(session).toMatchObject({ user: { email }, authenticationMethod: "EmailLink" });
    set.browser.cookies.set("__Host-portico-challenge", kept);
    expect(await failureOf(await set.browser.post(redeem, { token: linkToken }))).toBe("link_used");
  });

  it("is left usable by programs that open it: GET and HEAD do nothing", async () => {
    const set = setUp();
    const { linkToken, mail } = await ask(set);
    expect(new URL(mail.link ?? "").search).toBe("");
    for (const method of ["GET", "HEAD"]) {
      const response = await set.app.fetch(new Request(`${testOrigin}${redeem}`, { method }));
      expect(response.status).toBe(405);
    }
    expect((await set.browser.post(redeem, { token: linkToken })).status).toBe(200);
  });

  it("shows a code in another browser that finishes the sign-in where it was asked for, and gives no session there", async () => {
    const set = setUp();
    const { linkToken } = await ask(set);
    const phone = createTestBrowser(set.app);
    const response = await phone.post(redeem, { token: linkToken });
    const answer = parseRedeemEmailLinkAnswer(await response.json());
    if (answer?.kind !== "other_browser") throw new Error("The phone was not told a code");
    expect(answer.expiresInSeconds).toBeGreaterThan(590);
    expect(phone.cookies.size).toBe(0);
    expect(parsePairingCode(answer.pairingCode)).not.toBeNull();
    const session = await sessionOf(
      await set.browser.post(verify, { code: answer.pairingCode.toLowerCase().replace("0", "o") }),
    );
    expect(session).toMatchObject({ user: { email }, authenticationMethod: "EmailLink" });
    expect(await failureOf(await phone.post(redeem, { token: linkToken }))).toBe("link_used");
  });

  it("shows a code that is of no use in the browser that shows it, nor in a third one", async () => {
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

  it("has its guesses at the other device's code counted with the challenge's", async () => {
    const set = setUp();
    await ask(set);
    const failures: unknown[] = [];
    for (let guess = 0; guess < 6; guess += 1) {
      failures.push(await failureOf(await set.browser.post(verify, { code: "ABCDE-FGH12" })));
    }
    expect(failures.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => "wrong_one_time_code"));
    expect(failures[5]).toBe("too_many_attempts");
  });

  it("expires with its code, and is refused when a character is missing or another", async () => {
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

  it("never leads anywhere but to a path of this console", async () => {
    const set = setUp();
    await set.browser.post(send, { email, returnTo: "//evil.example" });
    const { linkToken } = await readMail(set);
    expect((await sessionOf(await set.browser.post(redeem, { token: linkToken }))).returnTo).toBeNull();
  });
});

describe("a local session", () => {
  it("is refreshed by its cookie and signed out for good", async () => {
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

  it("survives two tabs at once, and ends for the thief and the robbed when its cookie was copied", async () => {
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

  it("ends with all others of the person by signing out everywhere", async () => {
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

  it("ends when the account is removed or held to MFA, and is kept while the accounts can't be read", async () => {
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

  it("goes on after a key change, and ends when the old key is removed", async () => {
    const [k1, k2] = ["k1", "k2"].map((id, index) => `${id}:${"AB".charAt(index).repeat(42)}A`);
    const store = createMemoryCounterStore();
    const before = setUp({ variables: { PORTICO_KEYS: k1 }, counterStore: store });
    await signIn(before);
    const rotated = setUp({ variables: { PORTICO_KEYS: `${k2},${k1}` }, counterStore: store });
    const cookie = before.browser.cookies.get("__Host-portico-session") ?? "";
    rotated.browser.cookies.set("__Host-portico-session", cookie);
    await sessionOf(await rotated.browser.post(refresh, {}));
    const removed = setUp({ variables: { PORTICO_KEYS: k2 }, counterStore: store });
    removed.browser.cookies.set("__Host-portico-session", cookie);
    expect(await failureOf(await removed.browser.post(refresh, {}))).toBe("session_ended");
  });

  it("switches to an organization of the account alone, and keeps it", async () => {
    const harbour = { id: "org_2", name: "Harbour", role: null };
    const set = setUp({ accounts: [{ ...ada, organizations: [organization, harbour] }] });
    expect(claimsOf(await signIn(set))).not.toHaveProperty("org_id");
    const switched = await sessionOf(await set.browser.post(refresh, { organizationId: "org_2" }));
    expect(claimsOf(switched)).toMatchObject({ org_id: "org_2" });
    pass(11_000);
    expect(claimsOf(await sessionOf(await set.browser.post(refresh, {})))).toMatchObject({ org_id: "org_2" });
    expect(await failureOf(await set.browser.post(refresh, { organizationId: "org_9" }))).toBe(
      "invalid_request",
    );
    expect((await set.browser.post(refresh, {})).status).toBe(200);
  });

  it("takes the place of a planted cookie", async () => {
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
  it("falls to the local issuer where WorkOS is down, and back to WorkOS when it answers again", async () => {
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
  ])("mails a local code where WorkOS %s", async (_what, intercept) => {
    const grace = buildAccount({ email: "grace@example.com", workosUserId: "user_1" });
    const set = setUp({ accounts: [grace], intercept });
    const { oneTimeCode } = await ask(set, set.browser, grace.email);
    expect((await set.browser.post(verify, { code: oneTimeCode })).status).toBe(200);
  });

  it("stays with WorkOS where only one address has to wait: who is impatient can't open the other way", async () => {
    const grace = buildAccount({ email: "grace@example.com", workosUserId: "user_1" });
    const set = setUp({
      accounts: [grace],
      intercept: (request) =>
        new URL(request.url).pathname === "/user_management/magic_auth" ? tooManyRequests() : null,
    });
    await set.browser.post(send, { email: grace.email });
    await vi.waitFor(() => expect(set.asked).toContain("/user_management/users"));
    await set.browser.post(send, { email: grace.email });
    await vi.waitFor(() =>
      expect(set.asked.filter((path) => path === "/user_management/users")).toHaveLength(2),
    );
    expect(set.mails).toEqual([]);
  });

  it.each([null, "user_1"])(
    "takes it for down where it refuses every request (WorkOS id %s)",
    async (workosUserId) => {
      const set = setUp({ accounts: [accountOf({ workosUserId })], intercept: tooManyRequests });
      const { oneTimeCode } = await ask(set);
      expect((await set.browser.post(verify, { code: oneTimeCode })).status).toBe(200);
    },
  );

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

  it("never mails a local code to an account that came from WorkOS and isn't there any more", async () => {
    const set = setUp({ accounts: [accountOf({ workosUserId: "user_gone" })] });
    await set.browser.post(send, { email });
    await vi.waitFor(() => expect(set.log.some((entry) => entry.event === "one_time_code_asked")).toBe(true));
    expect(set.mails).toEqual([]);
  });

  it("is no matter of what the client says", async () => {
    const grace = buildAccount({ email: "grace@example.com", workosUserId: "user_1" });
    const set = setUp({ accounts: [grace] });
    const claims = { issuer: "local", acr: "email", workosDown: true };
    const refused = await set.browser.post(send, { email: grace.email, ...claims });
    expect(await failureOf(refused)).toBe("invalid_request");
    await set.browser.post(send, { email: grace.email }, { "X-Issuer": "local", "X-Workos-Down": "1" });
    await vi.waitFor(() => expect(set.workos.mailbox.latestTo(grace.email)).toBeDefined());
    expect(set.mails).toEqual([]);
  });

  it("answers alike for every address, in an outage and out of it", async () => {
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

  it("lets nobody in by a local session that isn't the function's own", async () => {
    const set = setUp({ intercept: workosDown });
    set.browser.cookies.set("__Host-portico-session", "eyJhbGciOiJkaXIifQ..a.b.c");
    expect(await failureOf(await set.browser.post(refresh, {}))).toBe("session_ended");
  });
});

describe("guesses at an account", () => {
  it("are ten an hour from unknown devices; then the owner still gets in by the link", async () => {
    const set = setUp();
    await guess(set, 10);
    const mail = await ask(set);
    expect(mail.oneTimeCode).toBeNull();
    expect((await set.browser.post(redeem, { token: mail.linkToken })).status).toBe(200);
  });

  it("leave a known device its code", async () => {
    const set = setUp();
    await signIn(set);
    await guess(set, 10);
    const { oneTimeCode } = await ask(set);
    expect(oneTimeCode).toMatch(/^[0-9]{6}$/);
    expect((await set.browser.post(verify, { code: oneTimeCode })).status).toBe(200);
  });

  it("are not compared once they are used up, not even the right one, and the answer doesn't tell", async () => {
    const set = setUp();
    const { oneTimeCode } = await ask(set);
    await guess(set, 10);
    // Past WorkOS's own limit of tries in a minute.
    pass(minuteMs);
    const refused = await set.browser.post(verify, { code: oneTimeCode });
    expect(parseProblem(await refused.json())).toMatchObject({
      code: "wrong_one_time_code",
      attemptsLeft: 4,
    });
    pass(9 * minuteMs);
    expect(set.mails.length).toBeGreaterThan(0);
  });

  it("don't count when they are right", async () => {
    const set = setUp();
    for (let time = 0; time < 11; time += 1) {
      await signIn(set, createTestBrowser(set.app, { address: `203.0.113.${String(time)}` }));
      pass(6.1 * minuteMs);
    }
    expect((await ask(set)).oneTimeCode).not.toBeNull();
  });

  it("are twenty a day at a known device, then it gets the link too", async () => {
    const set = setUp();
    await signIn(set);
    for (let round = 0; round < 4; round += 1) {
      const { oneTimeCode } = await ask(set);
      for (let index = 0; index < 5; index += 1) await set.browser.post(verify, { code: other(oneTimeCode) });
    }
    expect((await ask(set)).oneTimeCode).toBeNull();
    expect((await ask(set, createTestBrowser(set.app))).oneTimeCode).not.toBeNull();
  });

  it(
    "put every unknown device on the link when there are three hundred in an hour, and no known one",
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

/** WorkOS's answer where there were too many. */
function tooManyRequests(): Response {
  return Response.json({ message: "slow down" }, { status: 429, headers: { "Retry-After": "60" } });
}

/** Another code than this one. */
function other(oneTimeCode: string | null): string {
  return String((Number(oneTimeCode ?? 0) + 1) % 1_000_000).padStart(6, "0");
}

function claimsOf({ accessToken }: SessionAnswer): unknown {
  return JSON.parse(atob((accessToken.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")));
}
