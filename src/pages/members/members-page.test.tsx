import { screen, waitFor, within } from "@testing-library/react";
import { http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { messages } from "../../config/messages.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import {
  type ChangeInvitationAnswer,
  type Invitation,
  type InvitationsAnswer,
  type SendInvitationsAnswer,
} from "../../contract/invitations.ts";
import { type Member, type MembersAnswer } from "../../contract/members.ts";
import { buildProblem } from "../../sign-in/testing/fake-function.ts";
import { setUpUser } from "../../ui/testing/user.ts";
import { formatDate } from "../format-date.ts";
import { findAlert, readRows, renderInSession, signedInAtWorkos } from "../testing/render-in-session.tsx";
import { MembersPage } from "./members-page.tsx";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const { invite, invitations, members } = messages;
const reader = ["members:read"];
const inviter = ["members:read", "members:invite"];
const quota = { maximum: 10, used: 0 };
const roles = [
  { slug: "admin", name: "Admin" },
  { slug: "member", name: "Member" },
];

function buildMember(name: string, overrides: Partial<Member> = {}): Member {
  return {
    id: `om_${name}`,
    userId: `user_${name}`,
    email: `${name.toLowerCase()}@example.com`,
    firstName: name,
    lastName: null,
    roleSlug: "member",
    status: "active",
    joinedAt: "2026-11-21T12:00:00Z",
    ...overrides,
  };
}

function buildInvitation(email: string, overrides: Partial<Invitation> = {}): Invitation {
  return {
    id: `invitation_${email.replace(/\W/g, "_")}`,
    email,
    state: "pending",
    inviterUserId: "user_1",
    inviterEmail: "grace@example.com",
    createdAt: "2026-11-21T12:00:00Z",
    expiresAt: "2026-11-28T12:00:00Z",
    roleSlug: "admin",
    ...overrides,
  };
}

function answerMembers(list: Member[], after: string | null = null): Response {
  return Response.json({ members: list, after } satisfies MembersAnswer);
}

function answerInvitations(overrides: Partial<InvitationsAnswer> = {}): Response {
  return Response.json({
    invitations: [],
    after: null,
    quota,
    roles,
    ...overrides,
  } satisfies InvitationsAnswer);
}

/** Opens the page of an organization with these members and invitations. */
function openPage(
  permissions: string[],
  lists: { members?: () => Response; invitations?: () => Response } = {},
  workos = signedInAtWorkos({ permissions }),
) {
  server.use(
    http.get(apiPaths.listMembers, lists.members ?? (() => answerMembers([buildMember("Ada")]))),
    http.get(apiPaths.listInvitations, lists.invitations ?? (() => answerInvitations())),
  );
  renderInSession(<MembersPage />, { path: "/members", workos });
  return setUpUser();
}

const findPeople = () => screen.findByRole("list", { name: members.people });
const findAddresses = () => screen.findByLabelText<HTMLTextAreaElement>(invite.addresses);
const getSend = () => screen.getByRole("button", { name: invite.send });

it("offers an impersonator no change of invitations, and says why", async () => {
  const workos = signedInAtWorkos({
    permissions: inviter,
    impersonator: { email: "admin@example.com", reason: null },
  });
  openPage(
    inviter,
    { invitations: () => answerInvitations({ invitations: [buildInvitation("a@example.com")] }) },
    workos,
  );
  await screen.findByRole("list", { name: invitations.title });
  expect(screen.getByText(messages.frame.notInTheirName)).toBeDefined();
  expect(screen.queryByRole("button")).toBeNull();
});

