import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { mockApiKey } from "../../mocks/development-credentials.ts";
import { analyticalEngines, harbourWorks, plainSeed } from "../../mocks/people.ts";
import { type MockWorkos, createMockWorkos } from "../../mocks/workos/mock-workos.ts";
import { runInvitations } from "./run-invitations.ts";

const apiUrl = new URL("http://workos.test");
const invitationsPath = "/user_management/invitations";
const org = analyticalEngines.id;

let directory: string;
let statePath: string;
let reportPath: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "portico-invite-"));
  statePath = join(directory, "state");
  reportPath = join(directory, "report");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

type RunOptions = Parameters<typeof runInvitations>[0];
type Answer = "lost_after" | Response | null;

const neverIntervene = (): Answer => null;

/** A WorkOS with the plain seed, on a clock that advances with each wait. */
function createTestWorkos() {
  let nowMs = Date.parse("2026-11-20T12:00:00Z");
  const asked: string[] = [];
  const notes: string[] = [];
  const previews: string[] = [];
  const waitsMs: number[] = [];
  let interruption = new AbortController();
  let intervene: (request: Request, bodyText: string) => Answer = neverIntervene;
  const workos: MockWorkos = createMockWorkos({
    origin: apiUrl.origin,
    redirectUris: [],
    logoutUris: [],
    allowedOrigins: [],
    now: () => nowMs,
    seed: plainSeed,
  });
  const answer = async (request: Request): Promise<Response> => {
    const response = await workos.answer(request);
    if (response === undefined || response.type === "error") throw new TypeError("fetch failed");
    return response;
  };

  const run = (list: string, changes: Partial<RunOptions> = {}) => {
    interruption = new AbortController();
    notes.length = 0;
    return runInvitations({
      listPath: null,
      statePath,
      reportPath,
      defaults: { organizationId: null, roleSlug: null, expiresInDays: null, locale: null },
      isDryRun: false,
      acceptsNewKey: false,
      access: { apiUrl, apiKey: mockApiKey },
      list: new TextEncoder().encode(list),
      display: {
        begin: () => undefined,
        advance: () => undefined,
        note: (text) => void notes.push(text),
        end: () => undefined,
      },
      preview: (text) => void previews.push(text),
      processId: process.pid,
      request: {
        fetch: async (input, init) => {
          const request = new Request(input, init);
          const bodyText = await request.clone().text();
          asked.push(`${request.method} ${new URL(request.url).pathname}`);
          const own = intervene(request, bodyText);
          if (own instanceof Response) return own;
          const response = await answer(request);
          if (own === "lost_after") throw new TypeError("fetch failed");
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
  };
  const call = async (method: string, path: string, body?: Record<string, unknown>): Promise<unknown> => {
    const headers = { Authorization: `Bearer ${mockApiKey}`, "Content-Type": "application/json" };
    const response = await answer(
      new Request(new URL(path, apiUrl), {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    return await response.json();
  };
  return {
    workos,
    run,
    asked,
    notes,
    previews,
    waitsMs,
    interrupt: () => interruption.abort(),
    /** Responds in place of WorkOS; "lost_after" loses WorkOS's response. */
    intervene: (given: (request: Request, bodyText: string) => Answer) => {
      intervene = given;
    },
    call,
    /** Sorted by address, because several may have the same date. */
    listInvitations: async () =>
      v
        .parse(listSchema, await call("GET", `${invitationsPath}?limit=100`))
        .data.toSorted((one, other) => (one.email < other.email ? -1 : 1)),
  };
}

const listSchema = v.object({
  data: v.array(
    v.object({
      id: v.string(),
      email: v.string(),
      state: v.string(),
      organization_id: v.nullable(v.string()),
      role_slug: v.nullable(v.string()),
      created_at: v.string(),
      expires_at: v.string(),
    }),
  ),
});

async function readReport(): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(reportPath, "utf8")).trimEnd().split("\n");
  return lines.map((line) => v.parse(v.record(v.string(), v.unknown()), JSON.parse(line)));
}
const readOutcomes = async () => (await readReport()).map(({ line, outcome }) => [line, outcome]);

const threePeople = (role: string, organization: string) =>
  `email,organization,role\na@example.com,${org},${role}\nb@example.com,${organization},\nc@example.com,${org},\n`;

const isSend = (request: Request) => request.method === "POST";

describe("runInvitations", () => {
  it("sends an invitation for each line with its settings, and reports it", async () => {
    const { run, listInvitations, call } = createTestWorkos();
    const outcome = await run(
      `email,organization,role,expires_in_days,locale\nNew@example.com,${org},admin,3,pt-BR\nfriend@example.com,,,,\n`,
    );
    expect(outcome).toMatchObject({ isInterrupted: false, summary: { invited: 2, undone: 0, badLines: [] } });
    const [first, second] = await listInvitations();
    expect(first).toMatchObject({
      organization_id: org,
      role_slug: "admin",
      expires_at: "2026-11-23T12:00:00.000Z",
    });
    expect(second).toMatchObject({ email: "friend@example.com", organization_id: null, role_slug: null });
    expect(await readReport()).toEqual([
      {
        line: 2,
        email: "New@example.com",
        organization: org,
        role: "admin",
        outcome: "invited",
        invitation_id: first?.id,
        expires_at: first?.expires_at,
        earlier_run: false,
      },
      expect.objectContaining({ line: 3, outcome: "invited", invitation_id: second?.id }),
    ]);
    expect((await stat(reportPath)).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(["report", "state"]);
    expect(await call("GET", "/user_management/invitations?email=nobody@example.com")).toMatchObject({
      data: [],
    });
  });

  it("sends WorkOS only the settings that a line has", async () => {
    const { run, intervene } = createTestWorkos();
    const bodies: unknown[] = [];
    intervene((_, bodyText) => {
      bodies.push(JSON.parse(bodyText));
      return null;
    });
    await run(
      `email,organization,role,expires_in_days,locale\na@example.com,${org},admin,3,pt-BR\nb@example.com,,,,`,
    );
    expect(bodies).toEqual([
      {
        email: "a@example.com",
        organization_id: org,
        role_slug: "admin",
        expires_in_days: 3,
        locale: "pt-BR",
      },
      { email: "b@example.com" },
    ]);
  });

  it("counts people who are already invited or members as done, and says so", async () => {
    const { run, call, notes, listInvitations } = createTestWorkos();
    await call("POST", invitationsPath, { email: "known@example.com", organization_id: org });
    const list = `email,organization\nada@example.com,${org}\nknown@example.com,${org}\nada@example.com,${harbourWorks.id}\n`;
    const outcome = await run(list);
    expect(outcome).toMatchObject({
      summary: { invited: 0, alreadyMember: 2, alreadyInvited: 1, undone: 0 },
    });
    expect(notes).toEqual([
      "Line 2 is already a member",
      "Line 3 is already invited",
      "Line 4 is already a member",
    ]);
    expect(await listInvitations()).toHaveLength(1);
    expect(await run(list)).toMatchObject({ summary: { doneBefore: 3, alreadyMember: 0 } });
  });

  it("reports bad and repeated lines, and sends the others", async () => {
    const { run, notes, listInvitations } = createTestWorkos();
    const outcome = await run(
      `email,organization,role\nnobody,,\na@example.com,${org},\nA@EXAMPLE.com,${org},admin\nb@example.com,${org},`,
    );
    expect(outcome).toMatchObject({ summary: { invited: 2, repeated: 1, badLines: [2] } });
    expect(notes).toEqual([
      "Line 2 is left out: it has no valid email address",
      "Line 4 is left out: it repeats line 3, with other settings, which are ignored",
    ]);
    expect((await listInvitations()).map(({ email }) => email)).toEqual(["a@example.com", "b@example.com"]);
    expect(await readOutcomes()).toEqual([
      [2, "bad_line"],
      [3, "invited"],
      [4, "repeated"],
      [5, "invited"],
    ]);
  });

  it("reports refused lines, continues, and tries them again in the next run", async () => {
    const { run, notes, call } = createTestWorkos();
    const outcome = await run(threePeople("emperor", "org_unknown"));
    expect(outcome).toMatchObject({ isInterrupted: false, summary: { invited: 1, refusedLines: [2, 3] } });
    expect(notes).toEqual([
      "Line 2 is not invited: WorkOS doesn't know the role",
      "Line 3 is not invited: WorkOS doesn't know the organization",
    ]);
    expect(await run(threePeople("admin", harbourWorks.id))).toMatchObject({
      summary: { invited: 2, doneBefore: 1, refusedLines: [] },
    });
    expect(await call("GET", `${invitationsPath}?email=c@example.com`)).toMatchObject({
      data: [expect.anything()],
    });
  });

  it.each([
    [{ email: "" }, 422, "WorkOS refused with status 422"],
    [{ code: "expires_in_days_too_long" }, 400, "WorkOS doesn't accept the expiry"],
    [{ code: "invitation_blocked" }, 403, "WorkOS refused with status 403: invitation_blocked"],
  ])("explains the refusal %j with status %d", async (body, status, reason) => {
    const { run, intervene, notes } = createTestWorkos();
    intervene((request) => (isSend(request) ? Response.json(body, { status }) : null));
    await run("a@example.com");
    expect(notes).toEqual([`Line 1 is not invited: ${reason}`]);
  });

  it("sends nothing when the list, the state file or the report can't be used", async () => {
    const { run, asked } = createTestWorkos();
    await expect(run("email,team\na@example.com,x")).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /^The list can't be used: its first line names an unknown column 2;.*\nNothing was sent$/,
      ),
    });
    await expect(
      run("a@example.com", { reportPath: join(directory, "none", "report") }),
    ).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("(ENOENT)\nNothing was sent"),
    });
    await writeFile(statePath, "email\n");
    await expect(run("a@example.com")).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("it is unknown who has been invited"),
    });
    expect(asked).toEqual([]);
  });

  it("sends nothing while another run over the list is in progress", async () => {
    const { run, asked } = createTestWorkos();
    await writeFile(`${statePath}.lock`, `${String(process.pid)}\n`);
    await expect(run("a@example.com", { processId: 2 ** 22 + 1 })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(`process ${String(process.pid)}`),
    });
    expect(asked).toEqual([]);
  });
});

