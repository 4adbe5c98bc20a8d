import { describe, expect, it } from "vitest";

import { doctorScheme, parseDiagnosis } from "../../../contract/doctor/diagnosis.ts";
import { CounterStoreError } from "../../core/counters/counter-store.ts";
import { parseSealingKeys } from "../../core/configuration/sealing-keys.ts";
import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";
import { testAddressHeader, testOrigin } from "../../testing/test-browser.ts";
import { createTestFunction } from "../../testing/test-function.ts";
import { newerSealingKey, olderSealingKey } from "../../testing/test-keys.ts";
import { testVariables } from "../../testing/test-workos.ts";
import { createDoctorToken } from "./doctor-token.ts";
import { doctor } from "./doctor.ts";

const startMs = Date.parse("2026-11-30T12:00:00Z");
const [newest, older] = parseSealingKeys(`${newerSealingKey},${olderSealingKey}`);

function open(options: Partial<Parameters<typeof createTestFunction>[0]> = {}) {
  const clock = { nowMs: startMs };
  const { app, log } = createTestFunction({
    answers: [],
    variables: { ...testVariables, PORTICO_KEYS: `${newerSealingKey},${olderSealingKey}` },
    now: () => clock.nowMs,
    features: [doctor],
    ...options,
  });
  const ask = async (authorization: string | null, address = "198.51.100.7", query = "") =>
    await app.fetch(
      new Request(`${testOrigin}/api/doctor${query}`, {
        headers: {
          [testAddressHeader]: address,
          ...(authorization === null ? {} : { Authorization: authorization }),
        },
      }),
    );
  return { ask, clock, log };
}

const buildHeader = async (key = newest, origin = testOrigin, atMs = startMs) =>
  `${doctorScheme} ${await createDoctorToken(key, origin, atMs)}`;

/** WorkOS's answers: this refusal of a code that was never issued, and what is registered. */
function createTestWorkosAnswer(request: Request, status: number, error: string): Response {
  const { pathname } = new URL(request.url);
  if (pathname.endsWith("/authenticate")) return Response.json({ error }, { status });
  const item = pathname.endsWith("/redirect_uris")
    ? { uri: "https://console.example.com/auth/workos/callback" }
    : { origin: "https://console.example.com/" };
  return Response.json({ object: "list", data: [item], list_metadata: { before: null, after: null } });
}

async function readKeys(keys: string, atMs: number) {
  const { ask, clock } = open({ variables: { ...testVariables, PORTICO_KEYS: keys } });
  clock.nowMs = atMs;
  const response = await ask(await buildHeader(newest, testOrigin, atMs));
  return parseDiagnosis(await response.json())?.details?.keys;
}