describe("the people on the members page", () => {
  it("lists each member with role, date and what is special about them", async () => {
    openPage(reader, {
      members: () =>
        answerMembers([
          buildMember("Grace", { userId: "user_1", lastName: "Hopper", roleSlug: "admin" }),
          buildMember("Linus", { status: "inactive" }),
          buildMember("Ada", { firstName: null, status: "pending" }),
        ]),
    });
    expect(await screen.findByText(members.found(3, true))).toBeDefined();
    const [own, deactivated, nameless] = within(await findPeople()).getAllByRole("listitem");
    expect(own?.textContent).toContain(`Grace Hopper${members.you}`);
    expect(own?.textContent).toContain("grace@example.com");
    expect(own?.textContent).toContain(members.roleAndDate("Admin", formatDate("2026-11-21T12:00:00Z")));
    expect(deactivated?.textContent).toContain(members.statuses.inactive);
    expect(nameless?.textContent).toContain(`ada@example.com${members.statuses.pending}`);
    expect(nameless?.textContent?.match(/ada@example\.com/g)?.length).toBe(1);
  });

  it("shows a name from right to left, or with direction controls, without turning what is beside it", async () => {
    openPage(reader, {
      members: () =>
        answerMembers([
          buildMember("Ada\u202E", { lastName: "gnp\u2069.exe" }),
          buildMember("\u05d0\u05d3\u05d4"),
        ]),
    });
    const people = await findPeople();
    const names = [...people.querySelectorAll("bdi")].map(({ textContent }) => textContent);
    expect(names).toEqual(["Ada gnp.exe", "\u05d0\u05d3\u05d4"]);
    expect(people.textContent?.replaceAll(/[\u2068\u2069]/g, "")).not.toMatch(/\p{Bidi_Control}/u);
  });

  it("lets no stack of marks in a name cover the rows beside it", async () => {
    const member = buildMember("Zoe", { firstName: `Z${"\u0301".repeat(200)}oe` });
    openPage(reader, { members: () => answerMembers([member]) });
    const people = await findPeople();
    expect(people.textContent?.match(/\p{M}+/gu)?.map(({ length }) => length)).toEqual([8, 8]);
  });

  it("offers a role whose name can't be seen by its slug", async () => {
    openPage(inviter, {
      invitations: () => answerInvitations({ roles: [{ slug: "auditor", name: "\u200B\u202E" }, ...roles] }),
    });
    expect(await screen.findByRole("option", { name: "auditor" })).toBeDefined();
  });

  it("says that the members are loading until they are there", async () => {
    const release = Promise.withResolvers<void>();
    server.use(
      http.get(apiPaths.listMembers, async () => {
        await release.promise;
        return answerMembers([buildMember("Ada")]);
      }),
      http.get(apiPaths.listInvitations, () => answerInvitations()),
    );
    renderInSession(<MembersPage />, { path: "/members", workos: signedInAtWorkos() });
    expect(await screen.findByText(invitations.none)).toBeDefined();
    expect(screen.getByText(members.loading)).toBeDefined();
    release.resolve();
    expect(await screen.findByText(members.found(1, true))).toBeDefined();
    expect(screen.queryByText(members.loading)).toBeNull();
  });

  it("says why the people are missing, and brings them on another try", async () => {
    let isDown = true;
    const user = openPage(reader, {
      members: () => (isDown ? buildProblem("workos_unreachable") : answerMembers([buildMember("Ada")])),
    });
    const words = messages.consoleFailures.workos_unreachable;
    expect(await findAlert(words)).toBeDefined();
    isDown = false;
    await user.click(screen.getByRole("button", { name: members.again }));
    expect(await screen.findByText(members.found(1, true))).toBeDefined();
    expect(screen.queryByText(words)).toBeNull();
  });

  it("brings the next page of members on a click, below the first", async () => {
    server.use(
      http.get(apiPaths.listMembers, ({ request }) => {
        const after = new URL(request.url).searchParams.get("after");
        return after === "om_Ada"
          ? answerMembers([buildMember("Linus")])
          : answerMembers([buildMember("Ada")], "om_Ada");
      }),
      http.get(apiPaths.listInvitations, () => answerInvitations()),
    );
    renderInSession(<MembersPage />, { path: "/members", workos: signedInAtWorkos() });
    const user = setUpUser();
    expect(await screen.findByText(members.found(1, false))).toBeDefined();
    await user.click(screen.getByRole("button", { name: members.more }));
    expect(await screen.findByText(members.found(2, true))).toBeDefined();
    const names = readRows(await findPeople());
    expect(names[0]).toContain("Ada");
    expect(names[1]).toContain("Linus");
    expect(screen.queryByRole("button", { name: members.more })).toBeNull();
  });

  it("narrows members and invitations to what is searched for", async () => {
    const user = openPage(reader, {
      members: () => answerMembers([buildMember("Ada"), buildMember("Linus")]),
      invitations: () =>
        answerInvitations({
          invitations: [buildInvitation("lise@example.com"), buildInvitation("b@b.example")],
        }),
    });
    const people = await screen.findByText(members.found(2, true)).then(findPeople);
    await user.type(screen.getByLabelText(members.search), "li");
    expect(await screen.findByText(members.found(1, true))).toBeDefined();
    expect(readRows(people).join()).toContain("Linus");
    const invited = screen.getByRole("list", { name: invitations.title });
    expect(readRows(invited)).toHaveLength(1);
    expect(readRows(invited).join()).toContain("lise@example.com");
    await user.type(screen.getByLabelText(members.search), "zzz");
    expect((await screen.findAllByText(members.none)).length).toBe(2);
  });

  it("finds a member by the whole address who isn't loaded yet", async () => {
    server.use(
      http.get(apiPaths.listMembers, async ({ request }) => {
        const { searchParams } = new URL(request.url);
        if (searchParams.get("email") === "far@example.com") return answerMembers([buildMember("Far")]);
        const after = searchParams.get("after");
        // The pages in between never come.
        if (after !== null) await new Promise(() => undefined);
        return answerMembers([buildMember("Ada")], "om_Ada");
      }),
      http.get(apiPaths.listInvitations, () => answerInvitations()),
    );
    renderInSession(<MembersPage />, { path: "/members", workos: signedInAtWorkos() });
    const user = setUpUser();
    await screen.findByText(members.found(1, false));
    await user.click(screen.getByLabelText(members.search));
    await user.paste("far@example.com");
    await waitFor(async () => expect(readRows(await findPeople()).join()).toContain("far@example.com"));
  });
});

