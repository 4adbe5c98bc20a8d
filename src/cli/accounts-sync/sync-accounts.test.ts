import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { mockApiKey } from "../../mocks/development-credentials.ts";
import {
  type DirectorySeed,
  ada,
  analyticalEngines,
  plainSeed,
  grace,
  harbourWorks,
  hedy,
  linus,
} from "../../mocks/people.ts";
import { createMockWorkos, type MockWorkos } from "../../mocks/workos/mock-workos.ts";
import type { Account } from "../../function/features/local-issuer/accounts/account.ts";
import {
  parseSyncedAccounts,
  serializeSyncedAccounts,
} from "../../function/features/local-issuer/accounts/synced-accounts.ts";
import { buildTestAccount, testAddress } from "../../function/features/local-issuer/testing/test-account.ts";
import { type SyncOutcome, syncAccounts } from "./sync-accounts.ts";

const apiUrl = new URL("http://workos.test");

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "portico-sync-"));
  path = join(directory, "copy.json");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A WorkOS with these people, on a clock that moves when somebody waits. */
function createTestWorkos(seed: DirectorySeed) {
  let nowMs = Date.parse("2026-11-20T12:00:00Z");
  const asked: string[] = [];
  const notes: string[] = [];
  const waitsMs: number[] = [];
  const interruption = new AbortController();
  const workos: MockWorkos = createMockWorkos({
    origin: apiUrl.origin,
    redirectUris: [],
    logoutUris: [],
    allowedOrigins: [],
    now: () => nowMs,
    seed,
  });
  let beforeAnswer: ((path: string) => Response | null) | null = null;

  const sync = (changes: Partial<Parameters<typeof syncAccounts>[0]> = {}): Promise<SyncOutcome> =>
    syncAccounts({
      path,
      access: { apiUrl, apiKey: mockApiKey },
      isDryRun: false,
      isRestart: false,
      acceptsRemovals: false,
      display: {
        begin: () => undefined,
        advance: () => undefined,
        note: (text) => void notes.push(text),
        end: () => undefined,
      },
      request: {
        fetch: async (input, init) => {
          const request = new Request(input, init);
          const { pathname, search } = new URL(request.url);
          asked.push(`${pathname}${search}`);
          const own = beforeAnswer?.(`${pathname}${search}`) ?? null;
          if (own !== null) return own;
          const response = await workos.answer(request);
          if (response === undefined || response.type === "error") throw new TypeError("fetch failed");
          return response;
        },
        wait: (delayMs) => {
          waitsMs.push(delayMs);
          nowMs += delayMs;
          return Promise.resolve();
        },
        now: () => nowMs,
        signal: interruption.signal,
      },
      ...changes,
    });
  return {
    workos,
    sync,
    asked,
    notes,
    waitsMs,
    interruption,
    answerBefore: (answer: (path: string) => Response | null) => {
      beforeAnswer = answer;
    },
  };
}

const writePrevious = (...accounts: Account[]) => writeFile(path, serializeSyncedAccounts(accounts, 0));

async function readCopy(): Promise<Account[]> {
  const file = await parseSyncedAccounts(await readFile(path, "utf8"));
  if (file.kind !== "read") throw new Error(file.cause);
  expect(file.skipped).toEqual([]);
  return [...file.accounts.values()];
}

async function readRequirements(): Promise<Record<string, Account["requires"]>> {
  return Object.fromEntries((await readCopy()).map(({ email, requires }) => [email, requires]));
}

const person = (id: string, changes: Partial<DirectorySeed["people"][number]> = {}) => ({
  id: `user_${id}`,
  email: `${id}@example.com`,
  firstName: id,
  lastName: "Test",
  ...changes,
});

const seedOf = (changes: Partial<DirectorySeed>): DirectorySeed => ({ ...plainSeed, ...changes });
const withConnection = (state: DirectorySeed["connections"][number]["state"]): Partial<DirectorySeed> => ({
  connections: [{ id: "conn_1", organizationId: harbourWorks.id, state }],
});

