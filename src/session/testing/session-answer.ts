import { buildTestSession, buildTestUser } from "../../contract/testing/test-session.ts";
import { type SessionAnswer } from "../../contract/session.ts";
import { buildAccessToken } from "../../workos/testing/access-token.ts";

/** What the function answers to a right code and to a refresh. */
export function buildSessionAnswer(accessToken = buildAccessToken(300), userId = "user_1"): SessionAnswer {
  return buildTestSession({ accessToken, user: buildTestUser({ id: userId }) });
}