describe("the invitations on the members page", () => {
  it("says that no invitation is pending", async () => {
    openPage(reader);
    expect(await screen.findByText(invitations.none)).toBeDefined();
  });

  it("says of an invitation who invited whom as what, and until when", async () => {
    openPage(inviter, {
      invitations: () =>
        answerInvitations({
          invitations: [
            buildInvitation("lise@example.com"),
            buildInvitation("emmy@example.com", { state: "expired", inviterEmail: null, roleSlug: null }),
          ],
        }),
    });
    const list = await screen.findByRole("list", { name: invitations.title });
    const [pending, expired] = within(list).getAllByRole("listitem");
    expect(pending?.textContent).toContain(`lise@example.com${invitations.states.pending}`);
    expect(pending?.textContent).toContain(invitations.invitedBy("grace@example.com", "Admin"));
    expect(pending?.textContent).toContain(invitations.expires(formatDate("2026-11-28T12:00:00Z")));
    expect(expired?.textContent).toContain(`emmy@example.com${invitations.states.expired}`);
    expect(expired?.textContent).toContain(invitations.invitedBy(invitations.somebody, null));
    expect(expired?.textContent).toContain(invitations.expired(formatDate("2026-11-28T12:00:00Z")));
    // WorkOS does nothing more with one that is over.
    expect(screen.getByRole("button", { name: invitations.revokeOf("lise@example.com") })).toBeDefined();
    expect(screen.queryByRole("button", { name: invitations.revokeOf("emmy@example.com") })).toBeNull();
  });

  it("offers a person who may only read nothing to change", async () => {
    openPage(reader, {
      invitations: () => answerInvitations({ invitations: [buildInvitation("lise@example.com")] }),
    });
    const list = await screen.findByRole("list", { name: invitations.title });
    expect(within(list).queryAllByRole("button")).toEqual([]);
    expect(screen.queryByLabelText(invite.addresses)).toBeNull();
  });

  it("says why the invitations are missing, and brings them on another try", async () => {
    let isDown = true;
    const user = openPage(inviter, {
      invitations: () => (isDown ? buildProblem("internal") : answerInvitations()),
    });
    expect(await findAlert(messages.functionFailures.internal(null, null))).toBeDefined();
    // How many may be sent isn't known yet.
    expect(screen.queryByLabelText(invite.addresses)).toBeNull();
    isDown = false;
    await user.click(screen.getByRole("button", { name: members.again }));
    expect(await screen.findByText(invitations.none)).toBeDefined();
    expect(await findAddresses()).toBeDefined();
  });

  it("sends an invitation again, and says so", async () => {
    const invitation = buildInvitation("lise@example.com");
    const user = openPage(inviter, { invitations: () => answerInvitations({ invitations: [invitation] }) });
    const renewed = { ...invitation, expiresAt: "2026-12-24T12:00:00Z" };
    server.use(
      http.post(`/api/invitations/${invitation.id}/resend`, () =>
        Response.json({ invitation: renewed, quota } satisfies ChangeInvitationAnswer),
      ),
    );
    await user.click(await screen.findByRole("button", { name: invitations.resendTo(invitation.email) }));
    expect(await screen.findByText(invitations.resent(invitation.email))).toBeDefined();
    expect(screen.getByText(invitations.expires(formatDate(renewed.expiresAt)))).toBeDefined();
  });

  it("takes an invitation back, counts it as left again, and puts the focus on the heading", async () => {
    const invitation = buildInvitation("lise@example.com");
    const user = openPage(inviter, {
      invitations: () => answerInvitations({ invitations: [invitation], quota: { maximum: 10, used: 1 } }),
    });
    server.use(
      http.post(`/api/invitations/${invitation.id}/revoke`, () =>
        Response.json({
          invitation: { ...invitation, state: "revoked" },
          quota,
        } satisfies ChangeInvitationAnswer),
      ),
    );
    await user.click(await screen.findByRole("button", { name: invitations.revokeOf(invitation.email) }));
    expect(await screen.findByText(invitations.revoked(invitation.email))).toBeDefined();
    expect(screen.queryByRole("list", { name: invitations.title })).toBeNull();
    expect(screen.getByText(invite.left(10, 10))).toBeDefined();
    const heading = screen.getByRole("heading", { name: invitations.title });
    await waitFor(() => expect(document.activeElement).toBe(heading));
  });

  it("brings back an invitation that couldn't be revoked, and says why", async () => {
    const invitation = buildInvitation("lise@example.com");
    const user = openPage(inviter, { invitations: () => answerInvitations({ invitations: [invitation] }) });
    server.use(
      http.post(`/api/invitations/${invitation.id}/revoke`, () => buildProblem("workos_unreachable")),
    );
    await user.click(await screen.findByRole("button", { name: invitations.revokeOf(invitation.email) }));
    const words = invitations.failed(invitation.email, messages.consoleFailures.workos_unreachable);
    expect(await screen.findByText(words)).toBeDefined();
    expect(screen.getByRole("button", { name: invitations.revokeOf(invitation.email) })).toBeDefined();
  });
});