describe("runInvitations during failures", () => {
  it("waits as long as a rate limit says, and prints it", async () => {
    const { run, workos, waitsMs, notes } = createTestWorkos();
    workos.faults.set([
      { path: invitationsPath, kind: "status", status: 429, retryAfterSeconds: 17, times: 2 },
    ]);
    expect(await run("a@example.com")).toMatchObject({ summary: { invited: 1 } });
    expect(waitsMs).toEqual([17_000, 17_000]);
    expect(notes[0]).toBe("WorkOS limits the request rate; retrying in 17 s");
  });

  it("sends again after a failure without effect", async () => {
    const { run, workos, asked } = createTestWorkos();
    workos.faults.set([{ path: invitationsPath, kind: "status", status: 503, times: 1 }]);
    expect(await run("a@example.com")).toMatchObject({ summary: { invited: 1 } });
    expect(asked).toEqual([`POST ${invitationsPath}`, `GET ${invitationsPath}`, `POST ${invitationsPath}`]);
  });

  it.each([null, org])(
    "never repeats an invitation whose response was lost, with organization %j",
    async (id) => {
      const { run, intervene, asked, listInvitations } = createTestWorkos();
      intervene((request) => (isSend(request) ? "lost_after" : null));
      const outcome = await run("Ada.New@example.com", {
        defaults: { organizationId: id, roleSlug: null, expiresInDays: null, locale: null },
      });
      expect(outcome).toMatchObject({ summary: { invited: 1, alreadyInvited: 0 } });
      expect(asked).toEqual([`POST ${invitationsPath}`, `GET ${invitationsPath}`]);
      const [only] = await listInvitations();
      expect(await readReport()).toMatchObject([{ outcome: "invited", invitation_id: only?.id }]);
    },
  );

  it("also looks for an invitation by the lower-case address", async () => {
    const { run, intervene, asked } = createTestWorkos();
    intervene((request) => {
      if (isSend(request)) return "lost_after";
      return request.url.includes("Ada.New")
        ? Response.json({ data: [], list_metadata: { after: null } })
        : null;
    });
    expect(await run("Ada.New@example.com")).toMatchObject({ summary: { invited: 1 } });
    expect(asked.filter((request) => request.startsWith("POST"))).toHaveLength(1);
  });

  it("doesn't count an organization's invitation as one to the app only", async () => {
    const { run, workos, call, listInvitations } = createTestWorkos();
    await call("POST", invitationsPath, { email: "a@example.com", organization_id: org });
    workos.faults.set([{ path: invitationsPath, kind: "status", status: 503, times: 1 }]);
    expect(await run("a@example.com")).toMatchObject({ summary: { invited: 1 } });
    expect((await listInvitations()).map((invitation) => invitation.organization_id)).toContain(null);
  });

  it("leaves a person undone for whom WorkOS fails, and continues with the others", async () => {
    const { run, intervene, notes } = createTestWorkos();
    intervene((_, bodyText) => (bodyText.includes("b@") ? new Response("", { status: 500 }) : null));
    expect(await run("a@example.com\nb@example.com\nc@example.com")).toMatchObject({
      isInterrupted: false,
      summary: { invited: 2, undone: 1 },
    });
    expect(notes.at(-1)).toBe("Line 2 is not invited: WorkOS responded with status 500");
    intervene(() => null);
    expect(await run("a@example.com\nb@example.com\nc@example.com")).toMatchObject({
      summary: { invited: 1, doneBefore: 2, undone: 0 },
    });
  });

  it("stops after three people during an outage", async () => {
    const { run, workos, asked } = createTestWorkos();
    workos.faults.set([{ path: invitationsPath, kind: "reset" }]);
    const list = Array.from({ length: 20 }, (_, index) => `p${String(index)}@example.com`).join("\n");
    expect(await run(list)).toMatchObject({ isInterrupted: false, summary: { invited: 0, undone: 20 } });
    expect(asked.filter((path) => path.startsWith("POST"))).toHaveLength(3);
    expect((await readReport()).at(-1)).toMatchObject({
      line: 20,
      outcome: "undone",
      reason: "WorkOS can't be reached",
    });
    workos.faults.clear();
    expect(await run(list)).toMatchObject({ summary: { invited: 20, undone: 0 } });
  });

  it("stops at once when WorkOS rejects the key", async () => {
    const { run, asked } = createTestWorkos();
    const access = { apiUrl, apiKey: "sk_test_wrong" };
    expect(await run("a@example.com\nb@example.com", { access })).toMatchObject({
      isInterrupted: false,
      summary: { undone: 2 },
    });
    expect(asked).toHaveLength(1);
  });
});

