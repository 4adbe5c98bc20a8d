import { describe, expect, it, vi } from "vitest";

import { testVariables } from "../../testing/test-workos.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { parseProblem } from "../../../contract/failure.ts";
import { buildAccount, createLocalIssuerFunction, workosDown } from "./testing/local-issuer-function.ts";
import { createTestBrowser, testOrigin } from "../../testing/test-browser.ts";
import type { Wait } from "../../core/feature/environment.ts";

const { sendEmailCode: send, health } = apiPaths;
const email = "ada@analytical.example";
const stranger = "nobody@example.com";

/** The response delay never ends: whatever is answered is answered before it. */
const never: Wait = async () => await new Promise<void>(() => undefined);

function setUp(options: { wait?: Wait } = {}) {
  return createLocalIssuerFunction({
    answers: [workosDown],
    variables: testVariables,
    accounts: [buildAccount({ email })],
    ...options,
  });
}

type Answer = { status: number; code: string | undefined; retryAfter: string | null; cookies: number };

async function ask({ app }: ReturnType<typeof setUp>, address: string): Promise<Answer> {
  const response = await createTestBrowser(app).post(send, { email: address });
  return {
    status: response.status,
    code: parseProblem(await response.json())?.code,
    retryAfter: response.headers.get("Retry-After"),
    cookies: response.headers.getSetCookie().length,
  };
}

const mailUnreachable: Answer = { status: 503, code: "mail_unreachable", retryAfter: "30", cookies: 0 };
const accepted: Answer = { status: 202, code: undefined, retryAfter: null, cookies: 1 };

describe("while no mail can be sent", () => {
  it.each([email, stranger])(
    "reports a mail outage at once and the same for every address, %s first",
    async (first) => {
      const set = setUp({ wait: never });
      set.control.mail = "failed";
      expect(await ask(set, first)).toEqual(mailUnreachable);
      for (const next of [email, stranger]) expect(await ask(set, next)).toEqual(mailUnreachable);
      const answer = await set.app.fetch(new Request(`${testOrigin}${health}`));
      expect(await answer.json()).toEqual({ status: "degraded", emailCode: "unavailable" });
      expect(set.log).toContainEqual(expect.objectContaining({ event: "mail_check_failed", cause: "test" }));
    },
  );

  it.each([email, stranger])(
    "reports a mail outage to the next send when it is found after the answer to %s",
    async (first) => {
      const set = setUp();
      set.control.mail = "failed";
      set.control.holdsMailCheck = true;
      expect(await ask(set, first)).toEqual(accepted);
      expect(await ask(set, stranger)).toEqual(accepted);
      set.control.holdsMailCheck = false;
      await vi.waitFor(async () => expect(await ask(set, stranger)).toEqual(mailUnreachable));
      expect(await ask(set, email)).toEqual(mailUnreachable);
    },
  );

  it("doesn't reveal through a single failed mail whether its address has an account", async () => {
    const set = setUp();
    set.control.mail = "not_taken";
    expect(await ask(set, email)).toEqual(accepted);
    await vi.waitFor(() => expect(set.events.map(({ event }) => event)).toContain("mail_failed"));
    for (const next of [email, stranger, email]) expect(await ask(set, next)).toEqual(accepted);
  });
});
