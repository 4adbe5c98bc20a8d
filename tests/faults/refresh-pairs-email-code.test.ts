import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { testSealingKeys } from "../../src/function/testing/test-keys.ts";
import { createMemoryStorage } from "../../src/config/testing/memory-storage.ts";
import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseSessionAnswer } from "../../src/contract/session.ts";
import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { createTestBrowser, testOrigin } from "../../src/function/testing/test-browser.ts";
import { createTestFunction } from "../../src/function/testing/test-function.ts";
import { mockApiKey, mockClientId } from "../../src/mocks/development-credentials.ts";
import { grace } from "../../src/mocks/people.ts";
import { createMockWorkos } from "../../src/mocks/workos/mock-workos.ts";
import { createEmailSession } from "../../src/session/email-session.ts";
import { createSignOutMark } from "../../src/workos/sign-out-mark.ts";
import { createFakeLocks } from "../../src/workos/testing/fake-locks.ts";
import { createFakeNetwork } from "../../src/workos/testing/fake-network.ts";

const pairs = isLongRun ? 100 : 10;
const workosOrigin = "https://auth.example";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Two tabs of one browser, signed in by the same code, in front of the function and a mocked WorkOS. */
async function openPair() {
  const workos = createMockWorkos({
    origin: workosOrigin,
    redirectUris: [],
    logoutUris: [],
    allowedOrigins: [],
  });
  const { app, asked } = createTestFunction({
    answers: [(request) => workos.answer(request)],
    variables: {
      WORKOS_API_KEY: mockApiKey,
      WORKOS_CLIENT_ID: mockClientId,
      WORKOS_API_URL: workosOrigin,
      PORTICO_KEYS: testSealingKeys,
    },
  });
  // One browser: the tabs share its cookies.
  const browser = createTestBrowser(app, { origin: testOrigin });
  const { email } = grace;
  await browser.post(apiPaths.sendEmailCode, { email });
  const mailed = workos.mailbox.latestTo(email)?.text ?? "";
  const verified = await browser.post(apiPaths.verifyEmailCode, { code: /[0-9]{6}/.exec(mailed)?.[0] });
  const answer = parseSessionAnswer(await verified.json());
  if (answer === null) throw new Error(`the code gave no session, but ${verified.status}`);

  const storage = createMemoryStorage();
  const locks = createFakeLocks();
  const network = createFakeNetwork(({ url, body }) => browser.post(url.pathname, JSON.parse(body)));
  const tabs = [1, 2].map(() =>
    createEmailSession({
      tabStorage: createMemoryStorage(),
      storage,
      signOutMark: createSignOutMark(storage),
      isOnline: () => true,
      fetch: network.fetch,
      withLock: (name, task) => locks.request(name, task),
    }),
  );
  for (const tab of tabs) tab.adopt(answer);
  return { tabs, network, asked };
}

describe("two tabs with a session by an e-mail code", () => {
  it(`loses none of ${pairs} pairs of tabs that refresh at once`, { timeout: 120_000 }, async () => {
    for (let pair = 0; pair < pairs; pair += 1) {
      const { tabs, network, asked } = await openPair();
      for (let round = 0; round < 2; round += 1) {
        const tokens = await Promise.all(tabs.map((tab) => tab.getAccessToken({ forceRefresh: true })));
        expect(tokens.map((token) => token?.split(".").length)).toEqual([3, 3]);
        expect(tabs.map((tab) => tab.getState().kind)).toEqual(["active", "active"]);
        // An hour in between: no answer of the first round can serve the second.
        vi.setSystemTime(Date.now() + 60 * 60_000);
      }
      expect(network.to(apiPaths.refreshSession)).toHaveLength(4);
      expect(asked.filter((path) => path === "/user_management/authenticate").length).toBeGreaterThan(2);
    }
  });
});