describe("runInvitations after a run that was stopped", () => {
  const list = "a@example.com\nb@example.com\nc@example.com";

  it("finishes the current invitation when it is interrupted, and the next run continues", async () => {
    const { run, intervene, interrupt, asked, notes, listInvitations } = createTestWorkos();
    intervene((_, bodyText) => {
      if (bodyText.includes("b@")) interrupt();
      return null;
    });
    const outcome = await run(list);
    expect(outcome).toMatchObject({ isInterrupted: true, summary: { invited: 2, undone: 1 } });
    expect(asked).toHaveLength(2);
    intervene(() => null);
    expect(await run(list)).toMatchObject({ isInterrupted: false, summary: { invited: 1, doneBefore: 2 } });
    expect(notes).toEqual(["Continuing where the last run stopped"]);
    // The third was never attempted, so it needn't be looked up.
    expect(asked.slice(2)).toEqual([`POST ${invitationsPath}`]);
    expect(await listInvitations()).toHaveLength(3);
    expect(await readReport()).toMatchObject([
      { outcome: "invited", earlier_run: true, invitation_id: expect.stringContaining("invitation_") },
      { outcome: "invited", earlier_run: true },
      { outcome: "invited", earlier_run: false },
    ]);
  });

  it("ends a wait when it is interrupted, and looks the address up before it sends again", async () => {
    const { run, intervene, interrupt, asked } = createTestWorkos();
    intervene(() => {
      interrupt();
      return new Response("", { status: 429, headers: { "Retry-After": "60" } });
    });
    expect(await run(list)).toMatchObject({ isInterrupted: true, summary: { undone: 3 } });
    expect(asked.splice(0)).toEqual([`POST ${invitationsPath}`]);
    intervene(() => null);
    expect(await run(list)).toMatchObject({ summary: { invited: 3 } });
    expect(asked.map((request) => request.split(" ")[0])).toEqual(["GET", "POST", "POST", "POST"]);
  });

  it.each(["pending", "accept", "revoke"])(
    "never repeats an invitation that a killed run sent, in the state %j",
    async (fate) => {
      const { run, call, listInvitations, waitsMs } = createTestWorkos();
      const [sending, invitee] = [Date.parse("2026-11-20T11:59:59Z"), "a@example.com"];
      await run("x@example.com");
      const journal = await readFile(statePath, "utf8");
      await writeFile(
        statePath,
        `${journal}{"key":"${invitee} ","kind":"sending","atMs":${String(sending)}}\n`,
      );
      const { id } = v.parse(
        v.object({ id: v.string() }),
        await call("POST", invitationsPath, { email: invitee }),
      );
      if (fate !== "pending") await call("POST", `${invitationsPath}/${id}/${fate}`);
      expect(await run(invitee)).toMatchObject({ summary: { invited: 1 } });
      expect((await listInvitations()).filter(({ email }) => email === invitee)).toHaveLength(1);
      expect(waitsMs).toEqual([]);
    },
  );

  it("sends when there is only an old revoked invitation", async () => {
    const { run, call, workos, listInvitations } = createTestWorkos();
    const { id } = v.parse(
      v.object({ id: v.string() }),
      await call("POST", invitationsPath, { email: "a@example.com" }),
    );
    await call("POST", `${invitationsPath}/${id}/revoke`);
    await run("x@example.com");
    const journal = await readFile(statePath, "utf8");
    const sending = Date.parse("2026-11-20T12:10:00Z");
    await writeFile(
      statePath,
      `${journal}{"key":"a@example.com ","kind":"sending","atMs":${String(sending)}}\n`,
    );
    expect(await run("a@example.com")).toMatchObject({ summary: { invited: 1 } });
    expect((await listInvitations()).filter(({ email }) => email === "a@example.com")).toHaveLength(2);
    expect(workos.mailbox.list()).toHaveLength(3);
  });

  it("continues with a new key only with acceptsNewKey", async () => {
    const { run } = createTestWorkos();
    await run("a@example.com", { access: { apiUrl, apiKey: "sk_test_old" } });
    await expect(run("a@example.com")).rejects.toThrow("--new-key");
    expect(await run("a@example.com", { acceptsNewKey: true })).toMatchObject({ summary: { invited: 1 } });
  });
});

