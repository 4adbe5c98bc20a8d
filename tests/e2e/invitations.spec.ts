import { type Page } from "@playwright/test";

import { messages } from "../../src/config/messages.ts";
import { analyticalEngines } from "../../src/mocks/people.ts";
import {
  type Deployment,
  expect,
  openElsewhere,
  readMailedCode,
  signInAsAda,
  signInWithWorkos,
  test,
} from "./fixtures.ts";

// Two people in two browsers: one invites, the other follows the mail.

const { acceptInvitation, invitations, invite, members } = messages;

/** Signs in as Ada, who may invite, and invites; gives the path that the mail leads to. */
async function inviteAsAda(
  page: Page,
  deployment: Deployment,
  email: string,
  role = "Member",
): Promise<string> {
  await signInAsAda(page, analyticalEngines, "/members");
  await page.getByLabel(invite.addresses).fill(email);
  await page.getByLabel(invite.role).selectOption(role);
  await page.getByRole("button", { name: invite.send }).click();
  await expect(page.getByText(invite.sent(1))).toBeVisible();
  return readInvitationPath(page, deployment, email);
}

/** The newest invitation's link that was mailed to an address, as a path of the app. */
async function readInvitationPath(page: Page, deployment: Deployment, email: string): Promise<string> {
  let path: string | undefined;
  await expect
    .poll(async () => {
      const answer = await page.request.get(`${deployment.mockUrl}/mock/mailbox.json`);
      const mails: { to: string; text: string }[] = await answer.json();
      path = mails.find((mail) => mail.to === email && mail.text.includes("/invitations/accept"))?.text;
      return path;
    })
    .toBeDefined();
  const found = /\/invitations\/accept\?\S+/.exec(path ?? "")?.[0];
  if (found === undefined) throw new Error("The mail holds no link");
  return found;
}

async function expectMember(page: Page, email: string, role: string): Promise<void> {
  await page.goto("/members");
  await page.getByLabel(members.search).fill(email);
  const people = page.getByRole("list", { name: members.people }).getByRole("listitem");
  await expect(people).toHaveCount(1);
  await expect(people).toContainText(role);
}

test("an invited person signs up through AuthKit and is a member with the role", async ({
  page,
  browser,
  baseURL,
  deployment,
  email,
}) => {
  const path = await inviteAsAda(page, deployment, email, "Admin");
  await expect(page.getByRole("list", { name: invitations.title })).toContainText(email);

  const newcomer = await openElsewhere(browser, { baseURL: String(baseURL) }, path);
  await expect(
    newcomer.getByRole("heading", { name: acceptInvitation.title(analyticalEngines.name) }),
  ).toBeVisible();
  await newcomer.getByRole("button", { name: acceptInvitation.withWorkos }).click();
  await newcomer.getByLabel("First name").fill("Rosalind");
  await newcomer.getByLabel("Last name").fill("Franklin");
  await newcomer.getByRole("button", { name: "Sign up" }).click();
  await expect(newcomer.getByText(messages.dashboard.greeting("Rosalind"))).toBeVisible();
  await expect(newcomer.getByText(analyticalEngines.name)).toBeVisible();

  await expectMember(page, email, "Admin");
  await expect(page.getByRole("list", { name: invitations.title }).getByText(email)).toHaveCount(0);
  await newcomer.context().close();
});

test("an invited person gets in with an email code and is a member with the role @long", async ({
  page,
  browser,
  baseURL,
  deployment,
  email,
}) => {
  const path = await inviteAsAda(page, deployment, email);

  const newcomer = await openElsewhere(browser, { baseURL: String(baseURL) }, path);
  await newcomer.getByRole("link", { name: acceptInvitation.withEmailCode }).click();
  await newcomer.getByRole("button", { name: messages.signIn.withEmailCode }).click();
  await expect(newcomer.getByLabel(messages.emailStep.email)).toHaveValue(email);
  await newcomer.getByRole("button", { name: messages.emailStep.submit }).click();
  // The first mail is the invitation.
  await newcomer.getByLabel("Six-digit code").fill(await readMailedCode(newcomer, deployment, email, 2));
  await expect(newcomer.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await expect(newcomer.getByText(analyticalEngines.name)).toBeVisible();

  await expectMember(page, email, "Member");
  await newcomer.context().close();
});

test("whoever is signed in with another address sees both, and switches without losing the invitation @long", async ({
  page,
  browser,
  baseURL,
  deployment,
  email,
}) => {
  const invited = email.replace("@example.com", "@elsewhere.example");
  const path = await inviteAsAda(page, deployment, invited);

  const other = await openElsewhere(browser, { baseURL: String(baseURL) }, "/");
  await signInWithWorkos(other, "/dashboard", "Linus Pauling");
  await other.goto(path);
  await expect(other.getByText(acceptInvitation.otherAddress(invited, "linus@example.com"))).toBeVisible();
  const release = Promise.withResolvers<void>();
  await other.route("**/user_management/sessions/logout*", async (route) => {
    await release.promise;
    await route.continue();
  });
  await other.getByRole("button", { name: acceptInvitation.switchAccount }).click();
  // Nothing to choose while it signs out: the way to WorkOS would take it back.
  await expect(other.getByRole("heading", { name: messages.signedOut.leaving })).toBeVisible();
  await expect(other.getByRole("link")).toHaveCount(0);
  release.resolve();
  await other.getByLabel("First name").fill("Rosalind");
  await other.getByLabel("Last name").fill("Franklin");
  await other.getByRole("button", { name: "Sign up" }).click();
  await expect(other.getByRole("heading", { name: acceptInvitation.states.accepted.title })).toBeVisible();
  await other.getByRole("link", { name: acceptInvitation.goOn }).click();
  await expect(other.getByText(messages.dashboard.greeting("Rosalind"))).toBeVisible();
  await other.context().close();
});

test("an invitation that is revoked, sent again or over says so, each in its own words @long", async ({
  page,
  browser,
  baseURL,
  deployment,
  email,
}) => {
  const path = await inviteAsAda(page, deployment, email);
  await page.getByRole("button", { name: invitations.resendTo(email) }).click();
  await expect(page.getByText(invitations.resent(email))).toBeVisible();
  await page.getByRole("button", { name: invitations.revokeOf(email) }).click();
  await expect(page.getByText(invitations.revoked(email))).toBeVisible();

  const newcomer = await openElsewhere(browser, { baseURL: String(baseURL) }, path);
  await expect(newcomer.getByRole("heading", { name: acceptInvitation.states.revoked.title })).toBeVisible();
  await newcomer.context().close();
});

test("a colleague's address may take an invitation, and does so at WorkOS @long", async ({
  page,
  browser,
  baseURL,
  deployment,
  email,
}) => {
  const path = await inviteAsAda(page, deployment, email);

  const colleague = await openElsewhere(browser, { baseURL: String(baseURL) }, "/");
  await signInWithWorkos(colleague, "/dashboard", "Hedy Lamarr");
  await colleague.goto(path);
  await colleague.getByRole("button", { name: acceptInvitation.join("hedy@example.com") }).click();
  await colleague.getByRole("button", { name: "Continue as Hedy Lamarr" }).click();
  await expect(colleague.getByRole("banner")).toContainText(analyticalEngines.name);
  await expectMember(page, "hedy@example.com", "Member");
  await colleague.context().close();
});
