import { describe, expect, it } from "vitest";

import { createTestWorkos, testVariables } from "../../testing/test-workos.ts";
import { apiPaths, buildApiPath } from "../../../contract/api-paths.ts";
import { parseProblem } from "../../../contract/failure.ts";
import { parseMembersAnswer } from "../../../contract/members.ts";
import { parseOrganizationsAnswer } from "../../../contract/organizations.ts";
import {
  ada,
  analyticalEngines,
  defaultSeed,
  grace,
  harbourWorks,
  hedy,
  linus,
  type SeedPerson,
} from "../../../mocks/people.ts";
import { signingKeyPair } from "../../../mocks/workos/development-keys.ts";
import { createCallers } from "../../testing/callers.ts";
import { type AnswerAsWorkos, createTestFunction } from "../../testing/test-function.ts";
import { accessTokens } from "../access-tokens/access-tokens.ts";
import { team } from "./team.ts";

const workosOrigin = "https://api.workos.com";
const asAda = { sub: ada.id, org_id: analyticalEngines.id, permissions: ["members:read"] };

/** Members besides the two that Analytical Engines has. */
const crowd: SeedPerson[] = Array.from({ length: 118 }, (_, index) => ({
  id: `user_01CROWD${String(index).padStart(4, "0")}`,
  email: `crowd${String(index)}@example.com`,
  firstName: "Crowd",
  lastName: String(index),
}));

function setUp(people: SeedPerson[] = []) {
  const clock = { nowMs: Date.now() };
  const workos = createTestWorkos({
    seed: {
      ...defaultSeed,
      people: [...defaultSeed.people, ...people],
      memberships: [
        ...defaultSeed.memberships,
        ...people.map(({ id }, index) => ({
          id: `om_01CROWD${String(index).padStart(4, "0")}`,
          userId: id,
          organizationId: analyticalEngines.id,
          roleSlug: "member",
        })),
      ],
    },
  });
  const control: { answerAsWorkos: AnswerAsWorkos } = { answerAsWorkos: () => null };
  const load = { now: 0, most: 0 };
  const { app, asked } = createTestFunction({
    features: [accessTokens, team],
    answers: [
      (request) => control.answerAsWorkos(request),
      async (request) => {
        load.now += 1;
        load.most = Math.max(load.most, load.now);
        const response = await workos.answer(request);
        load.now -= 1;
        return response;
      },
    ],
    variables: testVariables,
    now: () => clock.nowMs,
  });
  const callers = createCallers({
    app,
    key: signingKeyPair,
    issuer: workosOrigin,
    now: () => clock.nowMs,
  });
  const readMembers = async (query: Record<string, string | null>, claims = asAda) => {
    const response = await (await callers.callAs(claims)).get(buildApiPath(apiPaths.listMembers, {}, query));
    const answer = parseMembersAnswer(await response.json());
    if (answer === null) throw new Error(`No members: ${String(response.status)}`);
    return answer;
  };
  return { ...callers, readMembers, control, asked, load, clock };
}