describe("runInvitations in a dry run", () => {
  it("prints what would be sent, only reads from WorkOS, and doesn't change the state file", async () => {
    const { run, call, previews, asked, listInvitations } = createTestWorkos();
    await run("done@example.com");
    const state = await readFile(statePath, "utf8");
    await call("POST", invitationsPath, { email: "known@example.com", organization_id: org });
    asked.length = 0;
    const outcome = await run(
      `email,organization,role,expires_in_days,locale\nnew@example.com,${org},admin,1,de\nknown@example.com,${org},,,\nada@example.com,${org},,,\ndone@example.com,,,,\nnobody,,,,\nfree@example.com,,,,`,
      { isDryRun: true },
    );
    expect(outcome).toMatchObject({
      isInterrupted: false,
      summary: { wouldInvite: 2, alreadyInvited: 1, alreadyMember: 1, doneBefore: 1, badLines: [6] },
    });
    expect(previews).toEqual([
      `Line 2: new@example.com would be invited to ${org}, as admin, for 1 day, in de`,
      "Line 3: known@example.com is already invited",
      "Line 4: ada@example.com is already a member",
      "Line 5: done@example.com is invited, by an earlier run",
      "Line 7: free@example.com would be invited to no organization",
    ]);
    expect(asked.every((request) => request.startsWith("GET "))).toBe(true);
    expect(await readFile(statePath, "utf8")).toBe(state);
    expect(await listInvitations()).toHaveLength(2);
  });

  it("creates no file but the report", async () => {
    const { run } = createTestWorkos();
    expect(await run("a@example.com", { isDryRun: true, statePath: null })).toMatchObject({
      summary: { wouldInvite: 1 },
    });
    expect(await readdir(directory)).toEqual(["report"]);
    expect(await readOutcomes()).toEqual([[1, "would_invite"]]);
  });
});
