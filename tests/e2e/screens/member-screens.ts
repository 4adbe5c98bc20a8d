import { type Page } from "@playwright/test";

import { messages } from "../../../src/config/messages.ts";
import { analyticalEngines, harbourWorks } from "../../../src/mocks/people.ts";
import { answerProblem, hang } from "../fault-network.ts";
import { statusLine } from "../fixtures.ts";
import { type ScreenGroup } from "./screen.ts";

const { members, invite, invitations, account, acceptInvitation } = messages;
const day = "2026-11-20T09:00:00.000Z";

const roles = [
  { slug: "admin", name: "Admin" },
  { slug: "member", name: "Member" },
];

function buildInvitation(name: string, state: "pending" | "expired") {
  return {
    id: `invitation_${name}`,
    email: `${name}@example.com`,
    state,
    inviterUserId: "user_1",
    inviterEmail: "ada@example.com",
    createdAt: day,
    expiresAt: "2026-11-27T09:00:00.000Z",
    roleSlug: "member",
  };
}

const people = [
  ["Ada", "Lovelace", "ada@example.com", "admin", "active"],
  ["Grace", "Hopper", "grace@example.com", "member", "active"],
  [
    null,
    null,
    "a.rather.long.address.of.somebody@subsidiary.analytical-engines.example",
    "member",
    "pending",
  ],
  ["Srinivasa", "Ramanujan", "srinivasa@example.com", "member", "inactive"],
].map(([firstName, lastName, email, roleSlug, status], index) => ({
  id: `om_${String(index)}`,
  userId: `user_${String(index)}`,
  email,
  firstName,
  lastName,
  roleSlug,
  status,
  joinedAt: day,
}));

function buildSession(id: string, userAgent: string, isCurrent: boolean) {
  return {
    id,
    createdAt: day,
    expiresAt: day,
    ipAddress: "203.0.113.7",
    userAgent,
    authenticationMethod: "password",
    isCurrent,
  };
}

async function answerMembers(page: Page, used = 2): Promise<void> {
  await page.route("**/api/organizations", (route) =>
    route.fulfill({
      json: {
        organizations: [analyticalEngines, harbourWorks].map(({ id, name }) => ({
          id,
          name,
          roleSlug: "admin",
        })),
      },
    }),
  );
  await page.route("**/api/members*", (route) => route.fulfill({ json: { members: people, after: "om_3" } }));
  await page.route("**/api/invitations", (route) =>
    route.fulfill({
      json: {
        invitations: [buildInvitation("rosalind", "pending"), buildInvitation("emmy", "expired")],
        after: null,
        quota: { maximum: 5, used },
        roles,
      },
    }),
  );
}

async function openMembers(page: Page, used?: number): Promise<void> {
  await answerMembers(page, used);
  await page.goto("/members");
  await page.getByText(people[1]?.email ?? "").waitFor();
}

