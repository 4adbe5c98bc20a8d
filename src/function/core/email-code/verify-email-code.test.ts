import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createTestWorkos, testVariables } from "../../testing/test-workos.ts";
import { decodeAccessToken } from "../../../contract/access-token.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { type Problem, parseProblem } from "../../../contract/failure.ts";
import { parseSessionAnswer } from "../../../contract/session.ts";
import type { CounterStore } from "../counters/counter-store.ts";
import { createSmallCounterStore } from "../../testing/small-counter-store.ts";
import { mockApiKey } from "../../../mocks/development-credentials.ts";
import { type TestBrowser, createTestBrowser, testOrigin } from "../../testing/test-browser.ts";
import { type AnswerAsWorkos, createTestFunction } from "../../testing/test-function.ts";

const workosOrigin = "https://api.workos.com";
const { sendEmailCode: send, verifyEmailCode: verify, refreshSession: refresh } = apiPaths;
const email = "grace@example.com";
const challengeCookie = "__Host-portico-challenge";
const sessionCookie = "__Host-portico-session";
const authenticatePath = "/user_management/authenticate";

/** The function with a mocked WorkOS; `intercept` may answer in WorkOS's place. */
function setUp(options: { origin?: string; intercept?: AnswerAsWorkos; counterStore?: CounterStore } = {}) {
  const workos = createWorkos();
  const variables = {
    ...testVariables,
    PORTICO_ORIGIN: options.origin ?? testOrigin,
  };
  const answers = [options.intercept ?? (() => null), (request: Request) => workos.answer(request)];
  const testFunction = createTestFunction({
    answers,
    variables,
    ...(options.counterStore && { counterStore: options.counterStore }),
  });
  const compares = () => testFunction.asked.filter((path) => path === authenticatePath).length;
  return { workos, compares, ...testFunction };
}

function createWorkos() {
  return createTestWorkos();
}

function mailedCode(workos: ReturnType<typeof setUp>["workos"]): string {
  return /[0-9]{6}/.exec(workos.mailbox.latestTo(email)?.text ?? "")?.[0] ?? "no mail";
}

function otherCode(oneTimeCode: string, offset = 1): string {
  return String((Number(oneTimeCode) + offset) % 1_000_000).padStart(6, "0");
}

async function problemOf(response: Response): Promise<Problem | null> {
  return parseProblem(await response.json());
}

/** Answers each authentication at WorkOS with this. */
function answerAuthenticate(status: number, body: unknown, headers?: Record<string, string>): AnswerAsWorkos {
  return (request) =>
    new URL(request.url).pathname === authenticatePath
      ? Response.json(body, { status, ...(headers === undefined ? {} : { headers }) })
      : null;
}