describe("a sync", () => {
  it("copies names, memberships with roles, and when the account was made", async () => {
    const { sync } = createTestWorkos(plainSeed);
    expect(await sync()).toMatchObject({ kind: "written", summary: { accounts: 4, mayUseCodes: 4 } });
    const accounts = await readCopy();
    expect(accounts.map(({ email }) => email)).toEqual([ada, grace, hedy, linus].map(({ email }) => email));
    expect(accounts[0]).toEqual({
      email: ada.email,
      isConfirmed: true,
      firstName: "Ada",
      lastName: "Lovelace",
      subject: ada.id,
      workosUserId: ada.id,
      organizations: expect.arrayContaining([
        { id: analyticalEngines.id, name: analyticalEngines.name, role: "admin" },
        { id: harbourWorks.id, name: harbourWorks.name, role: "member" },
      ]),
      requires: "nothing",
      isRemoved: false,
      createdAtMs: Date.parse("2026-01-05T09:00:00.000Z"),
    });
  });

  it("leaves one file behind, its owner's alone", async () => {
    await createTestWorkos(plainSeed).sync();
    expect(await readdir(directory)).toEqual(["copy.json"]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("dates the copy from when the reading began", async () => {
    const { sync, workos } = createTestWorkos(plainSeed);
    workos.faults.set([
      { path: "/user_management/users", kind: "status", status: 429, retryAfterSeconds: 60, times: 1 },
    ]);
    await sync();
    const file = await parseSyncedAccounts(await readFile(path, "utf8"));
    expect(file).toMatchObject({ syncedAtMs: Date.parse("2026-11-20T12:00:00Z") });
  });

  it("leaves out whoever never confirmed the address, and counts them", async () => {
    const people = [person("ada"), person("eve", { emailVerified: false })];
    const { sync } = createTestWorkos(seedOf({ people, memberships: [] }));
    expect(await sync()).toMatchObject({ summary: { accounts: 1, unconfirmed: 1 } });
    expect((await readCopy()).map(({ email }) => email)).toEqual(["ada@example.com"]);
  });

  it.each([
    ["active", "sso"],
    ["validating", "sso"],
    ["inactive", "nothing"],
    ["draft", "nothing"],
  ] as const)(
    "takes members of an organization with an SSO connection that is %s as: %s",
    async (state, requires) => {
      const { sync } = createTestWorkos(seedOf(withConnection(state)));
      await sync();
      expect(await readRequirements()).toEqual({
        [ada.email]: requires,
        [grace.email]: "nothing",
        [hedy.email]: "nothing",
        [linus.email]: requires,
      });
    },
  );

  it.each([
    ["verified", "sso"],
    ["pending", "nothing"],
    ["failed", "nothing"],
  ] as const)(
    "takes an address in a domain of such an organization that is %s as: %s",
    async (state, requires) => {
      const organizations = [
        analyticalEngines,
        { ...harbourWorks, domains: [{ domain: "Harbour.example", state }] },
      ];
      const people = [
        person("ada", { email: "ada@harbour.example" }),
        person("eve", { email: "eve@not-harbour.example" }),
      ];
      const seed = seedOf({ ...withConnection("active"), organizations, people, memberships: [] });
      await createTestWorkos(seed).sync();
      expect(await readRequirements()).toEqual({
        "ada@harbour.example": requires,
        "eve@not-harbour.example": "nothing",
      });
    },
  );

  it("takes whoever has enrolled a second factor as requiring it, and SSO before that", async () => {
    const authFactors = [grace, linus].map(({ id }) => ({ id: `auth_factor_${id}`, userId: id }));
    const { sync, asked } = createTestWorkos(seedOf({ ...withConnection("active"), authFactors }));
    expect(await sync()).toMatchObject({ summary: { mayUseCodes: 1, requireSso: 2, requireMfa: 1 } });
    expect(await readRequirements()).toEqual({
      [ada.email]: "sso",
      [grace.email]: "mfa",
      [hedy.email]: "nothing",
      [linus.email]: "sso",
    });
    // Nobody who has to use SSO needs to be asked about.
    expect(asked.filter((path) => path.includes("auth_factors"))).toHaveLength(2);
  });

  it("takes everybody in an organization as requiring SSO where connections can't be listed, and says so", async () => {
    const { sync, answerBefore } = createTestWorkos(plainSeed);
    answerBefore((path) => (path.startsWith("/connections") ? new Response("{}", { status: 403 }) : null));
    expect(await sync()).toMatchObject({ summary: { areConnectionsUnknown: true, requireSso: 3 } });
    expect(await readRequirements()).toMatchObject({ [ada.email]: "sso", [hedy.email]: "nothing" });
  });

  it.each([403, 400])(
    "takes a person as having a second factor where WorkOS answers %d, and names the id",
    async (status) => {
      const { sync, answerBefore } = createTestWorkos(plainSeed);
      answerBefore((path) =>
        path.includes(`${hedy.id}/auth_factors`) ? new Response("{}", { status }) : null,
      );
      expect(await sync()).toMatchObject({ summary: { unknownFactorUserIds: [hedy.id], requireMfa: 1 } });
      expect(await readRequirements()).toMatchObject({ [hedy.email]: "mfa", [ada.email]: "nothing" });
    },
  );

  it("tells a person who is gone from a WorkOS that keeps no list of factors", async () => {
    const { sync, answerBefore } = createTestWorkos(plainSeed);
    answerBefore((path) => {
      const isGone = path.startsWith(`/user_management/users/${hedy.id}`);
      return isGone || path.includes(`${grace.id}/auth_factors`) ? new Response("{}", { status: 404 }) : null;
    });
    await sync();
    expect(await readRequirements()).toEqual({
      [ada.email]: "nothing",
      [grace.email]: "mfa",
      [linus.email]: "nothing",
    });
  });

  it("uses none of two people with one address, nor an address that no mail can go to", async () => {
    const people = [
      person("one", { email: "same@example.com" }),
      person("two", { email: "SAME@example.com" }),
      person("three", { email: "no address" }),
      person("four"),
    ];
    const { sync } = createTestWorkos(seedOf({ people, memberships: [] }));
    expect(await sync()).toMatchObject({
      summary: { accounts: 1, unusableUserIds: ["user_one", "user_three", "user_two"] },
    });
  });

  it("cleans names that would break a line", async () => {
    const people = [person("ada", { firstName: "Ada\r\nBcc: eve@evil.example", lastName: "\u2028" })];
    await createTestWorkos(seedOf({ people, memberships: [] })).sync();
    expect(await readCopy()).toMatchObject([{ firstName: "Ada Bcc: eve@evil.example", lastName: null }]);
  });

  it("takes an organization that was deleted meanwhile as having no members", async () => {
    const { sync, answerBefore } = createTestWorkos(plainSeed);
    answerBefore((path) =>
      path.includes(`organization_id=${harbourWorks.id}`) ? new Response("{}", { status: 404 }) : null,
    );
    expect(await sync()).toMatchObject({ kind: "written" });
    expect((await readCopy()).find(({ email }) => email === linus.email)?.organizations).toEqual([]);
  });

  it("takes an answer that repeats its page as a fault instead of reading for ever", async () => {
    const { sync, answerBefore } = createTestWorkos(plainSeed);
    answerBefore((path) =>
      path.startsWith("/organizations")
        ? Response.json({ data: [], list_metadata: { after: "org_1" } })
        : null,
    );
    expect(await sync()).toMatchObject({ kind: "failed", cause: expect.stringContaining("repeats") });
  });

  it("fails on an answer of another form", async () => {
    const { sync, answerBefore } = createTestWorkos(plainSeed);
    answerBefore(() => Response.json({ data: [{ id: "user_1" }] }));
    expect(await sync()).toMatchObject({ kind: "failed", cause: expect.stringContaining("another form") });
    expect(await readdir(directory)).toEqual(["copy.json.progress"]);
  });

  it("fails at once where the key isn't taken", async () => {
    const { sync, asked } = createTestWorkos(plainSeed);
    const access = { apiUrl, apiKey: "sk_test_wrong" };
    expect(await sync({ access })).toMatchObject({ cause: "WorkOS doesn't take WORKOS_API_KEY" });
    expect(asked).toHaveLength(1);
  });
});

describe("people who were in the copy before", () => {
  const gone = buildTestAccount({
    email: testAddress("gone@example.com"),
    workosUserId: "user_gone",
    subject: "user_gone",
  });
  it("are kept as removed when they have gone from WorkOS, sync after sync", async () => {
    await writePrevious(gone);
    const { sync } = createTestWorkos(plainSeed);
    expect(await sync()).toMatchObject({ summary: { accounts: 4, removed: 1, newlyRemoved: 1 } });
    expect(await readCopy()).toContainEqual({ ...gone, isRemoved: true });
    expect(await sync()).toMatchObject({ summary: { accounts: 4, removed: 1, newlyRemoved: 0 } });
    expect(await readCopy()).toContainEqual({ ...gone, isRemoved: true });
  });

  it("are back when WorkOS has them again, under the same id or a new one", async () => {
    await writePrevious(
      { ...gone, isRemoved: true },
      buildTestAccount({ email: testAddress("ada@example.com"), isRemoved: true }),
    );
    const people = [person("gone"), person("ada")];
    const { sync } = createTestWorkos(seedOf({ people, memberships: [] }));
    expect(await sync()).toMatchObject({ summary: { removed: 0 } });
    expect((await readCopy()).map(({ workosUserId, isRemoved }) => [workosUserId, isRemoved])).toEqual([
      ["user_ada", false],
      ["user_gone", false],
    ]);
  });

  it("are no removed ones when they changed their address or lost its confirmation", async () => {
    await writePrevious(
      gone,
      buildTestAccount({ email: testAddress("old@example.com"), workosUserId: "user_new" }),
    );
    const people = [person("gone", { emailVerified: false }), person("new")];
    const { sync } = createTestWorkos(seedOf({ people, memberships: [] }));
    expect(await sync()).toMatchObject({ summary: { removed: 0 } });
    expect((await readCopy()).map(({ email }) => email)).toEqual(["new@example.com"]);
  });

  it("aren't all removed by the key of another environment, unless that is accepted", async () => {
    const many = Array.from({ length: 10 }, (_, index) =>
      buildTestAccount({
        email: testAddress(`${String(index)}@example.com`),
        workosUserId: `user_${String(index)}`,
      }),
    );
    await writePrevious(...many);
    const before = await readFile(path, "utf8");
    const { sync, asked } = createTestWorkos(plainSeed);
    expect(await sync()).toMatchObject({
      kind: "failed",
      isResumable: true,
      cause: expect.stringContaining("10 of 10 accounts are gone"),
    });
    expect(await readFile(path, "utf8")).toBe(before);
    asked.length = 0;
    expect(await sync({ acceptsRemovals: true })).toMatchObject({ summary: { newlyRemoved: 10 } });
    // Everything had been read before.
    expect(asked).toEqual([]);
  });

  it("aren't forgotten because their copy can't be read", async () => {
    await writeFile(path, "{");
    const { sync, asked } = createTestWorkos(plainSeed);
    expect(await sync()).toMatchObject({ kind: "failed", cause: expect.stringContaining("is no copy") });
    expect(await readFile(path, "utf8")).toBe("{");
    expect(asked).toEqual([]);
  });
});

describe("a sync that meets trouble", () => {
  it("waits as long as WorkOS says, backs off on failures, and copies the same", async () => {
    await createTestWorkos(plainSeed).sync();
    const calm = await readFile(path, "utf8");
    await rm(path);
    const { sync, workos, waitsMs, notes } = createTestWorkos(plainSeed);
    workos.faults.set([
      { path: "/user_management/users", kind: "status", status: 429, retryAfterSeconds: 12, times: 2 },
      { path: "/organizations", kind: "status", status: 500, times: 3 },
      { path: "/connections", kind: "reset", times: 1 },
      { path: "/user_management/organization_memberships", kind: "html", times: 1 },
      { path: "/user_management/users/", kind: "malformed-json", times: 1 },
    ]);
    expect(await sync()).toMatchObject({ kind: "written" });
    expect(waitsMs).toEqual([12_000, 12_000, 1000, 2000, 4000, 1000, 1000, 1000]);
    expect(notes).toContain("WorkOS limits the rate; asking again in 12 s");
    expect(await readFile(path, "utf8")).toBe(calm);
  });

  it("gives up an outage with what it has read, and goes on from there", async () => {
    const { sync, workos, asked, notes } = createTestWorkos(plainSeed);
    workos.faults.set([{ path: "/connections", kind: "status", status: 503 }]);
    expect(await sync()).toEqual({ kind: "failed", cause: "WorkOS answered 503", isResumable: true });
    expect(await readdir(directory)).toEqual(["copy.json.progress"]);
    workos.faults.clear();
    asked.length = 0;
    expect(await sync()).toMatchObject({ kind: "written" });
    expect(asked[0]).toMatch(/^\/connections/);
    expect(notes).toContain("Going on where the last run stopped");
  });

  it("begins anew when asked to", async () => {
    const { sync, workos, asked, notes } = createTestWorkos(plainSeed);
    workos.faults.set([{ path: "/connections", kind: "status", status: 400 }]);
    await sync();
    workos.faults.clear();
    asked.length = 0;
    await sync({ isRestart: true });
    expect(asked[0]).toMatch(/^\/user_management\/users/);
    expect(notes.at(-1)).toBe("Beginning anew, as asked");
  });

  it("never mixes in what was read with another key", async () => {
    const { sync, workos, notes } = createTestWorkos(plainSeed);
    workos.faults.set([{ path: "/connections", kind: "status", status: 400 }]);
    await sync();
    expect(await sync({ access: { apiUrl, apiKey: "sk_test_wrong" } })).toMatchObject({ kind: "failed" });
    expect(notes.at(-1)).toBe("Beginning anew: the last run read another WorkOS, or with another key");
  });

  it("stops when it is interrupted, and goes on the next time", async () => {
    const { sync, asked, interruption, answerBefore } = createTestWorkos(plainSeed);
    answerBefore((path) => {
      if (path.startsWith("/organizations")) interruption.abort();
      return null;
    });
    expect(await sync()).toEqual({ kind: "interrupted", isResumable: true });
    expect(asked.at(-1)).toMatch(/^\/organizations/);
  });
});

describe("a dry run", () => {
  it("counts the same and leaves every file as it is", async () => {
    const { sync } = createTestWorkos(plainSeed);
    const dry = await sync({ isDryRun: true });
    expect(dry).toMatchObject({ kind: "dry_run", summary: { accounts: 4 } });
    expect(await readdir(directory)).toEqual([]);
    const written = await sync();
    expect(written.kind === "written" && dry.kind === "dry_run" && written.summary).toEqual(
      dry.kind === "dry_run" && dry.summary,
    );
  });

  it("uses nothing of an interrupted run, and leaves that as it is", async () => {
    const { sync, workos, asked } = createTestWorkos(plainSeed);
    workos.faults.set([{ path: "/connections", kind: "status", status: 400 }]);
    await sync();
    const kept = await readFile(`${path}.progress`, "utf8");
    workos.faults.clear();
    asked.length = 0;
    expect(await sync({ isDryRun: true })).toMatchObject({ kind: "dry_run" });
    expect(asked[0]).toMatch(/^\/user_management\/users/);
    expect(await readFile(`${path}.progress`, "utf8")).toBe(kept);
  });
});
