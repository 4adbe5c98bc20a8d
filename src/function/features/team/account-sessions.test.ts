import { describe, expect, it } from "vitest";

import { createTestWorkos, testVariables } from "../../testing/test-workos.ts";
import { parseAccountSessionsAnswer } from "../../../contract/account-sessions.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { parseProblem } from "../../../contract/failure.ts";
import { parseSessionAnswer } from "../../../contract/session.ts";
import { grace, linus } from "../../../mocks/people.ts";
import { signingKeyPair } from "../../../mocks/workos/development-keys.ts";
import { type Caller, createCallers } from "../../testing/callers.ts";
import { answerManySessions } from "../../testing/many-sessions.ts";
import { createTestBrowser } from "../../testing/test-browser.ts";
import { type AnswerAsWorkos, createTestFunction } from "../../testing/test-function.ts";
import { accessTokens } from "../access-tokens/access-tokens.ts";
import { team } from "./team.ts";

const workosOrigin = "https://api.workos.com";

function setUp() {
  const workos = createTestWorkos();
  const control: { answerAsWorkos: AnswerAsWorkos } = { answerAsWorkos: () => null };
  const { app, asked } = createTestFunction({
    features: [accessTokens, team],
    answers: [(request) => control.answerAsWorkos(request), (request) => workos.answer(request)],
    variables: testVariables,
  });
  const { callWith } = createCallers({ app, key: signingKeyPair, issuer: workosOrigin, now: Date.now });
  /** Signs in with a new browser; resolves with the session's access token. */
  const signIn = async (email: string) => {
    const browser = createTestBrowser(app);
    await browser.post(apiPaths.sendEmailCode, { email });
    const code = /[0-9]{6}/.exec(workos.mailbox.latestTo(email)?.text ?? "")?.[0];
    const answer = await browser.post(apiPaths.verifyEmailCode, { code });
    const accessToken = parseSessionAnswer(await answer.json())?.accessToken ?? "";
    return { browser, caller: callWith(accessToken) };
  };
  return { signIn, control, asked };
}

async function readSessions(caller: Caller) {
  return (
    parseAccountSessionsAnswer(await (await caller.get(apiPaths.listAccountSessions)).json())?.sessions ?? []
  );
}

describe("a user's sessions", () => {
  it("lists the caller's sessions with their browsers, marks the current one, and shows no other user's", async () => {
    const { signIn } = setUp();
    const first = await signIn(grace.email);
    await signIn(linus.email);
    const second = await signIn(grace.email);
    const sessions = await readSessions(second.caller);
    expect(sessions).toHaveLength(2);
    expect(sessions.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    expect(sessions[0]).toMatchObject({ userAgent: "TestBrowser/1.0", ipAddress: "192.0.2.1" });
    const [current] = sessions.filter(({ isCurrent }) => isCurrent);
    const fromFirst = await readSessions(first.caller);
    expect(fromFirst.find(({ id }) => id === current?.id)?.isCurrent).toBe(false);
  });

  it("ends one session and keeps the others", async () => {
    const { signIn } = setUp();
    const first = await signIn(grace.email);
    const second = await signIn(grace.email);
    const other = (await readSessions(second.caller)).find(({ isCurrent }) => !isCurrent);
    const response = await second.caller.post(apiPaths.revokeAccountSessions, { sessionId: other?.id });
    expect(await response.json()).toEqual({ revoked: true });
    expect((await readSessions(second.caller)).map(({ isCurrent }) => isCurrent)).toEqual([true]);
    expect((await first.browser.post(apiPaths.refreshSession, {})).status).toBe(401);
    expect((await second.browser.post(apiPaths.refreshSession, {})).status).toBe(200);
  });

  it("ends all sessions, including this one", async () => {
    const { signIn } = setUp();
    const first = await signIn(grace.email);
    const second = await signIn(grace.email);
    await second.caller.post(apiPaths.revokeAccountSessions, { everywhere: true });
    expect(await readSessions(second.caller)).toEqual([]);
    for (const { browser } of [first, second]) {
      expect((await browser.post(apiPaths.refreshSession, {})).status).toBe(401);
    }
  });

  it("lists and ends a session behind two thousand newer ones", async () => {
    const { signIn, control } = setUp();
    const { caller } = await signIn(grace.email);
    const many = answerManySessions(2001);
    control.answerAsWorkos = many.answer;
    expect(await (await caller.get(apiPaths.listAccountSessions)).json()).toMatchObject({ isComplete: true });
    expect(await readSessions(caller)).toHaveLength(21);
    const response = await caller.post(apiPaths.revokeAccountSessions, { everywhere: true });
    expect(await response.json()).toEqual({ revoked: true });
    expect([...many.revoked]).toContain("session_2000");
  });

  it("says when there are more sessions than it lists or ends", async () => {
    const { signIn, control } = setUp();
    const { caller } = await signIn(grace.email);
    control.answerAsWorkos = answerManySessions(Infinity).answer;
    expect(await (await caller.get(apiPaths.listAccountSessions)).json()).toMatchObject({
      isComplete: false,
    });
    const response = await caller.post(apiPaths.revokeAccountSessions, { everywhere: true });
    expect(await response.json()).toEqual({ revoked: false });
  });

  it("doesn't take a missing page for the end of the list", async () => {
    const { signIn, control } = setUp();
    const { caller } = await signIn(grace.email);
    const many = answerManySessions(2001);
    control.answerAsWorkos = (request) =>
      request.url.includes("after=")
        ? Response.json({ message: "Session not found" }, { status: 404 })
        : many.answer(request);
    const response = await caller.post(apiPaths.revokeAccountSessions, { everywhere: true });
    expect(response.status).toBe(503);
    expect((await caller.get(apiPaths.listAccountSessions)).status).toBe(503);
  });

  it.each([
    [403, { message: "Forbidden" }],
    [404, "<html>Not Found</html>"],
  ])("takes a refusal of the list for no empty list: %i %j", async (status, body) => {
    const { signIn, control } = setUp();
    const { caller } = await signIn(grace.email);
    control.answerAsWorkos = ({ url }) =>
      url.includes("/sessions?") ? Response.json(body, { status }) : null;
    const response = await caller.post(apiPaths.revokeAccountSessions, { everywhere: true });
    expect(response.status).toBe(503);
  });

  it("ignores sessions of another user without revealing that they exist", async () => {
    const { signIn, asked } = setUp();
    const victim = await signIn(linus.email);
    const [session] = await readSessions(victim.caller);
    const { caller } = await signIn(grace.email);
    for (const sessionId of [session?.id, "session_01UNKNOWN"]) {
      const response = await caller.post(apiPaths.revokeAccountSessions, { sessionId });
      expect(await response.json()).toEqual({ revoked: true });
    }
    expect(asked).not.toContain("/user_management/sessions/revoke");
    expect((await victim.browser.post(apiPaths.refreshSession, {})).status).toBe(200);
  });

  it.each(["/sessions", "/sessions/revoke"])("answers 503 while WorkOS fails at %s", async (path) => {
    const { signIn, control } = setUp();
    const { caller } = await signIn(grace.email);
    control.answerAsWorkos = ({ url }) =>
      url.split("?")[0]?.endsWith(path) ? Response.json({ message: "x" }, { status: 500 }) : null;
    const response = await caller.post(apiPaths.revokeAccountSessions, { everywhere: true });
    expect(response.status).toBe(503);
    expect(parseProblem(await response.json())?.code).toBe("workos_unreachable");
  });
});
