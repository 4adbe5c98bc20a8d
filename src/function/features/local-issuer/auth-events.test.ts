import { beforeEach, describe, expect, it, vi } from "vitest";

import { testVariables } from "../../testing/test-workos.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { buildAccount, createLocalIssuerFunction, workosDown } from "./testing/local-issuer-function.ts";
import { createTestBrowser } from "../../testing/test-browser.ts";
import { createEmitEvent } from "../../core/logging/auth-event.ts";

const { sendEmailCode: send, verifyEmailCode: verify, refreshSession: refresh, signOut } = apiPaths;
const email = "ada@analytical.example";

function setUp() {
  return createLocalIssuerFunction({
    answers: [workosDown],
    variables: testVariables,
    accounts: [buildAccount({ email, subject: "acct_ada" })],
  });
}

async function readCode({ mails }: ReturnType<typeof setUp>): Promise<string> {
  await vi.waitFor(() => expect(mails).not.toEqual([]));
  return mails.splice(0).at(-1)?.oneTimeCode ?? "";
}

function wrong(oneTimeCode: string): string {
  return oneTimeCode === "000000" ? "111111" : "000000";
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  return () => vi.useRealTimers();
});

describe("the onEvent hook", () => {
  it("receives sign-in events in order, without secrets or personal data", async () => {
    const set = setUp();
    for (const address of ["198.51.100.1", "198.51.100.2"]) {
      await createTestBrowser(set.app, { address }).post(send, { email: "other@analytical.example" });
    }
    await set.browser.post(send, { email });
    const oneTimeCode = await readCode(set);
    await set.browser.post(verify, { code: wrong(oneTimeCode) });
    await set.browser.post(verify, { code: oneTimeCode });
    const copied = set.browser.cookies.get("__Host-portico-session") ?? "";
    await set.browser.post(refresh, {});
    vi.setSystemTime(Date.now() + 11_000);
    const thief = createTestBrowser(set.app);
    thief.cookies.set("__Host-portico-session", copied);
    await thief.post(refresh, {});
    await set.browser.post(signOut, { everywhere: true });

    const emailFingerprint = expect.stringMatching(/^[\w-]{16}$/);
    await vi.waitFor(() =>
      expect(set.events).toMatchObject([
        { event: "breaker_opened", breaker: "workos" },
        { event: "code_mailed", issuer: "local", emailFingerprint, holdsCode: true },
        { event: "sign_in_refused", failureCode: "wrong_one_time_code", emailFingerprint, wasCompared: true },
        {
          event: "signed_in",
          issuer: "local",
          subject: "acct_ada",
          authenticationMethod: "EmailCode",
          emailFingerprint,
          isKnownDevice: false,
        },
        { event: "refresh_replayed", subject: "acct_ada" },
        { event: "session_revoked", issuer: "local", subject: "acct_ada", everywhere: true },
      ]),
    );
    const output = JSON.stringify(set.events);
    for (const secret of [email, oneTimeCode, copied, "eyJ"]) expect(output).not.toContain(secret);
    expect(set.events[0]?.atMs).toBeLessThanOrEqual(Date.now());
  });

  it("receives whether a device was known, and failed mails", async () => {
    const set = setUp();
    for (let time = 0; time < 2; time += 1) {
      await set.browser.post(send, { email });
      await set.browser.post(verify, { code: await readCode(set) });
    }
    set.control.mail = "failed";
    vi.setSystemTime(Date.now() + 11_000);
    await createTestBrowser(set.app).post(send, { email });
    await vi.waitFor(() => {
      const signedIn = set.events.filter((event) => event.event === "signed_in");
      expect(signedIn.map((event) => event.isKnownDevice)).toEqual([false, true]);
      expect(set.events.map((event) => event.event)).toContain("mail_failed");
      expect(set.events).toContainEqual(
        expect.objectContaining({ event: "breaker_opened", breaker: "mail" }),
      );
    });
  });
});

describe("createEmitEvent", () => {
  it.each<[string, () => void | Promise<void>]>([
    [
      "throws",
      () => {
        throw new Error("sink");
      },
    ],
    ["rejects", () => Promise.reject(new Error("sink"))],
  ])("runs a hook that %s in the background and never throws", async (_what, hook) => {
    const tasks: Promise<unknown>[] = [];
    const emit = createEmitEvent(
      hook,
      (task) => tasks.push(task),
      () => 5,
    );
    emit({ event: "breaker_opened", breaker: "mail" });
    await expect(tasks[0]).rejects.toThrow("sink");
  });

  it("does nothing without a hook", () => {
    const tasks: Promise<unknown>[] = [];
    createEmitEvent(
      undefined,
      (task) => tasks.push(task),
      () => 5,
    )({ event: "breaker_opened", breaker: "mail" });
    expect(tasks).toEqual([]);
  });
});
