import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createTestWorkos, testVariables } from "../../testing/test-workos.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { parseSendInvitationsAnswer } from "../../../contract/invitations.ts";
import { ada, analyticalEngines } from "../../../mocks/people.ts";
import { signingKeyPair } from "../../../mocks/workos/development-keys.ts";
import type { CounterStore } from "../../core/counters/counter-store.ts";
import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";
import { createRedisCounterStore, type RedisCounterStore } from "../../stores/redis-counter-store.ts";
import { type RedisAdmin, connectRedisAdmin } from "../../stores/testing/redis-admin.ts";
import {
  patientTimeLimitMs,
  type RedisServer,
  redisStartTimeoutMs,
  startRedisServer,
} from "../../stores/testing/redis-server.ts";
import { createCallers } from "../../testing/callers.ts";
import { createTestFunction } from "../../testing/test-function.ts";
import { accessTokens } from "../access-tokens/access-tokens.ts";
import { team } from "./team.ts";

const workosOrigin = "https://api.workos.com";
const parallelCalls = 100;

/** Sends a hundred parallel invitations by one member, through one instance per store; resolves to how many reached WorkOS. */
async function inviteInParallel(stores: readonly CounterStore[]) {
  const workos = createTestWorkos();
  let sends = 0;
  const callers = await Promise.all(
    stores.map(async (counterStore) => {
      const { app } = createTestFunction({
        features: [accessTokens, team],
        answers: [
          async (request) => {
            const isSend =
              request.method === "POST" && new URL(request.url).pathname === "/user_management/invitations";
            if (isSend) sends += 1;
            return await workos.answer(request);
          },
        ],
        variables: {
          ...testVariables,
          PORTICO_INVITE_QUOTA: "7",
        },
        counterStore,
      });
      return await createCallers({ app, key: signingKeyPair, issuer: workosOrigin, now: Date.now }).callAs({
        sub: ada.id,
        org_id: analyticalEngines.id,
        permissions: ["members:read", "members:invite"],
      });
    }),
  );
  const answers = await Promise.all(
    Array.from({ length: parallelCalls }, async (_, index) => {
      const caller = callers[index % callers.length];
      const response = await caller?.post(apiPaths.sendInvitations, {
        emails: [`person${String(index)}@example.org`],
      });
      return parseSendInvitationsAnswer(await response?.json());
    }),
  );
  const outcomes = answers.map((answer) => answer?.results[0]);
  return {
    sends,
    invited: outcomes.filter((result) => result?.outcome === "invited").length,
    usedUp: outcomes.filter(
      (result) => result?.outcome === "failed" && result.failureCode === "invitation_quota_used_up",
    ).length,
  };
}

describe("a hundred invitations by one member at once", () => {
  let redis: RedisServer;
  let admin: RedisAdmin;
  let clients: RedisCounterStore[] = [];

  beforeAll(async () => {
    redis = await startRedisServer();
    admin = await connectRedisAdmin(redis.url);
    clients = [0, 1].map(() => createRedisCounterStore(redis.url, patientTimeLimitMs));
  }, redisStartTimeoutMs);
  beforeEach(async () => {
    await admin.flush();
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    admin.close();
    await redis.stop();
  });

  it("sends exactly the quota of a hundred parallel invitations, in memory", async () => {
    expect(await inviteInParallel([createMemoryCounterStore()])).toEqual({
      sends: 7,
      invited: 7,
      usedUp: parallelCalls - 7,
    });
  });

  it("sends exactly the quota of a hundred parallel invitations, on Redis through two instances", async () => {
    expect(await inviteInParallel(clients)).toEqual({ sends: 7, invited: 7, usedUp: parallelCalls - 7 });
  });
});
