import { expect, it, vi } from "vitest";

import { testVariables } from "../../testing/test-workos.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { createFailingCounterStore } from "../../testing/failing-counter-store.ts";
import { buildAccount, createLocalIssuerFunction, workosDown } from "./testing/local-issuer-function.ts";
import { logCanaries } from "../../testing/log-canaries.ts";
import { createTestBrowser } from "../../testing/test-browser.ts";

const {
  sendEmailCode: send,
  verifyEmailCode: verify,
  redeemEmailLink: redeem,
  refreshSession: refresh,
  signOut,
} = apiPaths;
const email = "canary.person@analytical.example";

it("writes no address, code, link, cookie, token or client address to the local issuer's log and events", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const store = { isDown: false };
  const set = createLocalIssuerFunction({
    answers: [workosDown],
    variables: testVariables,
    accounts: [buildAccount({ email }), buildAccount({ email: "sso@analytical.example", requires: "sso" })],
    counterStore: createFailingCounterStore(() => store.isDown),
  });
  const openBrowser = (index: number) =>
    createTestBrowser(set.app, { address: `203.0.113.${String(index)}` });
  const mailed = async (count: number) => {
    await vi.waitFor(() => expect(set.mails).toHaveLength(count));
    return set.mails.at(-1);
  };
  const post = async (path: string, body: unknown, browser = set.browser): Promise<void> => {
    await browser.post(path, body);
  };

  await post(send, { email, returnTo: "/canary-path?canary=query" });
  const first = await mailed(1);
  await post(verify, { code: "999999" });
  await post(redeem, { token: first?.linkToken }, openBrowser(2));
  await post(redeem, { token: `${"A".repeat(47)}w` });
  await post(verify, { code: first?.oneTimeCode });
  await post(refresh, {});
  const thief = openBrowser(3);
  thief.cookies.set("__Host-portico-session", set.browser.cookies.get("__Host-portico-session") ?? "");
  await post(refresh, {});
  vi.setSystemTime(Date.now() + 11_000);
  await post(refresh, { organizationId: "org_canary_1" }, thief);
  await post(refresh, {}, thief);

  await post(send, { email });
  await post(redeem, { token: (await mailed(2))?.linkToken });
  await post(send, { email: "sso@analytical.example" }, openBrowser(4));
  await post(send, { email: "unknown.canary@example.com" }, openBrowser(5));
  await vi.waitFor(() => expect(set.events.map(({ event }) => event)).toContain("breaker_opened"));
  await post(send, { email: "sso@analytical.example" }, openBrowser(4));
  set.control.mail = "not_taken";
  await post(send, { email }, openBrowser(6));
  await vi.waitFor(() => expect(set.events.map(({ event }) => event)).toContain("mail_failed"));
  store.isDown = true;
  await post(send, { email });
  await post(refresh, {});
  await post(signOut, { everywhere: true });
  store.isDown = false;
  vi.setSystemTime(Date.now() + 11_000);
  set.control.mail = "failed";
  await post(send, { email });
  await vi.waitFor(() => expect(set.log.map(({ event }) => event)).toContain("mail_check_failed"));
  vi.useRealTimers();

  expect(new Set(set.log.map(({ event }) => event))).toEqual(
    new Set([
      "request_answered",
      "workos_call_failed",
      "one_time_code_asked",
      "local_code_mailed",
      "no_code_mailed",
      "local_session_ended",
      "counter_store_failed",
      "sign_out_not_told",
      "mail_check_failed",
    ]),
  );
  expect(new Set(set.events.map(({ event }) => event)).size).toBeGreaterThanOrEqual(6);
  expect(logCanaries.takeLeaks()).toEqual([]);
});
