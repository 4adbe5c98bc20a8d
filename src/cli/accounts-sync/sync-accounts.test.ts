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
import { CommandError } from "../run-command.ts";
import { syncAccounts } from "./sync-accounts.ts";
import type { SyncSummary } from "./sync-summary.ts";

const apiUrl = new URL("http://workos.test");
const kept = "; what was read is kept, and the next run continues from there";

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "portico-sync-"));
  path = join(directory, "copy.json");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A WorkOS with these people, on a clock that advances with each wait. */
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

  const sync = (changes: Partial<Parameters<typeof syncAccounts>[0]> = {}): Promise<SyncSummary> =>
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
        note: (text) => void notes.push(text),
        signal: interruption.signal,
      },
      ...changes,
    });
  /** The error with which the sync ends. */
  const failSync: (
    ...changes: Parameters<typeof sync>
  ) => Promise<Pick<CommandError, "exitCode" | "message">> = async (changes) => {
    const error = await sync(changes).catch((reason: unknown) => reason);
    if (!(error instanceof CommandError)) throw new Error("the sync didn't end with a CommandError");
    return { exitCode: error.exitCode, message: error.message };
  };
  return {
    workos,
    sync,
    failSync,
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

describe("syncAccounts", () => {
  it("copies names, memberships with roles, and the date of creation", async () => {
    const { sync } = createTestWorkos(plainSeed);
    expect(await sync()).toMatchObject({ accounts: 4, mayUseCodes: 4 });
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

  it("leaves only the copy behind, readable by its owner only", async () => {
    await createTestWorkos(plainSeed).sync();
    expect(await readdir(directory)).toEqual(["copy.json"]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("dates the copy to the start of the reading", async () => {
    const { sync, workos } = createTestWorkos(plainSeed);
    workos.faults.set([
      { path: "/user_management/users", kind: "status", status: 429, retryAfterSeconds: 60, times: 1 },
    ]);
    await sync();
    const file = await parseSyncedAccounts(await readFile(path, "utf8"));
    expect(file).toMatchObject({ syncedAtMs: Date.parse("2026-11-20T12:00:00Z") });
  });

  it("leaves out people without a confirmed address, and counts them", async () => {
    const people = [person("ada"), person("eve", { emailVerified: false })];
    const { sync } = createTestWorkos(seedOf({ people, memberships: [] }));
    expect(await sync()).toMatchObject({ accounts: 1, unconfirmed: 1 });
    expect((await readCopy()).map(({ email }) => email)).toEqual(["ada@example.com"]);
  });

  it.each([
    ["active", "sso"],
    ["validating", "sso"],
    ["inactive", "nothing"],
    ["draft", "nothing"],
  ] as const)(
    "copies members of an organization whose SSO connection is %s as requiring %s",
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
    "copies people whose address is in a domain of an organization with SSO that is %s as requiring %s",
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

  it("copies people with a second factor as requiring mfa, unless they require sso", async () => {
    const authFactors = [grace, linus].map(({ id }) => ({ id: `auth_factor_${id}`, userId: id }));
    const { sync, asked } = createTestWorkos(seedOf({ ...withConnection("active"), authFactors }));
    expect(await sync()).toMatchObject({ mayUseCodes: 1, requireSso: 2, requireMfa: 1 });
    expect(await readRequirements()).toEqual({
      [ada.email]: "sso",
      [grace.email]: "mfa",
      [hedy.email]: "nothing",
      [linus.email]: "sso",
    });
    // Second factors of people who require SSO aren't read.
    expect(asked.filter((path) => path.includes("auth_factors"))).toHaveLength(2);
  });

  it("copies all members of organizations as requiring sso when connections can't be listed, and reports it", async () => {
    const { sync, answerBefore } = createTestWorkos(plainSeed);
    answerBefore((path) => (path.startsWith("/connections") ? new Response("{}", { status: 403 }) : null));
    expect(await sync()).toMatchObject({ areConnectionsUnknown: true, requireSso: 3 });
    expect(await readRequirements()).toMatchObject({ [ada.email]: "sso", [hedy.email]: "nothing" });
  });

  it.each([403, 400])(
    "copies a person whose second factors WorkOS refuses with %d as requiring mfa, and reports the id",
    async (status) => {
      const { sync, answerBefore } = createTestWorkos(plainSeed);
      answerBefore((path) =>
        path.includes(`${hedy.id}/auth_factors`) ? new Response("{}", { status }) : null,
      );
      expect(await sync()).toMatchObject({ unknownFactorUserIds: [hedy.id], requireMfa: 1 });
      expect(await readRequirements()).toMatchObject({ [hedy.email]: "mfa", [ada.email]: "nothing" });
    },
  );

  it("distinguishes a deleted person from a WorkOS without a list of factors", async () => {
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

  it("leaves out two people with the same address, and an invalid address", async () => {
    const people = [
      person("one", { email: "same@example.com" }),
      person("two", { email: "SAME@example.com" }),
      person("three", { email: "no address" }),
      person("four"),
    ];
    const { sync } = createTestWorkos(seedOf({ people, memberships: [] }));
    expect(await sync()).toMatchObject({
      accounts: 1,
      unusableUserIds: ["user_one", "user_three", "user_two"],
    });
  });

  it("removes line breaks from names", async () => {
    const people = [person("ada", { firstName: "Ada\r\nBcc: eve@evil.example", lastName: "\u2028" })];
    await createTestWorkos(seedOf({ people, memberships: [] })).sync();
    expect(await readCopy()).toMatchObject([{ firstName: "Ada Bcc: eve@evil.example", lastName: null }]);
  });

  it("treats an organization that is deleted during the sync as having no members", async () => {
    const { sync, answerBefore } = createTestWorkos(plainSeed);
    answerBefore((path) =>
      path.includes(`organization_id=${harbourWorks.id}`) ? new Response("{}", { status: 404 }) : null,
    );
    expect(await sync()).toMatchObject({ accounts: 4 });
    expect((await readCopy()).find(({ email }) => email === linus.email)?.organizations).toEqual([]);
  });

  it("fails when WorkOS repeats a page, instead of reading forever", async () => {
    const { failSync, answerBefore } = createTestWorkos(plainSeed);
    answerBefore((path) =>
      path.startsWith("/organizations")
        ? Response.json({ data: [], list_metadata: { after: "org_1" } })
        : null,
    );
    expect(await failSync()).toMatchObject({ exitCode: 1, message: expect.stringContaining("repeats") });
  });

  it("fails on a response of another form", async () => {
    const { failSync, answerBefore } = createTestWorkos(plainSeed);
    answerBefore(() => Response.json({ data: [{ id: "user_1" }] }));
    expect(await failSync()).toMatchObject({
      exitCode: 1,
      message: expect.stringContaining(
        "WorkOS's response to /user_management/users doesn't have the expected form",
      ),
    });
    expect(await readdir(directory)).toEqual(["copy.json.progress"]);
  });

  it("fails after one request when WorkOS rejects the key", async () => {
    const { failSync, asked } = createTestWorkos(plainSeed);
    const access = { apiUrl, apiKey: "sk_test_wrong" };
    expect(await failSync({ access })).toMatchObject({
      message: expect.stringContaining(
        "The copy was not written: WorkOS rejects WORKOS_API_KEY; what was read",
      ),
    });
    expect(asked).toHaveLength(1);
  });
});

describe("syncAccounts over a previous copy", () => {
  const gone = buildTestAccount({
    email: testAddress("gone@example.com"),
    workosUserId: "user_gone",
    subject: "user_gone",
  });
  it("keeps people who are gone from WorkOS as removed, sync after sync", async () => {
    await writePrevious(gone);
    const { sync } = createTestWorkos(plainSeed);
    expect(await sync()).toMatchObject({ accounts: 4, removed: 1, newlyRemoved: 1 });
    expect(await readCopy()).toContainEqual({ ...gone, isRemoved: true });
    expect(await sync()).toMatchObject({ accounts: 4, removed: 1, newlyRemoved: 0 });
    expect(await readCopy()).toContainEqual({ ...gone, isRemoved: true });
  });

  it("restores removed people whom WorkOS has again, under the same id or a new one", async () => {
    await writePrevious(
      { ...gone, isRemoved: true },
      buildTestAccount({ email: testAddress("ada@example.com"), isRemoved: true }),
    );
    const people = [person("gone"), person("ada")];
    const { sync } = createTestWorkos(seedOf({ people, memberships: [] }));
    expect(await sync()).toMatchObject({ removed: 0 });
    expect((await readCopy()).map(({ workosUserId, isRemoved }) => [workosUserId, isRemoved])).toEqual([
      ["user_ada", false],
      ["user_gone", false],
    ]);
  });

  it("doesn't keep people as removed who changed their address or lost its confirmation", async () => {
    await writePrevious(
      gone,
      buildTestAccount({ email: testAddress("old@example.com"), workosUserId: "user_new" }),
    );
    const people = [person("gone", { emailVerified: false }), person("new")];
    const { sync } = createTestWorkos(seedOf({ people, memberships: [] }));
    expect(await sync()).toMatchObject({ removed: 0 });
    expect((await readCopy()).map(({ email }) => email)).toEqual(["new@example.com"]);
  });

  it("refuses to remove most accounts, as with the key of another environment, unless that is accepted", async () => {
    const many = Array.from({ length: 10 }, (_, index) =>
      buildTestAccount({
        email: testAddress(`${String(index)}@example.com`),
        workosUserId: `user_${String(index)}`,
      }),
    );
    await writePrevious(...many);
    const before = await readFile(path, "utf8");
    const { sync, failSync, asked } = createTestWorkos(plainSeed);
    expect(await failSync()).toEqual({
      exitCode: 1,
      message: expect.stringMatching(
        /: 10 of 10 accounts are gone from WorkOS; .* --accept-removals; what was read is kept,/,
      ),
    });
    expect(await readFile(path, "utf8")).toBe(before);
    asked.length = 0;
    expect(await sync({ acceptsRemovals: true })).toMatchObject({ newlyRemoved: 10 });
    // Everything was read by the first run.
    expect(asked).toEqual([]);
  });

  it("fails without reading WorkOS when the previous copy can't be read", async () => {
    await writeFile(path, "{");
    const { failSync, asked } = createTestWorkos(plainSeed);
    expect(await failSync()).toEqual({
      exitCode: 1,
      message: expect.stringMatching(/the existing file is not a copy: .* repair it$/),
    });
    expect(await readFile(path, "utf8")).toBe("{");
    expect(asked).toEqual([]);
  });
});

describe("syncAccounts during failures", () => {
  it("waits as long as WorkOS says, backs off on failures, and writes the same copy", async () => {
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
    expect(await sync()).toMatchObject({ accounts: 4 });
    expect(waitsMs).toEqual([12_000, 12_000, 1000, 2000, 4000, 1000, 1000, 1000]);
    expect(notes).toContain("WorkOS limits the request rate; retrying in 12 s");
    expect(await readFile(path, "utf8")).toBe(calm);
  });

  it("gives up on an outage, keeps what it has read, and continues from there in the next run", async () => {
    const { sync, failSync, workos, asked, notes } = createTestWorkos(plainSeed);
    workos.faults.set([{ path: "/connections", kind: "status", status: 503 }]);
    expect(await failSync()).toEqual({
      exitCode: 1,
      message: `The copy was not written: WorkOS responded with status 503${kept}`,
    });
    expect(await readdir(directory)).toEqual(["copy.json.progress"]);
    workos.faults.clear();
    asked.length = 0;
    expect(await sync()).toMatchObject({ accounts: 4 });
    expect(asked[0]).toMatch(/^\/connections/);
    expect(notes).toContain("Continuing where the last run stopped");
  });

  it("starts over with isRestart", async () => {
    const { sync, failSync, workos, asked, notes } = createTestWorkos(plainSeed);
    workos.faults.set([{ path: "/connections", kind: "status", status: 400 }]);
    await failSync();
    workos.faults.clear();
    asked.length = 0;
    await sync({ isRestart: true });
    expect(asked[0]).toMatch(/^\/user_management\/users/);
    expect(notes.at(-1)).toBe("Starting over because of --restart");
  });

  it("starts over when the earlier run used another key", async () => {
    const { failSync, workos, notes } = createTestWorkos(plainSeed);
    workos.faults.set([{ path: "/connections", kind: "status", status: 400 }]);
    await failSync();
    expect(await failSync({ access: { apiUrl, apiKey: "sk_test_wrong" } })).toMatchObject({ exitCode: 1 });
    expect(notes.at(-1)).toBe("Starting over: the last run read another WorkOS, or used another key");
  });

  it("stops when it is interrupted, and keeps what it has read", async () => {
    const { failSync, asked, interruption, answerBefore } = createTestWorkos(plainSeed);
    answerBefore((path) => {
      if (path.startsWith("/organizations")) interruption.abort();
      return null;
    });
    expect(await failSync()).toEqual({ exitCode: 130, message: `Interrupted${kept}` });
    expect(asked.at(-1)).toMatch(/^\/organizations/);
  });
});

describe("syncAccounts in a dry run", () => {
  it("returns the same summary without changing any file", async () => {
    const { sync } = createTestWorkos(plainSeed);
    const dry = await sync({ isDryRun: true });
    expect(dry).toMatchObject({ accounts: 4 });
    expect(await readdir(directory)).toEqual([]);
    expect(await sync()).toEqual(dry);
  });

  it("ignores the progress file of an interrupted run", async () => {
    const { sync, failSync, workos, asked } = createTestWorkos(plainSeed);
    workos.faults.set([{ path: "/connections", kind: "status", status: 400 }]);
    await failSync();
    const progressText = await readFile(`${path}.progress`, "utf8");
    workos.faults.clear();
    asked.length = 0;
    expect(await sync({ isDryRun: true })).toMatchObject({ accounts: 4 });
    expect(asked[0]).toMatch(/^\/user_management\/users/);
    expect(await readFile(`${path}.progress`, "utf8")).toBe(progressText);
  });
});
