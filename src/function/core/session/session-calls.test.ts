import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { newerSealingKey, testSealingKeys } from "../../testing/test-keys.ts";
import { createTestWorkos, testVariables, testWorkosOrigin } from "../../testing/test-workos.ts";
import { decodeAccessToken } from "../../../contract/access-token.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { parseProblem } from "../../../contract/failure.ts";
import { parseSessionAnswer, parseSignOutAnswer } from "../../../contract/session.ts";
import { analyticalEngines, grace, harbourWorks } from "../../../mocks/people.ts";
import { answerManySessions } from "../../testing/many-sessions.ts";
import { type TestBrowser, createTestBrowser } from "../../testing/test-browser.ts";
import { type AnswerAsWorkos, createTestFunction } from "../../testing/test-function.ts";
import { parseSealingKeys } from "../configuration/sealing-keys.ts";
import type { Wait } from "../feature/environment.ts";
import { createSealer } from "../sealing/sealer.ts";

const { email } = grace;
const sessionCookie = "__Host-portico-session";
const { sendEmailCode, verifyEmailCode, refreshSession: refresh, signOut } = apiPaths;
const authenticatePath = "/user_management/authenticate";
const revokePath = "/user_management/sessions/revoke";

function setUp(options: { variables?: Record<string, string>; wait?: Wait } = {}) {
  const workos = createTestWorkos();
  const control: { intercept: AnswerAsWorkos } = { intercept: () => null };
  const variables = {
    ...testVariables,
    ...options.variables,
  };
  const answers: AnswerAsWorkos[] = [
    (request) => control.intercept(request),
    (request) => workos.answer(request),
  ];
  return {
    workos,
    control,
    ...createTestFunction({ answers, variables, ...(options.wait && { wait: options.wait }) }),
  };
}

async function signIn(set: ReturnType<typeof setUp>, browser: TestBrowser = set.browser) {
  await browser.post(sendEmailCode, { email });
  await vi.waitFor(() => {
    expect(set.workos.mailbox.latestTo(email)).toBeDefined();
  });
  const code = /[0-9]{6}/.exec(set.workos.mailbox.latestTo(email)?.text ?? "")?.[0];
  const response = await browser.post(verifyEmailCode, { code });
  expect(response.status).toBe(200);
  set.workos.mailbox.clear();
  return parseSessionAnswer(await response.json());
}

function answerAt(path: string, status: number, body: unknown): AnswerAsWorkos {
  return (request) => (new URL(request.url).pathname === path ? Response.json(body, { status }) : null);
}

function answerPage(status: number, text: string): AnswerAsWorkos {
  return (request) =>
    new URL(request.url).pathname === authenticatePath ? new Response(text, { status }) : null;
}

