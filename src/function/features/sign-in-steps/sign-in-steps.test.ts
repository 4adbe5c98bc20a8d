import { TOTP } from "otpauth";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { testSealingKeys } from "../../testing/test-keys.ts";
import { createTestWorkos, testVariables } from "../../testing/test-workos.ts";
import { decodeAccessToken } from "../../../contract/access-token.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { type Problem, parseProblem } from "../../../contract/failure.ts";
import { parseSessionAnswer } from "../../../contract/session.ts";
import {
  ada,
  analyticalEngines,
  emmy,
  grace,
  harbourWorks,
  margaret,
  type SignInRequirement,
  sophie,
} from "../../../mocks/people.ts";
import { parseSealingKeys } from "../../core/configuration/sealing-keys.ts";
import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";
import { createSealer } from "../../core/sealing/sealer.ts";
import { createTestBrowser, type TestBrowser, testOrigin } from "../../testing/test-browser.ts";
import { type AnswerAsWorkos, createTestFunction } from "../../testing/test-function.ts";
import { stepLimits } from "./limits.ts";
import { signInSteps } from "./sign-in-steps.ts";

const workosOrigin = "https://api.workos.com";
const {
  sendEmailCode: send,
  verifyEmailCode: verify,
  continueSignIn: goOn,
  refreshSession: refresh,
} = apiPaths;
const challengeCookie = "__Host-portico-challenge";
const stepCookie = "__Host-portico-step";
const sessionCookie = "__Host-portico-session";
const authenticatePath = "/user_management/authenticate";
const minuteMs = 60_000;

/** The function with a mocked WorkOS; `intercept` may answer in WorkOS's place. */
function setUp(options: { intercept?: AnswerAsWorkos } = {}) {
  const workos = createTestWorkos();
  const counterStore = createMemoryCounterStore();
  const bodies: string[] = [];
  const testFunction = createTestFunction({
    features: [signInSteps],
    answers: [
      async (request) => {
        bodies.push(await request.clone().text());
        return null;
      },
      options.intercept ?? (() => null),
      (request: Request) => workos.answer(request),
    ],
    variables: {
      ...testVariables,
      PORTICO_ORIGIN: testOrigin,
    },
    counterStore,
  });
  const { browser } = testFunction;
  const callMock = async (path: string, body: unknown) =>
    await workos.answer(
      new Request(`${workosOrigin}${path}`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "Content-Type": "application/json" },
      }),
    );
  const mailedCode = (email: string): string =>
    /[0-9]{6}/.exec(workos.mailbox.latestTo(email)?.subject ?? "")?.[0] ?? "no mail";
  const appCode = async (email: string, timestamp = Date.now()): Promise<string> => {
    const answer = await workos.answer(new Request(`${workosOrigin}/mock/authenticator.json`));
    const entries: { email: string; secret: string }[] = await answer?.json();
    const secret = entries.find((entry) => entry.email === email)?.secret ?? "";
    return new TOTP({ secret }).generate({ timestamp });
  };
  /** Requests a code and types it; resolves to the answer. */
  const typeRightCode = async (email: string, from: TestBrowser = browser, returnTo?: string) => {
    await from.post(send, returnTo === undefined ? { email } : { email, returnTo });
    return await from.post(verify, { code: mailedCode(email) });
  };
  const compares = () => testFunction.asked.filter((path) => path === authenticatePath).length;
  return {
    ...testFunction,
    workos,
    counterStore,
    bodies,
    callMock,
    mailedCode,
    appCode,
    typeRightCode,
    compares,
  };
}

function otherCode(oneTimeCode: string, offset = 1): string {
  return String((Number(oneTimeCode) + offset) % 1_000_000).padStart(6, "0");
}

async function problemOf(response: Response): Promise<Problem | null> {
  return parseProblem(await response.json());
}