async function guessWrong(browser: TestBrowser, times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) await browser.post(verify, { code: "000000" });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("POST /api/email-code/verify", () => {
  it("gives a session and its cookie for the correct code, and clears the challenge", async () => {
    const { workos, browser } = setUp();
    await browser.post(send, { email, returnTo: "/members?page=2#row-7" });
    const response = await browser.post(verify, { code: mailedCode(workos) });
    expect(response.status).toBe(200);
    const text = await response.text();
    const session = parseSessionAnswer(JSON.parse(text));
    expect(session).toMatchObject({
      user: { email, emailVerified: true, firstName: "Grace", lastName: "Hopper" },
      authenticationMethod: "MagicAuth",
      returnTo: "/members?page=2#row-7",
    });
    expect(decodeAccessToken(session?.accessToken ?? "")?.subject).toBe(session?.user.id);
    expect(text).not.toMatch(/refresh/i);
    expect(browser.cookies.has(challengeCookie)).toBe(false);
    expect(browser.cookies.has(sessionCookie)).toBe(true);
  });

  it("sets cookies that scripts, other sites and subdomains can't reach", async () => {
    const { workos, browser } = setUp();
    await browser.post(send, { email });
    const response = await browser.post(verify, { code: mailedCode(workos) });
    const attributes = "Path=/; HttpOnly; Secure; SameSite=Strict";
    expect(response.headers.getSetCookie().map((cookie) => cookie.replace(/=[^;]*/, "=…"))).toEqual([
      `__Host-portico-challenge=…; Max-Age=0; ${attributes}`,
      `__Host-portico-session=…; Max-Age=2592000; ${attributes}`,
      `__Host-portico-device=…; Max-Age=15552000; ${attributes}`,
    ]);
  });

  it("sets cookies without prefix and Secure on plain localhost", async () => {
    const { workos, browser } = setUp({ origin: "http://localhost:4300" });
    await browser.post(send, { email });
    const response = await browser.post(verify, { code: mailedCode(workos) });
    expect(response.headers.getSetCookie().map((cookie) => cookie.replace(/=[^;]*/, "=…"))).toEqual([
      "portico-challenge=…; Max-Age=0; Path=/; HttpOnly; SameSite=Strict",
      "portico-session=…; Max-Age=2592000; Path=/; HttpOnly; SameSite=Strict",
      "portico-device=…; Max-Age=15552000; Path=/; HttpOnly; SameSite=Strict",
    ]);
  });

  it.each([
    ["the address of the challenge", email, null],
    ["another spelling of it", " GRACE@Example.com ", null],
    ["no address, as from an older page", undefined, null],
    ["another address", "ada@example.com", "sign_in_replaced"],
    ["another address that has no account", "nobody@example.com", "sign_in_replaced"],
    ["no real address", "grace", "sign_in_replaced"],
  ])("answers to a page that expects %s", async (_, expectedEmail, failureCode) => {
    const { workos, browser } = setUp();
    await browser.post(send, { email });
    const response = await browser.post(verify, { code: mailedCode(workos), expectedEmail });
    expect((await problemOf(response))?.code ?? null).toBe(failureCode);
  });

  it("compares and counts no code of a tab whose challenge another tab has replaced", async () => {
    const { workos, browser, compares } = setUp();
    const other = "ada@example.com";
    await browser.post(send, { email: other });
    const replaced = /[0-9]{6}/.exec(workos.mailbox.latestTo(other)?.text ?? "")?.[0];
    await browser.post(send, { email });
    for (let guess = 0; guess < 10; guess += 1) {
      const response = await browser.post(verify, { code: replaced, expectedEmail: other });
      expect(await problemOf(response)).toMatchObject({ code: "sign_in_replaced" });
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    expect(compares()).toBe(0);
    const response = await browser.post(verify, { code: mailedCode(workos), expectedEmail: email });
    expect(response.status).toBe(200);
  });

  it.each(["٠", "۰", "०", "０", "𝟎", "๐"])(
    "takes the code in the digits that begin with %s",
    async (zero) => {
      const { workos, browser } = setUp();
      await browser.post(send, { email });
      const code = mailedCode(workos).replaceAll(/[0-9]/g, (digit) =>
        String.fromCodePoint((zero.codePointAt(0) ?? 0) + Number(digit)),
      );
      expect((await browser.post(verify, { code })).status).toBe(200);
    },
  );

  it("replaces a planted session cookie when the code signs in", async () => {
    const { workos, browser } = setUp();
    browser.cookies.set(sessionCookie, "planted");
    await browser.post(send, { email });
    await browser.post(verify, { code: mailedCode(workos) });
    expect(browser.cookies.get(sessionCookie)).not.toBe("planted");
    expect((await browser.post(refresh, {})).status).toBe(200);
  });

  it("drops a return path that leads off the origin", async () => {
    const { workos, browser } = setUp();
    await browser.post(send, { email, returnTo: "//evil.example" });
    const response = await browser.post(verify, { code: mailedCode(workos) });
    expect(parseSessionAnswer(await response.json())?.returnTo).toBeNull();
  });

  it("refuses a code without the challenge of the browser that requested it, and doesn't use it up", async () => {
    const { app, workos, browser, compares } = setUp();
    await browser.post(send, { email });
    const oneTimeCode = mailedCode(workos);
    const stranger = createTestBrowser(app);
    const refused = await stranger.post(verify, { code: oneTimeCode });
    expect(refused.status).toBe(400);
    expect((await problemOf(refused))?.code).toBe("no_challenge");
    stranger.cookies.set(challengeCookie, "a.b.c.d.e");
    expect((await problemOf(await stranger.post(verify, { code: oneTimeCode })))?.code).toBe("no_challenge");
    expect(compares()).toBe(0);
    expect((await browser.post(verify, { code: oneTimeCode })).status).toBe(200);
  });

  it("refuses a session cookie in place of a challenge", async () => {
    const { workos, browser } = setUp();
    await browser.post(send, { email });
    await browser.post(verify, { code: mailedCode(workos) });
    browser.cookies.set(challengeCookie, browser.cookies.get(sessionCookie) ?? "");
    expect((await problemOf(await browser.post(verify, { code: "123456" })))?.code).toBe("no_challenge");
  });

  it.each([{}, { code: 123456 }, { code: "12345" }, { code: "123456", email }, { code: "1".repeat(100) }])(
    "refuses the body %j without counting a guess",
    async (body) => {
      const { browser, compares } = setUp();
      await browser.post(send, { email });
      expect((await problemOf(await browser.post(verify, body)))?.code).toBe("invalid_request");
      expect(compares()).toBe(0);
    },
  );

  it("refuses an expired challenge and keeps it, so that the page still knows the address", async () => {
    const { workos, browser, compares } = setUp();
    await browser.post(send, { email });
    vi.setSystemTime(Date.now() + 10 * 60_000);
    const response = await browser.post(verify, { code: mailedCode(workos) });
    expect((await problemOf(response))?.code).toBe("one_time_code_expired");
    expect(browser.cookies.has(challengeCookie)).toBe(true);
    expect(compares()).toBe(0);
  });

  it("counts wrong guesses down and compares no sixth one, not even the right one", async () => {
    const { workos, browser, compares } = setUp();
    await browser.post(send, { email });
    const oneTimeCode = mailedCode(workos);
    const attemptsLeft: unknown[] = [];
    for (let guess = 1; guess <= 5; guess += 1) {
      const problem = await problemOf(await browser.post(verify, { code: otherCode(oneTimeCode, guess) }));
      expect(problem?.code).toBe("wrong_one_time_code");
      attemptsLeft.push(problem?.attemptsLeft);
    }
    expect(attemptsLeft).toEqual([4, 3, 2, 1, 0]);
    const sixth = await browser.post(verify, { code: oneTimeCode });
    expect((await problemOf(sixth))?.code).toBe("too_many_attempts");
    expect(compares()).toBe(5);
  });

  it("compares five of a thousand parallel guesses and gives at most one session", async () => {
    const { workos, browser, compares } = setUp();
    await browser.post(send, { email });
    const oneTimeCode = mailedCode(workos);
    const guesses = Array.from({ length: 1000 }, (_, index) => otherCode(oneTimeCode, index));
    const responses = await Promise.all(guesses.map(async (code) => await browser.post(verify, { code })));
    expect(compares()).toBe(5);
    expect(responses.filter((response) => response.status === 200).length).toBeLessThanOrEqual(1);
  });

  it("compares no guess of a challenge whose counts a flood of others has pushed out of the store", async () => {
    const { app, compares, browser } = setUp({ counterStore: createSmallCounterStore(10) });
    await browser.post(send, { email });
    await guessWrong(browser, 5);
    for (let index = 0; index < 10; index += 1) {
      const other = createTestBrowser(app, { address: `198.18.0.${String(index)}` });
      await other.post(send, { email: `flood-${String(index)}@example.com` });
      await guessWrong(other, 1);
    }
    const before = compares();
    expect((await problemOf(await browser.post(verify, { code: "000000" })))?.code).toBe("no_challenge");
    expect(compares()).toBe(before);
  });

  it("gives no second session for a challenge whose use a flood has pushed out of the store", async () => {
    const { app, workos, browser } = setUp({ counterStore: createSmallCounterStore(10) });
    await browser.post(send, { email });
    const oneTimeCode = mailedCode(workos);
    const kept = browser.cookies.get(challengeCookie) ?? "";
    expect((await browser.post(verify, { code: oneTimeCode })).status).toBe(200);
    for (let index = 0; index < 10; index += 1) {
      const other = createTestBrowser(app, { address: `198.18.0.${String(index)}` });
      await other.post(send, { email: `flood-${String(index)}@example.com` });
    }
    browser.cookies.set(challengeCookie, kept);
    expect((await problemOf(await browser.post(verify, { code: oneTimeCode })))?.code).toBe("no_challenge");
  });

  it("gives one session for a thousand parallel posts of the correct code", async () => {
    const { workos, browser, compares } = setUp();
    await browser.post(send, { email });
    const code = mailedCode(workos);
    const posts = Array.from({ length: 1000 }, async () => await browser.post(verify, { code }));
    const responses = await Promise.all(posts);
    expect(compares()).toBeLessThanOrEqual(5);
    expect(responses.filter((response) => response.status === 200)).toHaveLength(1);
  });

  it("gives one session for parallel correct codes even if WorkOS accepts both, and revokes the other", async () => {
    let workos: ReturnType<typeof setUp>["workos"] | null = null;
    const revoked: string[] = [];
    const set = setUp({
      intercept: async (request) => {
        const path = new URL(request.url).pathname;
        if (path === "/user_management/sessions/revoke") revoked.push(await request.clone().text());
        if (path !== authenticatePath || workos === null) return null;
        // A new code is mailed between the two, so that WorkOS accepts both.
        const fresh = createWorkos();
        await fresh.answer(
          new Request(`${workosOrigin}/user_management/magic_auth`, {
            method: "POST",
            headers: { Authorization: `Bearer ${mockApiKey}`, "Content-Type": "application/json" },
            body: JSON.stringify({ email }),
          }),
        );
        const body: unknown = await request.clone().json();
        const replaced = JSON.stringify({ ...Object(body), code: mailedCode(fresh) });
        return (
          (await fresh.answer(
            new Request(request.url, { method: "POST", headers: request.headers, body: replaced }),
          )) ?? null
        );
      },
    });
    workos = set.workos;
    await set.browser.post(send, { email });
    const code = mailedCode(set.workos);
    const responses = await Promise.all([1, 2, 3].map(async () => await set.browser.post(verify, { code })));
    expect(responses.filter((response) => response.status === 200)).toHaveLength(1);
    expect(responses.filter((response) => response.status === 400)).toHaveLength(2);
    await vi.waitFor(() => expect(revoked).toHaveLength(2));
  });

  it("refuses a used challenge whose cookie was kept", async () => {
    const { workos, browser, compares } = setUp();
    await browser.post(send, { email });
    const kept = browser.cookies.get(challengeCookie) ?? "";
    const oneTimeCode = mailedCode(workos);
    await browser.post(verify, { code: oneTimeCode });
    browser.cookies.set(challengeCookie, kept);
    expect((await problemOf(await browser.post(verify, { code: oneTimeCode })))?.code).toBe("no_challenge");
    expect(compares()).toBe(1);
  });

  describe("after a resend", () => {
    it("keeps the used attempts over ten resends", async () => {
      const { browser } = setUp({
        intercept: answerAuthenticate(400, { code: "invalid_one_time_code", message: "" }),
      });
      await browser.post(send, { email });
      await guessWrong(browser, 4);
      for (let index = 0; index < 9; index += 1) await browser.post(send, { email: email.toUpperCase() });
      vi.setSystemTime(Date.now() + 61_000);
      await browser.post(send, { email });
      const problem = await problemOf(await browser.post(verify, { code: "000000" }));
      expect(problem).toMatchObject({ code: "wrong_one_time_code", attemptsLeft: 0 });
    });

    it("keeps the used attempts although each resend extends the challenge", async () => {
      const { browser, compares } = setUp({
        intercept: answerAuthenticate(400, { code: "invalid_one_time_code", message: "" }),
      });
      await browser.post(send, { email });
      await guessWrong(browser, 4);
      for (let elapsedMinutes = 0; elapsedMinutes < 54; elapsedMinutes += 9) {
        vi.setSystemTime(Date.now() + 9 * 60_000);
        await browser.post(send, { email });
      }
      // After the last possible resend a new challenge begins, with new attempts, before the old count ends.
      expect(await problemOf(await browser.post(verify, { code: "000000" }))).toMatchObject({
        attemptsLeft: 4,
      });
      expect(compares()).toBe(5);
    });

    it("begins a new challenge when a code is requested after the attempts are used up", async () => {
      const { workos, browser } = setUp();
      await browser.post(send, { email });
      await guessWrong(browser, 6);
      await browser.post(send, { email });
      expect((await browser.post(verify, { code: mailedCode(workos) })).status).toBe(200);
    });

    it("begins a new challenge for another address", async () => {
      const { browser } = setUp();
      await browser.post(send, { email: "linus@example.com" });
      await guessWrong(browser, 4);
      await browser.post(send, { email });
      expect(await problemOf(await browser.post(verify, { code: "000000" }))).toMatchObject({
        attemptsLeft: 4,
      });
    });
  });

  it.each([
    [400, { code: "invalid_one_time_code", message: "x" }, "wrong_one_time_code", 400],
    [400, { code: "invalid_credentials", message: "x" }, "wrong_one_time_code", 400],
    [400, { code: "invalid_code", message: "x" }, "wrong_one_time_code", 400],
    [400, { error: "invalid_grant", error_description: "x" }, "wrong_one_time_code", 400],
    [404, { message: "User not found" }, "wrong_one_time_code", 400],
    [422, { code: "invalid_request_parameters", message: "x", errors: [] }, "wrong_one_time_code", 400],
    [400, { code: "one_time_code_expired", message: "x" }, "one_time_code_expired", 400],
    [400, { code: "expired_code", message: "x" }, "one_time_code_expired", 400],
    [400, { code: "one_time_code_previously_used", message: "x" }, "one_time_code_expired", 400],
    [400, { code: "one_time_code_too_many_attempts", message: "x" }, "too_many_attempts", 400],
    [400, { error: "sign_up_not_allowed", error_description: "x" }, "sign_up_not_allowed", 403],
    [403, { code: "email_verification_required", message: "x" }, "continue_with_workos", 403],
    [403, { code: "mfa_enrollment", message: "x" }, "continue_with_workos", 403],
    [403, { code: "mfa_challenge", message: "x" }, "continue_with_workos", 403],
    [403, { code: "organization_selection_required", message: "x" }, "continue_with_workos", 403],
    [
      403,
      {
        code: "mfa_challenge",
        pending_authentication_token: "t",
        authentication_factors: [{ id: "auth_factor_1", type: "sms" }],
      },
      "continue_with_workos",
      403,
    ],
    [
      403,
      { code: "organization_selection_required", pending_authentication_token: "t", organizations: [] },
      "continue_with_workos",
      403,
    ],
    [
      400,
      { error: "authentication_method_not_allowed", error_description: "x" },
      "continue_with_workos",
      403,
    ],
    [403, { code: "radar_challenge", message: "x" }, "continue_with_workos", 403],
    [400, { error: "sso_required", error_description: "x" }, "sso_required", 403],
    [
      400,
      { error: "organization_authentication_methods_required", error_description: "x" },
      "continue_with_workos",
      403,
    ],
    [400, { message: "something new" }, "continue_with_workos", 403],
    [400, { error: "invalid_client", error_description: "x" }, "not_configured", 503],
    [401, { message: "Unauthorized" }, "not_configured", 503],
    [500, { message: "x" }, "workos_unreachable", 503],
  ] as const)("answers WorkOS's %i %j with %s", async (workosStatus, body, code, status) => {
    const { browser } = setUp({ intercept: answerAuthenticate(workosStatus, body) });
    await browser.post(send, { email });
    const response = await browser.post(verify, { code: "123456" });
    expect(response.status).toBe(status);
    expect((await problemOf(response))?.code).toBe(code);
    expect(browser.cookies.has(sessionCookie)).toBe(false);
    expect(browser.cookies.has(challengeCookie)).toBe(true);
  });

  it("gives back an attempt that WorkOS didn't compare", async () => {
    let answer: AnswerAsWorkos | null = answerAuthenticate(502, { message: "x" });
    const { workos, browser } = setUp({ intercept: (request) => answer?.(request) ?? null });
    await browser.post(send, { email });
    for (let index = 0; index < 6; index += 1) {
      const response = await browser.post(verify, { code: mailedCode(workos) });
      expect(response.status).toBe(503);
      expect(response.headers.get("Retry-After")).toMatch(/^[0-9]+$/);
    }
    answer = answerAuthenticate(429, { message: "x" }, { "Retry-After": "12" });
    const limited = await browser.post(verify, { code: mailedCode(workos) });
    expect(limited.status).toBe(429);
    expect(limited.headers.get("Retry-After")).toBe("12");
    answer = null;
    expect((await browser.post(verify, { code: mailedCode(workos) })).status).toBe(200);
  });

  it("treats a success without tokens as an outage", async () => {
    const { browser } = setUp({ intercept: answerAuthenticate(200, { user: { id: "user_1" } }) });
    await browser.post(send, { email });
    expect((await browser.post(verify, { code: "123456" })).status).toBe(503);
  });
});