describe("the function's diagnosis", () => {
  it.each([
    ["the newest key", newest],
    ["an older key", older],
  ])("is given to who has %s, without any secret in it", async (_, key) => {
    const { ask } = open();
    const response = await ask(await buildHeader(key));
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    const text = await response.text();
    expect(parseDiagnosis(JSON.parse(text))).toMatchObject({
      ownOrigin: testOrigin,
      details: { clientId: testVariables.WORKOS_CLIENT_ID, clientAddress: "198.51.100.7" },
    });
    for (const secret of [newerSealingKey, olderSealingKey].map((entry) => entry.slice(3)))
      expect(text).not.toContain(secret);
    expect(text).not.toContain(testVariables.WORKOS_API_KEY);
  });

  it("has the fingerprints that every instance with the same keys has, and others with other keys", async () => {
    const one = await readKeys(`${newerSealingKey},${olderSealingKey}`, startMs);
    expect(await readKeys(`${newerSealingKey},${olderSealingKey}`, startMs + 500_000)).toEqual(one);
    expect(await readKeys(newerSealingKey, startMs)).not.toEqual(one);
  });

  it.each<[string, () => Promise<string | null>]>([
    ["nothing", async () => null],
    [
      "a token of an unknown key",
      async () => {
        const [stranger] = parseSealingKeys("k9:wSy_dVBXk91WMPVBg_LaANNdBUjGKCdLnDvLtiSP2Lg");
        return await buildHeader(stranger);
      },
    ],
    [
      "a token of another key under our key's id",
      async () => {
        const [stranger] = parseSealingKeys("k2:wSy_dVBXk91WMPVBg_LaANNdBUjGKCdLnDvLtiSP2Lg");
        return await buildHeader(stranger);
      },
    ],
    [
      "a token that is older than a minute",
      async () => await buildHeader(newest, testOrigin, startMs - 61_000),
    ],
    ["a token of the future", async () => await buildHeader(newest, testOrigin, startMs + 61_000)],
    [
      "a token with another moment",
      async () =>
        (await buildHeader(newest, testOrigin, startMs - 120_000)).replace(
          /\.\d+\./,
          `.${String(startMs / 1000)}.`,
        ),
    ],
    [
      "a token for another origin under ours",
      async () => {
        const header = await buildHeader(newest, "https://relay.example.net");
        return header.replace(/[^.]+$/, Buffer.from(testOrigin).toString("base64url"));
      },
    ],
    ["another scheme", async () => (await buildHeader()).replace(doctorScheme, "Bearer")],
    ["half a token", async () => (await buildHeader()).slice(0, -60)],
    ["a malformed token", async () => `${doctorScheme} a.b.c.d.e`],
  ])("isn't given for %s, which is answered like a path that isn't there", async (_, build) => {
    const { ask } = open();
    const response = await ask(await build());
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "not_found" });
  });

  it("is given once for a token (replay)", async () => {
    const { ask } = open();
    const header = await buildHeader();
    expect((await ask(header)).status).toBe(200);
    expect((await ask(header)).status).toBe(404);
  });

  it("tells a token that was made for another origin nothing but the function's own (relay)", async () => {
    const { ask } = open();
    const response = await ask(await buildHeader(newest, "https://relay.example.net"));
    expect(await response.json()).toEqual({ ownOrigin: testOrigin, details: null });
  });

  it("is refused after sixty questions a minute of one client, whatever they bring", async () => {
    const { ask } = open();
    for (let count = 0; count < 60; count += 1) await ask(null);
    expect((await ask(await buildHeader())).status).toBe(429);
    expect((await ask(await buildHeader(), "203.0.113.9")).status).toBe(200);
  });

  it("says that the store doesn't answer, and that the client's address can't be read", async () => {
    const store = createMemoryCounterStore();
    const { ask } = open({
      counterStore: { ...store, readStoreId: () => Promise.reject(new CounterStoreError("down")) },
    });
    const response = await ask(await buildHeader(), "a, b");
    expect(await response.json()).toMatchObject({ details: { store: null, clientAddress: null } });
  });

  it.each<[string, (request: Request) => Response | null, object | null]>([
    [
      "everything in order",
      (request) => createTestWorkosAnswer(request, 400, "invalid_grant"),
      {
        credentials: "accepted",
        redirectUris: ["https://console.example.com/auth/workos/callback"],
        allowedOrigins: ["https://console.example.com/"],
      },
    ],
    [
      "key and client id of two environments",
      (request) => createTestWorkosAnswer(request, 400, "invalid_client"),
      {
        credentials: "different",
        redirectUris: ["https://console.example.com/auth/workos/callback"],
        allowedOrigins: ["https://console.example.com/"],
      },
    ],
    [
      "a key that WorkOS refuses",
      () => Response.json({ message: "Unauthorized" }, { status: 401 }),
      { credentials: "keyRefused", redirectUris: null, allowedOrigins: null },
    ],
    ["a WorkOS that is down", () => Response.json({ message: "Internal" }, { status: 500 }), null],
  ])("has what is registered at WorkOS where that is asked for: %s", async (_, answer, expected) => {
    const { ask } = open({ answers: [answer] });
    const response = await ask(await buildHeader(), "198.51.100.7", "?registration=true");
    const registration = parseDiagnosis(await response.json())?.details?.registration;
    expect(registration).toEqual(expected);
    const unasked = parseDiagnosis(await (await ask(await buildHeader())).json());
    expect(unasked?.details?.registration).toBeNull();
  });

  it("isn't given by a function that isn't set up", async () => {
    const { ask } = open({ variables: { PORTICO_ORIGIN: testOrigin } });
    expect((await ask(await buildHeader())).status).toBe(503);
  });
});