async function setUpPerson(
  { callMock }: ReturnType<typeof setUp>,
  settings: {
    email: string;
    requirements?: SignInRequirement[];
    organizationIds?: string[];
    secondFactor?: boolean;
  },
): Promise<void> {
  expect((await callMock("/mock/people", settings))?.status).toBe(204);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("POST /api/email-code/verify, when WorkOS requires a further step", () => {
  it("asks a user with several organizations to choose one, and keeps the sign-in in a cookie", async () => {
    const { browser, typeRightCode } = setUp();
    const response = await typeRightCode(ada.email);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      step: {
        kind: "choose_organization",
        organizations: [
          { id: analyticalEngines.id, name: analyticalEngines.name },
          { id: harbourWorks.id, name: harbourWorks.name },
        ],
      },
      email: ada.email,
      expiresInSeconds: 600,
    });
    const attributes = "Path=/; HttpOnly; Secure; SameSite=Strict";
    expect(response.headers.getSetCookie().map((cookie) => cookie.replace(/=[^;]*/, "=…"))).toEqual([
      `__Host-portico-challenge=…; Max-Age=0; ${attributes}`,
      `__Host-portico-step=…; Max-Age=600; ${attributes}`,
    ]);
    expect(browser.cookies.has(sessionCookie)).toBe(false);
  });

  it("asks for an authenticator code without sending the factor or the token to the page", async () => {
    const { typeRightCode } = setUp();
    const response = await typeRightCode(margaret.email);
    expect(await response.json()).toEqual({
      step: { kind: "totp" },
      email: margaret.email,
      expiresInSeconds: 600,
    });
  });

  it("asks for the code of a second mail", async () => {
    const { typeRightCode } = setUp();
    const response = await typeRightCode(emmy.email);
    expect(await response.json()).toEqual({
      step: { kind: "verify_email", email: emmy.email },
      email: emmy.email,
      expiresInSeconds: 600,
    });
  });

  it.each([ada, margaret, emmy, sophie])(
    "doesn't reveal the required step before the code is correct: $email",
    async ({ email }) => {
      const { browser, mailedCode } = setUp();
      const answers: unknown[] = [];
      for (const address of [email, "nobody@example.com", grace.email]) {
        await browser.post(send, { email: address });
        const wrong = otherCode(mailedCode(address));
        const response = await browser.post(verify, { code: wrong });
        const { reference: _, ...problem } = (await problemOf(response)) ?? { reference: "" };
        answers.push([response.status, problem, response.headers.getSetCookie()]);
      }
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]).toEqual(answers[2]);
      expect(answers[0]).toMatchObject([400, { code: "wrong_one_time_code" }, []]);
    },
  );

  it.each([
    ["sso_required", "sso_required"],
    ["sign_up_not_allowed", "sign_up_not_allowed"],
    ["authentication_method_not_allowed", "continue_with_workos"],
    ["organization_authentication_methods_required", "continue_with_workos"],
    ["mfa_enrollment", "continue_with_workos"],
    ["radar_challenge", "continue_with_workos"],
  ] as const)("answers WorkOS's %s with %s, without a step cookie", async (requirement, failureCode) => {
    const set = setUp();
    await setUpPerson(set, { email: "person@example.com", requirements: [requirement] });
    const response = await set.typeRightCode("person@example.com");
    expect(response.status).toBe(403);
    expect((await problemOf(response))?.code).toBe(failureCode);
    expect(set.browser.cookies.has(stepCookie)).toBe(false);
    expect(set.browser.cookies.has(sessionCookie)).toBe(false);
  });

  it("keeps the pending token out of the answer and of the log", async () => {
    let token: unknown = null;
    const set = setUp({
      intercept: (request) => {
        if (new URL(request.url).pathname !== authenticatePath) return null;
        token = "pending_token_that_nobody_sees";
        const organizations = [{ id: "org_1", name: "One" }];
        return Response.json(
          { code: "organization_selection_required", pending_authentication_token: token, organizations },
          { status: 403 },
        );
      },
    });
    const response = await set.typeRightCode(ada.email);
    expect(response.status).toBe(200);
    const said = JSON.stringify([await response.text(), [...response.headers], set.log]);
    expect(said).not.toContain(String(token));
  });
});