async function codeOf(response: Response): Promise<string | undefined> {
  return parseProblem(await response.json())?.code;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("POST /api/session/refresh", () => {
  it("refreshes with a fresh access token and a new cookie", async () => {
    const set = setUp();
    const first = await signIn(set);
    const cookie = set.browser.cookies.get(sessionCookie);
    vi.setSystemTime(Date.now() + 60_000);
    const response = await set.browser.post(refresh, {});
    expect(response.status).toBe(200);
    const session = parseSessionAnswer(await response.json());
    expect(session?.user.id).toBe(first?.user.id);
    expect(session?.accessToken).not.toBe(first?.accessToken);
    expect(session?.authenticationMethod).toBe("MagicAuth");
    expect(set.browser.cookies.get(sessionCookie)).not.toBe(cookie);
    expect(response.headers.getSetCookie()[0]).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  });

  it("switches the organization on refresh", async () => {
    const set = setUp();
    await signIn(set);
    const organizationIds = [analyticalEngines.id, harbourWorks.id];
    const joined = new Request(`${testWorkosOrigin}/mock/people`, {
      method: "POST",
      body: JSON.stringify({ email, organizationIds }),
      headers: { "Content-Type": "application/json" },
    });
    expect((await set.workos.answer(joined))?.status).toBe(204);
    const response = await set.browser.post(refresh, { organizationId: harbourWorks.id });
    const session = parseSessionAnswer(await response.json());
    expect(decodeAccessToken(session?.accessToken ?? "")).toMatchObject({
      organizationId: harbourWorks.id,
      role: "member",
    });
  });

  it.each([".", "org_1<script>", "../org_1", "' OR 1=1"])(
    "refuses an organization that can't be one, and asks WorkOS nothing: %s",
    async (organizationId) => {
      const set = setUp();
      await signIn(set);
      const asked = set.asked.length;
      expect(await codeOf(await set.browser.post(refresh, { organizationId }))).toBe("organization_refused");
      expect(set.asked).toHaveLength(asked);
    },
  );

  it("keeps the session when the organization is refused", async () => {
    const set = setUp();
    await signIn(set);
    expect(await codeOf(await set.browser.post(refresh, { organizationId: "org_x" }))).toBe(
      "organization_refused",
    );
    set.control.intercept = () => null;
    expect((await set.browser.post(refresh, {})).status).toBe(200);
  });

  it.each([
    [400, { error: "organization_not_found", error_description: "x" }, "organization_refused"],
    [400, { error: "organization_membership_not_found", error_description: "x" }, "organization_refused"],
    [400, { code: "invalid_organization_id", message: "x" }, "organization_refused"],
    [404, { message: "Organization not found" }, "organization_refused"],
    [403, { code: "forbidden", message: "x" }, "organization_refused"],
    [422, { code: "invalid_request_parameters", message: "x" }, "organization_refused"],
    [400, { error: "sso_required", error_description: "x" }, "sso_required"],
    [400, { message: "Must use SSO for selected organization" }, "sso_required"],
    [403, { code: "mfa_enrollment", message: "x" }, "continue_with_workos"],
    [403, { code: "mfa_challenge", message: "x" }, "continue_with_workos"],
    [403, { code: "organization_selection_required", message: "x" }, "continue_with_workos"],
    [403, { code: "email_verification_required", message: "x" }, "continue_with_workos"],
    [400, { error: "access_denied", error_description: "x" }, "continue_with_workos"],
    [400, { error: "invalid_client", error_description: "x" }, "not_configured"],
    [400, { error: "unauthorized_client", error_description: "x" }, "not_configured"],
    [404, { code: "entity_not_found", message: "x" }, "organization_refused"],
    [400, { error: "temporarily_unavailable", error_description: "x" }, "workos_unreachable"],
  ])("says what WorkOS refuses about a refresh into an organization: %i %j", async (status, body, code) => {
    const set = setUp();
    await signIn(set);
    set.control.intercept = answerAt(authenticatePath, status, body);
    expect(await codeOf(await set.browser.post(refresh, { organizationId: "org_x" }))).toBe(code);
    expect(set.browser.cookies.has(sessionCookie)).toBe(true);
  });

  it.each([
    [403, { code: "a_new_name", message: "x" }],
    [418, { message: "x" }],
    [400, { error: "organization_membership_not_found", error_description: "x" }],
    [404, { message: "x" }],
    [422, { code: "invalid_request_parameters", message: "x" }],
  ])(
    "takes an unknown refusal for a requirement of WorkOS's, not for an outage: %i %j",
    async (status, body) => {
      const set = setUp();
      await signIn(set);
      set.control.intercept = answerAt(authenticatePath, status, body);
      expect(await codeOf(await set.browser.post(refresh, {}))).toBe("continue_with_workos");
      expect(set.browser.cookies.has(sessionCookie)).toBe(true);
    },
  );

  it.each([
    [403, { code: "mfa_enrollment", message: "x" }, "mfa_enrollment"],
    [403, { code: "organization_selection_required", message: "x" }, "organization_selection_required"],
    [400, { error: "access_denied", error_description: "x" }, "access_denied"],
    [403, { code: "a_new_name", message: "x" }, "a_new_name"],
    [403, { message: "Ada Lovelace <ada@example.com> needs x" }, undefined],
  ])(
    "passes on the name of what WorkOS requires, and no sentence of it: %i %j",
    async (status, body, name) => {
      const set = setUp();
      await signIn(set);
      set.control.intercept = answerAt(authenticatePath, status, body);
      const problem = parseProblem(await (await set.browser.post(refresh, {})).json());
      expect([problem?.code, problem?.detail]).toEqual(["continue_with_workos", name]);
    },
  );

  it("answers no_session to a refresh without a cookie", async () => {
    const { browser, asked } = setUp();
    const response = await browser.post(refresh, {});
    expect(response.status).toBe(401);
    expect(await codeOf(response)).toBe("no_session");
    expect(asked).toEqual([]);
  });

  it("ends a session whose cookie no key opens", async () => {
    const { browser, asked } = setUp();
    browser.cookies.set(sessionCookie, "planted");
    expect(await codeOf(await browser.post(refresh, {}))).toBe("session_ended");
    expect(browser.cookies.has(sessionCookie)).toBe(false);
    expect(asked).toEqual([]);
  });

  it.each([[{ error: "invalid_grant", error_description: "x" }], [{ code: "invalid_grant", message: "x" }]])(
    "ends the session on %j and clears the cookie",
    async (body) => {
      const set = setUp();
      await signIn(set);
      set.control.intercept = answerAt(authenticatePath, 400, body);
      const response = await set.browser.post(refresh, {});
      expect(response.status).toBe(401);
      expect(await codeOf(response)).toBe("session_ended");
      expect(set.browser.cookies.has(sessionCookie)).toBe(false);
    },
  );

  it.each<[string, AnswerAsWorkos]>([
    ["a lost connection", () => Promise.reject(new TypeError("fetch failed"))],
    ["a 500", answerAt(authenticatePath, 500, { message: "x" })],
    ["a 429", answerAt(authenticatePath, 429, { message: "x" })],
    ["a refused API key", answerAt(authenticatePath, 401, { message: "x" })],
    ["an early request", answerAt(authenticatePath, 425, { message: "x" })],
    ["a temporary refusal", answerAt(authenticatePath, 403, { code: "rate_limit_exceeded", message: "x" })],
    ["a timed-out request", answerAt(authenticatePath, 408, { message: "x" })],
    ["a firewall's page", answerPage(403, "<html>Blocked</html>")],
    ["a gateway's page", answerPage(404, "<html>Not Found</html>")],
    ["a refusal in words of another server", answerAt(authenticatePath, 403, { status: "blocked" })],
    ["a refusal without a body", answerPage(403, "")],
    ["a success without tokens", answerAt(authenticatePath, 200, {})],
  ])("keeps the session through %s", async (_name, intercept) => {
    const set = setUp();
    await signIn(set);
    set.control.intercept = intercept;
    const response = await set.browser.post(refresh, {});
    expect(response.status).toBe(503);
    expect(response.headers.getSetCookie()).toEqual([]);
    set.control.intercept = () => null;
    expect((await set.browser.post(refresh, {})).status).toBe(200);
  });

  it("says when to retry a refresh", async () => {
    const set = setUp();
    await signIn(set);
    set.control.intercept = answerAt(authenticatePath, 503, { message: "x" });
    expect((await set.browser.post(refresh, {})).headers.get("Retry-After")).toBe("5");
  });

  it("refreshes two tabs with the same cookie, and refuses a late replay", async () => {
    const set = setUp();
    await signIn(set);
    const other = createTestBrowser(set.app);
    other.cookies.set(sessionCookie, set.browser.cookies.get(sessionCookie) ?? "");
    const replayed = createTestBrowser(set.app);
    replayed.cookies.set(sessionCookie, set.browser.cookies.get(sessionCookie) ?? "");
    set.asked.length = 0;
    const responses = await Promise.all([set.browser.post(refresh, {}), other.post(refresh, {})]);
    expect(responses.map((response) => response.status)).toEqual([200, 200]);
    expect(set.asked).toEqual([authenticatePath]);
    vi.setSystemTime(Date.now() + 11_000);
    expect((await other.post(refresh, {})).status).toBe(200);
    vi.setSystemTime(Date.now() + 11_000);
    expect(await codeOf(await replayed.post(refresh, {}))).toBe("session_ended");
  });

  it("keeps a WorkOS session after a key change, and gives none for the old key once that is removed", async () => {
    const newKeys = newerSealingKey;
    const before = setUp();
    await signIn(before);
    const cookie = before.browser.cookies.get(sessionCookie) ?? "";
    const during = setUp({ variables: { PORTICO_KEYS: `${newKeys},${testSealingKeys}` } });
    during.browser.cookies.set(sessionCookie, cookie);
    expect((await during.browser.post(refresh, {})).status).toBe(200);
    const after = setUp({ variables: { PORTICO_KEYS: newKeys } });
    after.browser.cookies.set(sessionCookie, during.browser.cookies.get(sessionCookie) ?? "");
    expect((await after.browser.post(refresh, {})).status).toBe(200);
    after.browser.cookies.set(sessionCookie, cookie);
    expect(await codeOf(await after.browser.post(refresh, {}))).toBe("codes_paused");
    // Else an operator would take it for a store that is down.
    expect(after.log).toContainEqual(
      expect.objectContaining({ level: "warn", event: "sealing_key_unknown" }),
    );
    expect(after.browser.cookies.get(sessionCookie)).toBe(cookie);
  });
});

describe("POST /api/session/sign-out", () => {
  it("clears the cookie and revokes the session, so that its refresh token is refused", async () => {
    const set = setUp();
    await signIn(set);
    const kept = set.browser.cookies.get(sessionCookie) ?? "";
    const response = await set.browser.post(signOut, {});
    expect(parseSignOutAnswer(await response.json())).toEqual({ revoked: true });
    expect(response.headers.getSetCookie()).toEqual([
      "__Host-portico-session=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict",
    ]);
    expect(set.asked.at(-1)).toBe(revokePath);
    // Another instance doesn't know about the sign-out, so there WorkOS itself has to refuse.
    const elsewhere = createTestFunction({
      answers: [(request) => set.workos.answer(request)],
      variables: testVariables,
    });
    elsewhere.browser.cookies.set(sessionCookie, kept);
    expect(await codeOf(await elsewhere.browser.post(refresh, {}))).toBe("session_ended");
    expect(elsewhere.asked).toEqual([authenticatePath]);
  });

  it.each([false, true])(
    "doesn't report a session as revoked when a firewall refuses the revocation, everywhere or not: %s",
    async (everywhere) => {
      const set = setUp();
      await signIn(set);
      set.control.intercept = () => new Response("<html>Blocked</html>", { status: 403 });
      expect(await (await set.browser.post(signOut, { everywhere })).json()).toEqual({ revoked: false });
    },
  );

  it("answers revoked to a sign-out without a session", async () => {
    const { browser, asked } = setUp();
    const response = await browser.post(signOut, {});
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ revoked: true });
    expect(response.headers.getSetCookie()).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  it("clears a cookie that it can't open, and doesn't report it as revoked", async () => {
    const { browser } = setUp();
    browser.cookies.set(sessionCookie, "planted");
    expect(await (await browser.post(signOut, {})).json()).toEqual({ revoked: false });
    expect(browser.cookies.size).toBe(0);
  });

  it("doesn't report a session as revoked that no issuer recognizes, such as one of a newer release", async () => {
    const { browser, asked } = setUp();
    const sealer = createSealer(parseSealingKeys(testSealingKeys));
    browser.cookies.set(sessionCookie, await sealer.seal("session", { version: 99, sessionId: "session_1" }));
    expect(await (await browser.post(signOut, {})).json()).toEqual({ revoked: false });
    expect(browser.cookies.size).toBe(0);
    expect(asked).toEqual([]);
  });

  it("ends every session of the user with everywhere, and none of another user", async () => {
    const set = setUp();
    await signIn(set);
    const laptop = createTestBrowser(set.app);
    await signIn(set, laptop);
    vi.setSystemTime(Date.now() + 11_000);
    expect(await (await set.browser.post(signOut, { everywhere: true })).json()).toEqual({ revoked: true });
    expect(await codeOf(await laptop.post(refresh, {}))).toBe("session_ended");
  });

  it("ends a session behind two thousand newer ones with everywhere", async () => {
    const set = setUp();
    await signIn(set);
    const many = answerManySessions(2001);
    set.control.intercept = many.answer;
    expect(await (await set.browser.post(signOut, { everywhere: true })).json()).toEqual({ revoked: true });
    expect([...many.revoked]).toContain("session_2000");
  });

  it("doesn't report all sessions as revoked when it couldn't read all of them", async () => {
    const set = setUp();
    await signIn(set);
    const many = answerManySessions(Infinity);
    set.control.intercept = many.answer;
    expect(await (await set.browser.post(signOut, { everywhere: true })).json()).toEqual({ revoked: false });
    // Reading the list again would take as many requests, and end as it did.
    expect(set.log.filter(({ event }) => event === "sign_out_not_told")).toEqual([]);
  });

  it("doesn't take a missing page for the end of the list", async () => {
    const set = setUp();
    await signIn(set);
    const many = answerManySessions(2001);
    set.control.intercept = (request) =>
      request.url.includes("after=")
        ? Response.json({ message: "Session not found" }, { status: 404 })
        : many.answer(request);
    expect(await (await set.browser.post(signOut, { everywhere: true })).json()).toEqual({ revoked: false });
  });

  it.each([
    [403, { message: "Forbidden" }],
    [403, "<html>Blocked</html>"],
    [404, "<html>Not Found</html>"],
    [429, { message: "x" }],
  ])("takes a refusal of the list for no empty list: %i %j", async (status, body) => {
    const set = setUp();
    await signIn(set);
    set.control.intercept = ({ url }) =>
      url.includes("/sessions?") ? Response.json(body, { status }) : null;
    expect(await (await set.browser.post(signOut, { everywhere: true })).json()).toEqual({ revoked: false });
  });

  it.each([
    [403, "<html>Blocked</html>", false],
    [403, { message: "Forbidden" }, false],
    [400, { message: "Session not found" }, true],
    [404, { message: "Session not found" }, true],
  ])("tells a session that had ended from a refusal to end it: %i %j", async (status, body, revoked) => {
    const set = setUp();
    await signIn(set);
    set.control.intercept = answerAt(revokePath, status, body);
    expect(await (await set.browser.post(signOut, {})).json()).toEqual({ revoked });
  });

  it("keeps the user's other sessions without everywhere", async () => {
    const set = setUp();
    await signIn(set);
    const laptop = createTestBrowser(set.app);
    await signIn(set, laptop);
    await set.browser.post(signOut, {});
    expect((await laptop.post(refresh, {})).status).toBe(200);
  });

  it("signs out here while WorkOS is down, stays signed out, and revokes at WorkOS later", async () => {
    const waits: { delayMs: number; resume: () => void }[] = [];
    const set = setUp({
      wait: async (delayMs) => {
        // Sends wait for their response delay; only the retries are held here.
        if (delayMs > 600) await new Promise<void>((resume) => waits.push({ delayMs, resume }));
        else await new Promise<void>((resume) => setTimeout(resume, 20));
      },
    });
    await signIn(set);
    const kept = set.browser.cookies.get(sessionCookie) ?? "";
    set.control.intercept = () => Promise.reject(new TypeError("fetch failed"));
    const response = await set.browser.post(signOut, {});
    expect(await response.json()).toEqual({ revoked: false });
    expect(set.browser.cookies.has(sessionCookie)).toBe(false);

    set.browser.cookies.set(sessionCookie, kept);
    expect(await codeOf(await set.browser.post(refresh, {}))).toBe("session_ended");

    for (const index of [0, 1]) {
      await vi.waitFor(() => expect(waits).toHaveLength(index + 1));
      waits[index]?.resume();
    }
    expect(waits.map(({ delayMs }) => delayMs)).toEqual([1000, 4000]);
    const readFailures = () => set.log.filter((entry) => entry.event === "sign_out_not_told");
    await vi.waitFor(() =>
      expect(readFailures()).toMatchObject([1, 2, 3].map((attempt) => ({ attempt, isKept: true }))),
    );
    set.control.intercept = () => null;
    set.asked.length = 0;
    vi.setSystemTime(Date.now() + 300_000);
    await createTestBrowser(set.app).post(refresh, {});
    await set.finishBackground();
    expect(set.asked).toEqual([revokePath]);
    vi.setSystemTime(Date.now() + 600_000);
    await set.app.runDueTasks();
    expect(set.asked).toEqual([revokePath]);
  });

  it("keeps a sign-out that a refresh in flight would undo", async () => {
    const set = setUp();
    await signIn(set);
    const held: (() => void)[] = [];
    set.control.intercept = async (request) => {
      if (new URL(request.url).pathname !== authenticatePath) return null;
      const response = await set.workos.answer(request);
      await new Promise<void>((resolve) => held.push(resolve));
      return response;
    };
    const tab = createTestBrowser(set.app);
    tab.cookies.set(sessionCookie, set.browser.cookies.get(sessionCookie) ?? "");
    set.asked.length = 0;
    const refreshing = tab.post(refresh, {});
    await vi.waitFor(() => expect(set.asked).toContain(authenticatePath));
    await set.browser.post(signOut, {});
    await vi.waitFor(() => {
      for (const release of held.splice(0)) release();
      expect(set.asked).toContain(revokePath);
    });
    const response = await refreshing;
    expect(await codeOf(response)).toBe("session_ended");
    expect(tab.cookies.has(sessionCookie)).toBe(false);
  });
});