describe("the invite form on the members page", () => {
  it("invites addresses with the chosen role, lists them and counts down what is left", async () => {
    const sent: unknown[] = [];
    const user = openPage(inviter);
    server.use(
      http.post(apiPaths.sendInvitations, async ({ request }) => {
        sent.push(await request.json(), request.headers.get("Authorization"));
        return Response.json({
          results: ["lise@example.com", "emmy@example.com"].map((email) => ({
            email,
            outcome: "invited" as const,
            invitation: buildInvitation(email),
          })),
          quota: { maximum: 10, used: 2 },
        } satisfies SendInvitationsAnswer);
      }),
    );
    const field = await findAddresses();
    expect(screen.getByText(invite.left(10, 10))).toBeDefined();
    await user.type(field, "lise@example.com, Emmy <emmy@example.com>");
    await user.selectOptions(screen.getByLabelText(invite.role), "Admin");
    await user.click(getSend());
    expect(await screen.findByText(invite.sent(2))).toBeDefined();
    expect(sent).toEqual([
      { emails: ["lise@example.com", "emmy@example.com"], roleSlug: "admin" },
      "Bearer workos-token",
    ]);
    expect(field.value).toBe("");
    expect(screen.getByText(invite.left(8, 10))).toBeDefined();
    expect(readRows(screen.getByRole("list", { name: invitations.title }))).toHaveLength(2);
  });

  it("invites as a plain member unless another role is chosen", async () => {
    openPage(inviter);
    await findAddresses();
    expect(screen.getByLabelText<HTMLSelectElement>(invite.role).value).toBe("member");
  });

  it("says what became of each invited address, and keeps in the field those that weren't sent", async () => {
    const user = openPage(inviter);
    server.use(
      http.post(apiPaths.sendInvitations, () =>
        Response.json({
          results: [
            {
              email: "lise@example.com",
              outcome: "invited",
              invitation: buildInvitation("lise@example.com"),
            },
            { email: "ada@example.com", outcome: "failed", failureCode: "already_member" },
            {
              email: "b@b.example",
              outcome: "failed",
              failureCode: "too_many_requests",
              retryAfterSeconds: 9,
            },
          ],
          quota: { maximum: 10, used: 1 },
        } satisfies SendInvitationsAnswer),
      ),
    );
    const field = await findAddresses();
    await user.type(field, "lise@example.com ada@example.com b@b.example");
    await user.click(getSend());
    expect(await screen.findByText(invite.sent(1))).toBeDefined();
    const alert = await findAlert(invite.notSent);
    const { already_member: isMember, too_many_requests: tooMany } = messages.functionFailures;
    expect(alert.textContent).toContain(invitations.failed("ada@example.com", isMember(null, null)));
    expect(alert.textContent).toContain(invitations.failed("b@b.example", tooMany(9, null)));
    expect(field.value).toBe("ada@example.com\nb@b.example");
  });

  it("keeps every address in the field where inviting fails as a whole", async () => {
    const user = openPage(inviter);
    server.use(http.post(apiPaths.sendInvitations, () => buildProblem("permission_missing")));
    const field = await findAddresses();
    await user.type(field, "lise@example.com");
    await user.click(getSend());
    const reason = messages.functionFailures.permission_missing(null, null);
    expect(await screen.findByText(invitations.failed("lise@example.com", reason))).toBeDefined();
    expect(field.value).toBe("lise@example.com");
  });

  it("takes no typing and no second click while invitations are sent", async () => {
    const release = Promise.withResolvers<void>();
    let calls = 0;
    const user = openPage(inviter);
    server.use(
      http.post(apiPaths.sendInvitations, async () => {
        calls += 1;
        await release.promise;
        return buildProblem("internal");
      }),
    );
    const field = await findAddresses();
    await user.type(field, "lise@example.com");
    await user.click(getSend());
    const busy = await screen.findByRole("button", { name: invite.sending });
    expect(field.readOnly).toBe(true);
    await user.click(busy);
    release.resolve();
    expect(await screen.findByText(invite.notSent)).toBeDefined();
    expect(field.readOnly).toBe(false);
    expect(calls).toBe(1);
  });

  it.each([
    ["no address", " ", invite.missing],
    [
      "what is no address",
      "lise@example.com, lise",
      `${invite.wrong(["lise"])} ${invite.separated(invite.separators[","])}`,
    ],
    ["more than are left", "a@a.example b@b.example", invite.tooMany(2, 1)],
  ])("refuses to invite %s, says so at the field and goes there", async (_, typed, words) => {
    const user = openPage(inviter, {
      invitations: () => answerInvitations({ quota: { maximum: 10, used: 9 } }),
    });
    const field = await findAddresses();
    await user.type(field, typed);
    await user.click(getSend());
    expect(await screen.findByText(words)).toBeDefined();
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(field);
    expect(field.value).toBe(typed);
  });
});