describe("POST /api/email-code/continue", () => {
  it("gives the session in the chosen organization, with the return path", async () => {
    const { browser, typeRightCode } = setUp();
    await typeRightCode(ada.email, browser, "/members?page=2#row-7");
    const response = await browser.post(goOn, { organizationId: harbourWorks.id });
    expect(response.status).toBe(200);
    const text = await response.text();
    const session = parseSessionAnswer(JSON.parse(text));
    expect(session).toMatchObject({
      user: { email: ada.email },
      authenticationMethod: "MagicAuth",
      returnTo: "/members?page=2#row-7",
    });
    expect(decodeAccessToken(session?.accessToken ?? "")?.organizationId).toBe(harbourWorks.id);
    expect(text).not.toMatch(/refresh/i);
    const attributes = "Path=/; HttpOnly; Secure; SameSite=Strict";
    expect(response.headers.getSetCookie().map((cookie) => cookie.replace(/=[^;]*/, "=…"))).toEqual([
      `__Host-portico-step=…; Max-Age=0; ${attributes}`,
      `__Host-portico-session=…; Max-Age=2592000; ${attributes}`,
      `__Host-portico-device=…; Max-Age=15552000; ${attributes}`,
    ]);
    expect((await browser.post(refresh, {})).status).toBe(200);
  });

  it("signs nobody in from a tab whose step another tab has replaced, and counts no try", async () => {
    const { browser, typeRightCode, appCode, compares } = setUp();
    await typeRightCode(margaret.email);
    const replaced = { totp: await appCode(margaret.email), expectedEmail: margaret.email };
    await typeRightCode(ada.email);
    const before = compares();
    for (const body of [replaced, { organizationId: harbourWorks.id, expectedEmail: grace.email }]) {
      const response = await browser.post(goOn, body);
      expect(await problemOf(response)).toMatchObject({ code: "sign_in_replaced" });
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    expect(compares()).toBe(before);
    const own = await browser.post(goOn, { organizationId: harbourWorks.id, expectedEmail: ada.email });
    expect(parseSessionAnswer(await own.json())).toMatchObject({ user: { email: ada.email } });
  });

  it("gives the session for the authenticator code", async () => {
    const { browser, typeRightCode, appCode } = setUp();
    await typeRightCode(margaret.email);
    // In Arabic digits, as a phone in that language shows them.
    const totp = (await appCode(margaret.email)).replaceAll(/[0-9]/g, (digit) =>
      String.fromCodePoint(0x06_60 + Number(digit)),
    );
    const response = await browser.post(goOn, { totp });
    expect(parseSessionAnswer(await response.json())).toMatchObject({ user: { email: margaret.email } });
  });

  it("gives the session for the code of the second mail", async () => {
    const { browser, typeRightCode, mailedCode } = setUp();
    await typeRightCode(emmy.email);
    const response = await browser.post(goOn, { code: mailedCode(emmy.email) });
    expect(parseSessionAnswer(await response.json())).toMatchObject({ user: { emailVerified: true } });
  });

  it("answers several steps in turn, each with its own attempts", async () => {
    const set = setUp();
    const email = "person@example.com";
    await setUpPerson(set, {
      email,
      requirements: ["email_verification"],
      organizationIds: [analyticalEngines.id, harbourWorks.id],
      secondFactor: true,
    });
    const { browser, mailedCode, appCode } = set;
    await set.typeRightCode(email, browser, "/members");
    const first = browser.cookies.get(stepCookie);
    for (let guess = 1; guess <= 4; guess += 1) {
      await browser.post(goOn, { code: otherCode(mailedCode(email), guess) });
    }
    const second = await browser.post(goOn, { code: mailedCode(email) });
    expect(await second.json()).toMatchObject({ step: { kind: "choose_organization" }, email });
    expect(browser.cookies.get(stepCookie)).not.toBe(first);
    const third = await browser.post(goOn, { organizationId: harbourWorks.id });
    expect(await third.json()).toMatchObject({ step: { kind: "totp" } });
    const wrong = await browser.post(goOn, { totp: otherCode(await appCode(email)) });
    expect(await problemOf(wrong)).toMatchObject({ code: "wrong_totp", attemptsLeft: 4 });
    const last = parseSessionAnswer(await (await browser.post(goOn, { totp: await appCode(email) })).json());
    expect(last).toMatchObject({ user: { email }, returnTo: "/members" });
    expect(decodeAccessToken(last?.accessToken ?? "")?.organizationId).toBe(harbourWorks.id);
  });

  it("drops a return path that leads off the origin after a step", async () => {
    const { browser, typeRightCode } = setUp();
    await typeRightCode(ada.email, browser, "//evil.example");
    const response = await browser.post(goOn, { organizationId: harbourWorks.id });
    expect(parseSessionAnswer(await response.json())?.returnTo).toBeNull();
  });

  it("drops a return path that leads off the origin even from a sealed step", async () => {
    const { browser, typeRightCode } = setUp();
    await typeRightCode(ada.email);
    const sealer = createSealer(parseSealingKeys(testSealingKeys));
    const opened = await sealer.open("sign-in-step", browser.cookies.get(stepCookie) ?? "");
    const held = v.parse(v.looseObject({ stepId: v.string() }), opened);
    const changed = await sealer.seal("sign-in-step", { ...held, returnTo: "//evil.example" });
    browser.cookies.set(stepCookie, changed);
    const response = await browser.post(goOn, { organizationId: harbourWorks.id });
    expect(parseSessionAnswer(await response.json())?.returnTo).toBeNull();
  });

  it("replaces a planted session cookie after a step (session fixation)", async () => {
    const { browser, typeRightCode } = setUp();
    browser.cookies.set(sessionCookie, "planted");
    await typeRightCode(ada.email);
    await browser.post(goOn, { organizationId: harbourWorks.id });
    expect(browser.cookies.get(sessionCookie)).not.toBe("planted");
    expect((await browser.post(refresh, {})).status).toBe(200);
  });

  it("refuses the step in another browser, and doesn't use it up", async () => {
    const { app, browser, typeRightCode, compares } = setUp();
    await typeRightCode(ada.email);
    const asked = compares();
    const stranger = createTestBrowser(app);
    const choice = { organizationId: harbourWorks.id };
    const refused = await stranger.post(goOn, choice);
    expect(refused.status).toBe(400);
    expect((await problemOf(refused))?.code).toBe("no_step");
    stranger.cookies.set(stepCookie, "a.b.c.d.e");
    expect((await problemOf(await stranger.post(goOn, choice)))?.code).toBe("no_step");
    expect(compares()).toBe(asked);
    expect((await browser.post(goOn, choice)).status).toBe(200);
  });

  it.each([challengeCookie, sessionCookie])("refuses a %s in place of a step", async (name) => {
    const { browser, typeRightCode } = setUp();
    await typeRightCode(grace.email);
    await browser.post(send, { email: ada.email });
    browser.cookies.set(stepCookie, browser.cookies.get(name) ?? "");
    const response = await browser.post(goOn, { organizationId: harbourWorks.id });
    expect((await problemOf(response))?.code).toBe("no_step");
    expect(browser.cookies.has(stepCookie)).toBe(false);
  });

  it("refuses a step in place of a challenge or a session", async () => {
    const { browser, typeRightCode } = setUp();
    await typeRightCode(margaret.email);
    browser.cookies.set(challengeCookie, browser.cookies.get(stepCookie) ?? "");
    browser.cookies.set(sessionCookie, browser.cookies.get(stepCookie) ?? "");
    expect((await problemOf(await browser.post(verify, { code: "123456" })))?.code).toBe("no_challenge");
    expect((await problemOf(await browser.post(refresh, {})))?.code).toBe("session_ended");
  });

  it("refuses an answered step whose cookie was kept (replay)", async () => {
    const { browser, typeRightCode, compares } = setUp();
    await typeRightCode(ada.email);
    const kept = browser.cookies.get(stepCookie) ?? "";
    const choice = { organizationId: harbourWorks.id };
    expect((await browser.post(goOn, choice)).status).toBe(200);
    const asked = compares();
    browser.cookies.set(stepCookie, kept);
    expect((await problemOf(await browser.post(goOn, choice)))?.code).toBe("no_step");
    expect(compares()).toBe(asked);
  });

  it("refuses the challenge before the step if its cookie was kept (replay)", async () => {
    const { browser, mailedCode } = setUp();
    await browser.post(send, { email: ada.email });
    const kept = browser.cookies.get(challengeCookie) ?? "";
    const code = mailedCode(ada.email);
    await browser.post(verify, { code });
    await browser.post(goOn, { organizationId: harbourWorks.id });
    browser.cookies.set(challengeCookie, kept);
    expect((await problemOf(await browser.post(verify, { code })))?.code).toBe("no_challenge");
  });

  it("gives one session for a thousand parallel posts of the correct answer", async () => {
    const { browser, typeRightCode, compares } = setUp();
    await typeRightCode(ada.email);
    const asked = compares();
    const choice = { organizationId: harbourWorks.id };
    const responses = await Promise.all(
      Array.from({ length: 1000 }, async () => await browser.post(goOn, choice)),
    );
    expect(compares() - asked).toBeLessThanOrEqual(stepLimits.attemptsPerStep.quotas[0].maximum);
    expect(responses.filter((response) => response.status === 200)).toHaveLength(1);
  });

  it("gives one session even if WorkOS accepts the step twice, and revokes the other", async () => {
    const revoked: string[] = [];
    let first: Promise<string> | null = null;
    const set = setUp({
      intercept: async (request) => {
        const { pathname } = new URL(request.url);
        const body = await request.clone().text();
        if (pathname === "/user_management/sessions/revoke") revoked.push(body);
        if (pathname !== authenticatePath || !body.includes("organization-selection")) return null;
        first ??= Promise.resolve(set.workos.answer(request)).then(
          async (answer) => (await answer?.text()) ?? "",
        );
        return new Response(await first, { headers: { "Content-Type": "application/json" } });
      },
    });
    await set.typeRightCode(ada.email);
    const choice = { organizationId: harbourWorks.id };
    const responses = await Promise.all([1, 2, 3].map(async () => await set.browser.post(goOn, choice)));
    expect(responses.filter((response) => response.status === 200)).toHaveLength(1);
    const others = responses.filter((response) => response.status !== 200);
    expect((await Promise.all(others.map(problemOf))).map((problem) => problem?.code)).toEqual([
      "no_step",
      "no_step",
    ]);
    await vi.waitFor(() => expect(revoked).toHaveLength(2));
  });

  it("refuses an expired step, and clears its cookie", async () => {
    const { browser, typeRightCode, compares } = setUp();
    await typeRightCode(ada.email);
    const asked = compares();
    vi.setSystemTime(Date.now() + 10 * minuteMs);
    const response = await browser.post(goOn, { organizationId: harbourWorks.id });
    expect(response.status).toBe(400);
    expect((await problemOf(response))?.code).toBe("step_expired");
    expect(browser.cookies.has(stepCookie)).toBe(false);
    expect(compares()).toBe(asked);
  });

  it("treats a step that WorkOS no longer keeps as expired", async () => {
    const { browser, typeRightCode, callMock, appCode } = setUp();
    await typeRightCode(margaret.email);
    await callMock("/mock/expire-pending", { email: margaret.email });
    const response = await browser.post(goOn, { totp: await appCode(margaret.email) });
    expect((await problemOf(response))?.code).toBe("step_expired");
    expect(browser.cookies.has(stepCookie)).toBe(false);
  });

  it("refuses a step whose attempts were counted in a store that was emptied", async () => {
    const { app, browser, typeRightCode, workos } = setUp();
    await typeRightCode(ada.email);
    const other = createTestFunction({
      features: [signInSteps],
      answers: [(request: Request) => workos.answer(request)],
      variables: {
        ...testVariables,
        PORTICO_ORIGIN: testOrigin,
      },
    });
    other.browser.cookies.set(stepCookie, browser.cookies.get(stepCookie) ?? "");
    const choice = { organizationId: harbourWorks.id };
    expect((await problemOf(await other.browser.post(goOn, choice)))?.code).toBe("no_step");
    const same = createTestBrowser(app);
    same.cookies.set(stepCookie, browser.cookies.get(stepCookie) ?? "");
    expect((await same.post(goOn, choice)).status).toBe(200);
  });

  it("drops the step when a new code is requested", async () => {
    const { browser, typeRightCode } = setUp();
    await typeRightCode(ada.email);
    await browser.post(send, { email: grace.email });
    expect(browser.cookies.has(stepCookie)).toBe(false);
    const response = await browser.post(goOn, { organizationId: harbourWorks.id });
    expect((await problemOf(response))?.code).toBe("no_step");
  });

  it("answers a send the same whether it drops a step or not", async () => {
    const { app, browser, typeRightCode } = setUp();
    await typeRightCode(ada.email);
    const dropping = await browser.post(send, { email: grace.email });
    const other = await createTestBrowser(app).post(send, { email: grace.email });
    expect([dropping.status, await dropping.text()]).toEqual([other.status, await other.text()]);
  });

  it.each([
    {},
    { organizationId: "" },
    { totp: "12345" },
    { totp: 123_456 },
    { code: "ABCDE-FGHJK" },
    { totp: "123456", code: "123456" },
    { organizationId: "org_1", email: ada.email },
  ])("refuses the body %j without counting an attempt", async (body) => {
    const { browser, typeRightCode, compares } = setUp();
    await typeRightCode(margaret.email);
    const asked = compares();
    expect((await problemOf(await browser.post(goOn, body)))?.code).toBe("invalid_request");
    expect(compares()).toBe(asked);
  });

  it("refuses the answer to a different step without counting an attempt", async () => {
    const { browser, typeRightCode, compares, appCode } = setUp();
    await typeRightCode(margaret.email);
    const asked = compares();
    for (const body of Array.from({ length: 3 }, () => [
      { organizationId: "org_1" },
      { code: "123456" },
    ]).flat()) {
      expect((await problemOf(await browser.post(goOn, body)))?.code).toBe("invalid_request");
    }
    expect(compares()).toBe(asked);
    expect((await browser.post(goOn, { totp: await appCode(margaret.email) })).status).toBe(200);
  });

  it("keeps the organization choice open after one that the user no longer belongs to", async () => {
    const { browser, asked, typeRightCode } = setUp();
    await typeRightCode(ada.email);
    const refused = await browser.post(goOn, { organizationId: "org_unknown" });
    expect(refused.status).toBe(403);
    expect((await problemOf(refused))?.code).toBe("organization_refused");
    const before = asked.length;
    const hostile = await browser.post(goOn, { organizationId: "org_1<script>" });
    expect((await problemOf(hostile))?.code).toBe("organization_refused");
    expect(asked).toHaveLength(before);
    expect((await browser.post(goOn, { organizationId: harbourWorks.id })).status).toBe(200);
  });

  it("reports that the chosen organization requires single sign-on", async () => {
    let isChosen = false;
    const { browser, typeRightCode } = setUp({
      intercept: (request) => {
        if (!isChosen || new URL(request.url).pathname !== authenticatePath) return null;
        const body = { error: "sso_required", error_description: "x", connection_ids: ["conn_1"] };
        return Response.json(body, { status: 400 });
      },
    });
    await typeRightCode(ada.email);
    isChosen = true;
    const response = await browser.post(goOn, { organizationId: harbourWorks.id });
    expect((await problemOf(response))?.code).toBe("sso_required");
  });

  describe("guesses", () => {
    it("counts wrong step answers down and compares no sixth one, not even the correct one", async () => {
      const { browser, typeRightCode, appCode, compares } = setUp();
      await typeRightCode(margaret.email);
      const right = await appCode(margaret.email);
      const asked = compares();
      const attemptsLeft: unknown[] = [];
      for (let guess = 1; guess <= 5; guess += 1) {
        const problem = await problemOf(await browser.post(goOn, { totp: otherCode(right, guess * 1000) }));
        expect(problem?.code).toBe("wrong_totp");
        attemptsLeft.push(problem?.attemptsLeft);
      }
      expect(attemptsLeft).toEqual([4, 3, 2, 1, 0]);
      const sixth = await browser.post(goOn, { totp: right });
      expect((await problemOf(sixth))?.code).toBe("too_many_attempts");
      expect(compares() - asked).toBe(5);
    });

    it("compares at most five of a thousand parallel step answers", async () => {
      const { browser, typeRightCode, appCode, compares } = setUp();
      await typeRightCode(margaret.email);
      const right = await appCode(margaret.email);
      const asked = compares();
      const responses = await Promise.all(
        Array.from(
          { length: 1000 },
          async (_, index) => await browser.post(goOn, { totp: otherCode(right, index) }),
        ),
      );
      expect(compares() - asked).toBe(5);
      expect(responses.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    });

    it("counts guesses at a second factor also by account, over all sign-ins", async () => {
      const { app, typeRightCode, appCode, compares } = setUp();
      const [{ maximum }] = stepLimits.wrongStepCodesPerAccount.quotas;
      const codes: unknown[] = [];
      for (let round = 0; round * 5 < maximum + 5; round += 1) {
        vi.setSystemTime(Date.now() + 2 * minuteMs);
        const attacker = createTestBrowser(app);
        await typeRightCode(margaret.email, attacker);
        const right = await appCode(margaret.email);
        for (let guess = 1; guess <= 5; guess += 1) {
          const wrong = { totp: otherCode(right, guess * 1000) };
          codes.push((await problemOf(await attacker.post(goOn, wrong)))?.code);
        }
      }
      expect(codes.filter((code) => code === "wrong_totp")).toHaveLength(maximum);
      expect(codes.slice(maximum)).toEqual(Array.from({ length: 5 }, () => "continue_with_workos"));
      const asked = compares();
      const last = createTestBrowser(app);
      vi.setSystemTime(Date.now() + 2 * minuteMs);
      await typeRightCode(margaret.email, last);
      const refused = await last.post(goOn, { totp: await appCode(margaret.email) });
      expect((await problemOf(refused))?.code).toBe("continue_with_workos");
      expect(compares() - asked).toBe(1);
    });

    it("doesn't count correct step answers by account", async () => {
      const { app, typeRightCode, appCode } = setUp();
      const [{ maximum }] = stepLimits.wrongStepCodesPerAccount.quotas;
      for (let round = 0; round <= maximum; round += 1) {
        vi.setSystemTime(Date.now() + 2 * minuteMs);
        const browser = createTestBrowser(app, { address: `192.0.2.${String(round)}` });
        await typeRightCode(margaret.email, browser);
        expect((await browser.post(goOn, { totp: await appCode(margaret.email) })).status).toBe(200);
      }
    });

    it("doesn't count answers to a step that WorkOS no longer keeps", async () => {
      let isEnded = false;
      const { app, typeRightCode, appCode } = setUp({
        intercept: (request) =>
          isEnded && new URL(request.url).pathname === authenticatePath
            ? Response.json({ code: "user_mismatch", message: "x" }, { status: 400 })
            : null,
      });
      const [{ maximum }] = stepLimits.wrongStepCodesPerAccount.quotas;
      const codes: unknown[] = [];
      for (let round = 0; round <= maximum; round += 1) {
        vi.setSystemTime(Date.now() + 2 * minuteMs);
        const browser = createTestBrowser(app, { address: `192.0.2.${String(round)}` });
        await typeRightCode(margaret.email, browser);
        isEnded = true;
        const response = await browser.post(goOn, { totp: await appCode(margaret.email) });
        codes.push((await problemOf(response))?.code);
        isEnded = false;
      }
      expect(codes).toEqual(codes.map(() => "step_expired"));
    });

    it("distinguishes a wrong code of the second mail from an expired one", async () => {
      const { browser, typeRightCode, mailedCode, callMock } = setUp();
      await typeRightCode(emmy.email);
      const right = mailedCode(emmy.email);
      const wrong = await problemOf(await browser.post(goOn, { code: otherCode(right) }));
      expect(wrong).toMatchObject({ code: "wrong_one_time_code", attemptsLeft: 4 });
      await callMock("/mock/expire-code", { email: emmy.email });
      const expired = await problemOf(await browser.post(goOn, { code: right }));
      expect(expired?.code).toBe("one_time_code_expired");
    });

    it("treats a used authenticator code as a wrong one", async () => {
      const { app, typeRightCode, appCode } = setUp();
      const code = await appCode(margaret.email);
      const statuses: unknown[] = [];
      for (const address of ["192.0.2.1", "192.0.2.2"]) {
        const browser = createTestBrowser(app, { address });
        await typeRightCode(margaret.email, browser);
        const response = await browser.post(goOn, { totp: code });
        statuses.push(response.status === 200 ? 200 : (await problemOf(response))?.code);
      }
      expect(statuses).toEqual([200, "wrong_totp"]);
    });
  });

  it("gives back an attempt that WorkOS didn't compare, and keeps the step", async () => {
    let answer: (() => Response) | null = null;
    const { browser, typeRightCode, appCode } = setUp({
      intercept: (request) =>
        new URL(request.url).pathname === authenticatePath ? (answer?.() ?? null) : null,
    });
    await typeRightCode(margaret.email);
    const totp = await appCode(margaret.email);
    answer = () => Response.json({ message: "x" }, { status: 502 });
    for (let index = 0; index < 12; index += 1) {
      const response = await browser.post(goOn, { totp });
      expect(response.status).toBe(503);
      expect(response.headers.get("Retry-After")).toMatch(/^[0-9]+$/);
    }
    answer = () => Response.json({ message: "x" }, { status: 429, headers: { "Retry-After": "12" } });
    const limited = await browser.post(goOn, { totp });
    expect([limited.status, limited.headers.get("Retry-After")]).toEqual([429, "12"]);
    answer = null;
    expect((await browser.post(goOn, { totp })).status).toBe(200);
  });

  it.each([
    [400, { code: "user_mismatch", message: "x" }, "step_expired", 400],
    [404, { message: "Challenge not found" }, "step_expired", 400],
    [422, { code: "authentication_challenge_previously_verified", message: "x" }, "wrong_totp", 400],
    [400, { code: "one_time_code_too_many_attempts", message: "x" }, "too_many_attempts", 400],
    [400, { error: "sso_required", error_description: "x" }, "sso_required", 403],
    [400, { error: "sign_up_not_allowed", error_description: "x" }, "sign_up_not_allowed", 403],
    [403, { code: "mfa_enrollment", message: "x" }, "continue_with_workos", 403],
    [400, { message: "something new" }, "continue_with_workos", 403],
    [401, { message: "Unauthorized" }, "not_configured", 503],
    [200, { user: { id: "user_1" } }, "workos_unreachable", 503],
  ] as const)("answers WorkOS's %i %j with %s", async (workosStatus, body, code, status) => {
    let isAtStep = false;
    const { browser, typeRightCode } = setUp({
      intercept: (request) =>
        isAtStep && new URL(request.url).pathname === authenticatePath
          ? Response.json(body, { status: workosStatus })
          : null,
    });
    await typeRightCode(margaret.email);
    isAtStep = true;
    const response = await browser.post(goOn, { totp: "123456" });
    expect(response.status).toBe(status);
    expect((await problemOf(response))?.code).toBe(code);
    expect(browser.cookies.has(sessionCookie)).toBe(false);
  });
});
