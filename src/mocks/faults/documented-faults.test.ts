import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as v from "valibot";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { mockClientId } from "../development-credentials.ts";
import { type MockServer, startMockServer } from "../mock-server.ts";
import { challengeOf, testCodeVerifier } from "../workos/mock-client.ts";
import type { Fault } from "./fault.ts";

const redirectUri = "http://localhost:4300/auth/workos/callback";
const page = readFileSync(join(import.meta.dirname, "../../../docs/mocked-workos.md"), "utf8");

/** Rows of the page's table: the kind in the first cell, the command that plays it in the last. */
const rows = [...page.matchAll(/^\| `([\w-]+)` +\|.*`curl (http:\S+) -d '([^']+)'` +\|$/gm)].map(
  ([, kind = "", url = "", body = ""]) => ({ kind, url, body }),
);
const targetSchema = v.object({
  path: v.string(),
  kind: v.string(),
  grantType: v.optional(v.string(), "authorization_code"),
});

/** What the client of each kind meets, in the server's form. */
const expectations: Record<Fault["kind"], (ask: () => Promise<Response>) => Promise<void>> = {
  status: async (ask) => {
    const response = await ask();
    expect(response.status).toBe(429);
    expect(response.headers.get("Retry-After")).toBe("20");
    await expect(response.json()).resolves.toMatchObject({ code: "rate_limit_exceeded" });
  },
  hang: async (ask) => expectHeld(ask),
  slow: async (ask) => expectHeld(ask),
  reset: async (ask) => expect(ask()).rejects.toThrow("fetch failed"),
  html: async (ask) => {
    expect((await ask()).headers.get("Content-Type")).toContain("text/html");
  },
  "malformed-json": async (ask) => {
    const response = await ask();
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow(SyntaxError);
  },
  "authorize-error": async (ask) => {
    const location = new URL((await ask()).headers.get("Location") ?? "");
    expect(`${location.origin}${location.pathname}`).toBe(redirectUri);
    expect(location.searchParams.get("error")).toBe("sign_up_not_allowed");
    expect(location.searchParams.get("state")).toBe("opaque");
  },
};

let server: MockServer;

/** Asserts that a request waits, other paths are answered meanwhile, and clearing the faults lets it go. */
async function expectHeld(ask: () => Promise<Response>): Promise<void> {
  const held = ask().then(() => "answered" as const);
  const other = fetch(`${server.origin}/mock/mailbox.json`).then(() => "waiting" as const);
  expect(await Promise.race([held, other])).toBe("waiting");
  await fetch(`${server.origin}/mock/faults`, { method: "DELETE" });
  expect(await held).toBe("answered");
}

async function ask(path: string, grantType: string): Promise<Response> {
  if (path !== "/user_management/authorize") {
    return fetch(`${server.origin}/user_management/authenticate`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: grantType }),
    });
  }
  const query = new URLSearchParams({
    client_id: mockClientId,
    redirect_uri: redirectUri,
    response_type: "code",
    provider: "authkit",
    state: "opaque",
    code_challenge: await challengeOf(testCodeVerifier),
    code_challenge_method: "S256",
  });
  return fetch(`${server.origin}${path}?${query.toString()}`, { redirect: "manual" });
}

beforeAll(async () => {
  server = await startMockServer(
    { port: 0, host: "127.0.0.1", originOf: (port) => `http://127.0.0.1:${port}` },
    { redirectUris: [redirectUri], logoutUris: [], allowedOrigins: [] },
  );
});
afterEach(() => server.workos.faults.clear());
afterAll(() => server.close());

describe("the table of faults in docs/mocked-workos.md", () => {
  it("has each kind once", () => {
    expect(rows.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(expectations).toSorted());
  });

  it.each(Object.entries(expectations))(
    "plays %s by the command that it shows",
    async (kind, expectPlayed) => {
      const row = rows.find((candidate) => candidate.kind === kind);
      expect(row?.url).toBe("http://localhost:4100/mock/faults");
      const told = await fetch(`${server.origin}/mock/faults`, { method: "POST", body: row?.body ?? null });
      expect(told.status).toBe(201);
      const fault = v.parse(targetSchema, await told.json());
      expect(fault.kind).toBe(kind);
      await expectPlayed(() => ask(fault.path, fault.grantType));
    },
  );
});