/** The members of an organization, the invitations into it, and the account's sessions. */
export const memberScreens: ScreenGroup = {
  name: "members and account",
  deployment: "production",
  expectedConsoleErrors: [statusLine(401), statusLine(403), statusLine(429), statusLine(503), /ERR_FAILED/],
  screens: [
    {
      name: "members",
      words: members.title,
      async show({ page }) {
        const search = new URLSearchParams({ organization_id: analyticalEngines.id, return_to: "/members" });
        await answerMembers(page);
        await page.goto(`/login?${search.toString()}`);
        await page.getByRole("button", { name: "Continue as Ada Lovelace" }).click();
        await page.getByText(people[1]?.email ?? "").waitFor();
      },
    },
    {
      name: "members-organization-switch",
      words: harbourWorks.name,
      async show({ page }) {
        await openMembers(page);
        await page.getByRole("button", { name: "Account menu" }).click();
      },
    },
    {
      name: "members-organization-elsewhere",
      words: messages.organizations.openHereToo,
      async show({ page }) {
        await openMembers(page);
        // As another tab says it.
        await page.evaluate((organizationId) => {
          new BroadcastChannel("portico:session").postMessage({
            type: "organizationSwitched",
            organizationId,
          });
        }, harbourWorks.id);
      },
    },
    {
      name: "members-partly-invited",
      words: invite.notSent,
      async show({ page }) {
        await openMembers(page);
        await page.route("**/api/invitations", (route) =>
          route.fulfill({
            json: {
              results: [
                {
                  email: "barbara@example.com",
                  outcome: "invited",
                  invitation: buildInvitation("barbara", "pending"),
                },
                { email: "grace@example.com", outcome: "failed", failureCode: "already_member" },
                { email: "rosalind@example.com", outcome: "failed", failureCode: "already_invited" },
              ],
              quota: { maximum: 5, used: 3 },
            },
          }),
        );
        await page
          .getByLabel(invite.addresses)
          .fill("barbara@example.com\ngrace@example.com\nrosalind@example.com");
        await page.getByRole("button", { name: invite.send }).click();
      },
    },
    {
      name: "members-wrong-address",
      words: invite.wrong(["nobody"]),
      async show({ page }) {
        await openMembers(page);
        await page.getByLabel(invite.addresses).fill("nobody");
        await page.getByRole("button", { name: invite.send }).click();
      },
    },
    {
      name: "members-quota-used-up",
      words: invite.left(0, 5),
      show: ({ page }) => openMembers(page, 5),
    },
    {
      name: "members-invitation-revoked",
      words: invitations.revoked("rosalind@example.com"),
      async show({ page }) {
        await openMembers(page);
        await page.route("**/api/invitations/*/revoke", (route) =>
          route.fulfill({
            json: { invitation: buildInvitation("rosalind", "pending"), quota: { maximum: 5, used: 1 } },
          }),
        );
        await page.getByRole("button", { name: invitations.revokeOf("rosalind@example.com") }).click();
      },
    },
    {
      name: "members-nobody-found",
      words: members.none,
      async show({ page }) {
        await openMembers(page);
        await page.route("**/api/members*", (route) => route.fulfill({ json: { members: [], after: null } }));
        await page.getByLabel(members.search).fill("nobody at all");
      },
    },
    {
      name: "members-unreachable",
      words: messages.unreachable.network,
      async show({ page }) {
        await answerMembers(page);
        await page.route("**/api/members*", (route) => route.abort());
        await page.goto("/members");
      },
    },
    {
      name: "account",
      words: account.thisOne,
      async show({ page }) {
        await page.route("**/api/sessions", (route) =>
          route.fulfill({
            json: {
              sessions: [
                buildSession("session_1", "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36", true),
                buildSession(
                  "session_2",
                  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1) Version/18.1 Safari/604.1",
                  false,
                ),
              ],
            },
          }),
        );
        await page.goto("/account");
      },
    },
    {
      name: "account-without-sessions",
      words: messages.functionFailures.stronger_sign_in_required(null, null),
      async show({ page }) {
        await page.route("**/api/sessions", (route) =>
          answerProblem(route, 403, "stronger_sign_in_required"),
        );
        await page.goto("/account");
      },
    },
  ],
};

function buildInspected(state: string, email = "rosalind@example.com") {
  return {
    email,
    state,
    expiresAt: "2026-11-27T09:00:00.000Z",
    organization: { id: analyticalEngines.id, name: analyticalEngines.name },
    inviterEmail: "ada@example.com",
  };
}

async function openInvitation(page: Page, state: string, email?: string): Promise<void> {
  await page.route("**/api/invitations/inspect", (route) =>
    route.fulfill({ json: buildInspected(state, email) }),
  );
  await page.goto("/invitations/accept?invitation_token=token");
}

/** What whoever follows an invitation's mail can meet. */
export const invitationScreens: ScreenGroup = {
  name: "invitation",
  isVariant: true,
  deployment: "production",
  expectedConsoleErrors: [statusLine(404), statusLine(503)],
  screens: [
    {
      name: "invitation",
      words: acceptInvitation.withWorkos,
      show: ({ page }) => openInvitation(page, "pending"),
    },
    ...(["expired", "revoked", "accepted"] as const).map((state) => ({
      name: `invitation-${state}`,
      words: acceptInvitation.states[state].title,
      show: ({ page }: { page: Page }) => openInvitation(page, state),
    })),
    {
      name: "invitation-unknown",
      words: acceptInvitation.states.unknown.title,
      async show({ page }) {
        await page.route("**/api/invitations/inspect", (route) =>
          answerProblem(route, 404, "invitation_not_found"),
        );
        await page.goto("/invitations/accept?invitation_token=token");
      },
    },
    {
      name: "invitation-incomplete",
      words: acceptInvitation.missing,
      async show({ page }) {
        await page.goto("/invitations/accept");
      },
    },
    {
      name: "invitation-unreachable",
      words: messages.consoleFailures.workos_unreachable,
      async show({ page }) {
        await page.route("**/api/invitations/inspect", (route) =>
          answerProblem(route, 503, "workos_unreachable"),
        );
        await page.goto("/invitations/accept?invitation_token=token");
      },
    },
    {
      name: "invitation-loading",
      words: acceptInvitation.loading,
      async show({ page }) {
        await page.route("**/api/invitations/inspect", hang);
        await page.goto("/invitations/accept?invitation_token=token");
      },
    },
    {
      name: "invitation-mine",
      words: acceptInvitation.join("grace@example.com"),
      async show({ page }) {
        await page.goto("/dashboard");
        await page.getByRole("button", { name: messages.signIn.withWorkos }).click();
        await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
        await page.getByRole("heading", { name: messages.dashboard.title }).waitFor();
        await openInvitation(page, "pending", "grace@example.com");
      },
    },
    {
      name: "invitation-of-another-address",
      words: acceptInvitation.switchAccount,
      show: ({ page }) => openInvitation(page, "pending", "rosalind@elsewhere.example"),
    },
  ],
};