describe("the list of members", () => {
  it("lists the members of the token's organization with their names and addresses", async () => {
    const { members, after } = await setUp().readMembers({});
    expect(after).toBeNull();
    expect(members.map(({ email }) => email).toSorted()).toEqual([ada.email, grace.email]);
    expect(members.find(({ userId }) => userId === ada.id)).toEqual({
      id: expect.stringMatching(/^om_/),
      userId: ada.id,
      email: ada.email,
      firstName: "Ada",
      lastName: "Lovelace",
      roleSlug: "admin",
      status: "active",
      joinedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  it("lists members in pages of fifty, each once, with at most ten parallel lookups", async () => {
    const set = setUp(crowd);
    const sizes: number[] = [];
    const seen = new Set<string>();
    let after: string | null = null;
    do {
      const page = await set.readMembers({ after });
      sizes.push(page.members.length);
      for (const { userId } of page.members) seen.add(userId);
      after = page.after;
    } while (after !== null);
    expect(sizes).toEqual([50, 50, 20]);
    expect(seen.size).toBe(120);
    expect(set.load.most).toBeLessThanOrEqual(10);
  });

  it("caches users for five minutes", async () => {
    const set = setUp();
    const countLookUps = () => set.asked.filter((path) => path.startsWith("/user_management/users/")).length;
    await set.readMembers({});
    await set.readMembers({});
    expect(countLookUps()).toBe(2);
    set.clock.nowMs += 4 * 60_000;
    await set.readMembers({});
    expect(countLookUps()).toBe(2);
    set.clock.nowMs += 60_000;
    await set.readMembers({});
    expect(countLookUps()).toBe(4);
  });

  it.each([
    ["a member, in whatever case", "GRACE@example.com", [grace.id]],
    ["a member of another organization", linus.email, []],
    ["a user without an organization", hedy.email, []],
    ["an unknown address", "nobody@example.com", []],
  ])("looks up one address: %s", async (_, email, userIds) => {
    const { members, after } = await setUp(crowd).readMembers({ email });
    expect(members.map(({ userId }) => userId)).toEqual(userIds);
    expect(after).toBeNull();
  });

  it("lists the token's organization whatever the query says", async () => {
    const set = setUp();
    const caller = await set.callAs(asAda);
    for (const query of [
      `organizationId=${harbourWorks.id}`,
      `organization_id=${harbourWorks.id}`,
      "limit=100",
    ]) {
      const response = await caller.get(`${apiPaths.listMembers}?${query}`);
      expect(parseProblem(await response.json())?.code).toBe("invalid_request");
    }
    const { members } = await set.readMembers({}, { ...asAda, sub: linus.id, org_id: harbourWorks.id });
    expect(members.map(({ userId }) => userId)).not.toContain(grace.id);
  });

  it("shows no member of another organization even if WorkOS's answer contains one", async () => {
    const set = setUp();
    set.control.answerAsWorkos = ({ url }) =>
      url.includes("/organization_memberships")
        ? Response.json({
            object: "list",
            data: [
              {
                object: "organization_membership",
                id: "om_1",
                user_id: linus.id,
                organization_id: harbourWorks.id,
                organization_name: harbourWorks.name,
                status: "active",
                role: { slug: "member" },
                created_at: "2026-01-05T09:00:00.000Z",
                updated_at: "2026-01-05T09:00:00.000Z",
              },
            ],
            list_metadata: { before: null, after: null },
          })
        : null;
    expect((await set.readMembers({})).members).toEqual([]);
  });

  it.each([
    ["memberships", "/organization_memberships"],
    ["users", "/user_management/users/"],
  ])("answers 503 while WorkOS gives no %s", async (_, path) => {
    const set = setUp();
    set.control.answerAsWorkos = ({ url }) =>
      url.includes(path) ? Response.json({ message: "x" }, { status: 500 }) : null;
    const response = await (await set.callAs(asAda)).get(apiPaths.listMembers);
    expect(response.status).toBe(503);
    expect(parseProblem(await response.json())?.code).toBe("workos_unreachable");
  });
});

describe("the list of organizations", () => {
  it("lists the organizations in which the caller is an active member, by name, with roles", async () => {
    const caller = await setUp().callAs({ sub: ada.id });
    const answer = parseOrganizationsAnswer(await (await caller.get(apiPaths.listOrganizations)).json());
    expect(answer?.organizations).toEqual([
      { id: analyticalEngines.id, name: analyticalEngines.name, roleSlug: "admin" },
      { id: harbourWorks.id, name: harbourWorks.name, roleSlug: "member" },
    ]);
  });

  it("lists no organization for a user without one", async () => {
    const caller = await setUp().callAs({ sub: hedy.id });
    const answer = parseOrganizationsAnswer(await (await caller.get(apiPaths.listOrganizations)).json());
    expect(answer?.organizations).toEqual([]);
  });
});
