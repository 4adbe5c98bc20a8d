import { messages } from "../../src/config/messages.ts";
import { analyticalEngines, harbourWorks } from "../../src/mocks/people.ts";
import { answerProblem } from "./fault-network.ts";
import {
  expect,
  openElsewhere,
  setUpPerson,
  signInAsAda,
  signInWithEmailCode,
  signInWithWorkos,
  signOut,
  statusLine,
  tabTo,
  test,
  typeMailedCode,
} from "./fixtures.ts";

const { account, invite, members } = messages;

test("switching the organization builds the page anew, with the role of the other one @long", async ({
  page,
}) => {
  await signInAsAda(page, analyticalEngines, "/members");
  await expect(page.getByRole("heading", { name: invite.title })).toBeVisible();
  await page.getByRole("button", { name: "Account menu" }).click();
  await expect(page.getByRole("menuitemradio", { name: analyticalEngines.name })).toBeChecked();
  await page.getByRole("menuitemradio", { name: harbourWorks.name }).click();
  await expect(page.getByRole("banner")).toContainText(harbourWorks.name);
  // There she may read and not invite.
  await expect(page.getByRole("list", { name: members.people })).toContainText("linus@example.com");
  await expect(page.getByRole("heading", { name: invite.title })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("banner")).toContainText(harbourWorks.name);
});

test("an email session switches its organization too, each tab its own, and keeps it over a reload", async ({
  page,
  context,
  deployment,
  email,
}) => {
  const organizationIds = [analyticalEngines.id, harbourWorks.id];
  await setUpPerson(page, deployment, { email, organizationIds });
  await typeMailedCode(page, deployment, email);
  await page.getByRole("button", { name: analyticalEngines.name }).click();
  const banner = page.getByRole("banner");
  await expect(banner).toContainText(analyticalEngines.name);
  const other = await context.newPage();
  await other.goto("/dashboard");
  await expect(other.getByRole("banner")).toContainText(analyticalEngines.name);

  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitemradio", { name: harbourWorks.name }).click();
  await expect(banner).toContainText(harbourWorks.name);
  await page.reload();
  await expect(banner).toContainText(harbourWorks.name);
  await expect(page.getByRole("main")).toContainText(harbourWorks.id);

  const { elsewhere } = messages.organizations;
  await expect(other.getByText(elsewhere(harbourWorks.name, analyticalEngines.name))).toBeVisible();
  await other.reload();
  await expect(other.getByRole("banner")).toContainText(analyticalEngines.name);
});

test("five thousand members come by need, and what is typed shows while they come @long", async ({
  page,
  deployment,
}) => {
  const seeded = await page.request.post(`${deployment.mockUrl}/mock/members`, {
    data: { organizationId: harbourWorks.id, count: 5_000 },
  });
  expect(seeded.ok()).toBe(true);
  await signInAsAda(page, harbourWorks, "/members");
  const rows = page.getByRole("list", { name: members.people }).getByRole("listitem");
  await expect(rows).toHaveCount(50);
  await page.getByRole("button", { name: members.more }).click();
  await expect(rows).toHaveCount(100);
  await expect(page.getByRole("button", { name: members.more })).toBeFocused();

  // The list stands still while the next page is on its way; the field doesn't.
  const release = Promise.withResolvers<void>();
  await page.route("**/api/members*", async (route) => {
    await release.promise;
    await route.continue();
  });
  const field = page.getByLabel(members.search);
  await field.pressSequentially("member-49");
  await expect(field).toHaveValue("member-49");
  release.resolve();
  await expect(rows.first()).toContainText("member-49");

  await field.fill("member-4999@example.com");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("member-4999@example.com");
});

test("somebody sees where else they are signed in, and ends that @long", async ({
  page,
  browser,
  baseURL,
}) => {
  await signInWithWorkos(page);
  const userAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";
  const elsewhere = await openElsewhere(browser, { baseURL: String(baseURL), userAgent }, "/");
  await signInWithWorkos(elsewhere);

  // Firefox focuses nothing in a window behind another.
  await page.bringToFront();
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: messages.frame.account }).click();
  const sessions = page.getByRole("list", { name: account.sessions });
  await expect(sessions).toContainText(account.thisOne);
  const other = sessions.getByRole("listitem").filter({ hasText: "Firefox on Windows" }).first();
  await other.getByRole("button", { name: account.revokeOf("Firefox on Windows") }).click();
  await expect(sessions.getByText("Firefox on Windows")).toHaveCount(0);
  await expect(page.getByText(account.ended("Firefox on Windows"))).toBeVisible();
  await expect(page.getByRole("heading", { name: account.sessions })).toBeFocused();
  await elsewhere.reload();
  await expect(elsewhere.getByRole("heading", { name: messages.signIn.title })).toBeVisible();
  await elsewhere.context().close();
});

test("the organization that one person chose in a tab is not asked for in the name of the next @long", async ({
  page,
}) => {
  await signInAsAda(page, harbourWorks, "/members");
  await signOut(page);
  await signInWithWorkos(page);
  await expect(page.getByRole("banner")).toContainText(analyticalEngines.name);
  await page.reload();
  await expect(page.getByRole("banner")).toContainText(analyticalEngines.name);
});

test("signing out everywhere ends this session and those in other browsers @long", async ({
  page,
  browser,
  baseURL,
  deployment,
  email,
}) => {
  await signInWithEmailCode(page, deployment, email);
  const elsewhere = await openElsewhere(browser, { baseURL: String(baseURL) }, "/");
  await signInWithEmailCode(elsewhere, deployment, email, undefined, 2);
  await page.goto("/account");
  await page.getByRole("button", { name: account.everywhere }).click();
  await expect(page.getByRole("heading", { name: messages.signedOut.title })).toBeVisible();
  await elsewhere.reload();
  await expect(elsewhere.getByRole("heading", { name: messages.signIn.title })).toBeVisible();
  await elsewhere.context().close();
});

test("inviting, revoking and switching the organization go by the keyboard alone @long", async ({
  page,
  email,
}) => {
  await signInAsAda(page, analyticalEngines, "/members");
  const field = page.getByLabel(invite.addresses);
  await expect(field).toBeVisible();
  await tabTo(page, field);
  await page.keyboard.type(email);
  await page.keyboard.press("Tab");
  await expect(page.getByLabel(invite.role)).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: invite.send })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText(invite.sent(1))).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: messages.invitations.revokeOf(email) }));
  await page.keyboard.press("Enter");
  await expect(page.getByText(messages.invitations.revoked(email))).toBeVisible();
  await expect(page.getByRole("heading", { name: messages.invitations.title })).toBeFocused();
  await tabTo(page, page.getByRole("button", { name: /^Account menu/ }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitemradio", { name: analyticalEngines.name })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("banner")).toContainText(harbourWorks.name);
});

test("what couldn't be sent stays in the field, and what couldn't be revoked comes back @long", async ({
  page,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(503));
  await signInAsAda(page, analyticalEngines, "/members");
  const field = page.getByLabel(invite.addresses);
  await field.fill(`${email}\ngrace@example.com`);
  const release = Promise.withResolvers<void>();
  await page.route("**/api/invitations", async (route) => {
    await release.promise;
    await route.continue();
  });
  await page.getByRole("button", { name: invite.send }).click();
  await expect(field).not.toBeEditable();
  release.resolve();
  await expect(page.getByText(invite.sent(1))).toBeVisible();
  await expect(field).toHaveValue("grace@example.com");
  await expect(field).toBeEditable();
  await page.route("**/api/invitations/*/revoke", (route) => answerProblem(route, 503, "workos_unreachable"));
  const revoke = page.getByRole("button", { name: messages.invitations.revokeOf(email) });
  await revoke.click();
  const { failed } = messages.invitations;
  await expect(page.getByText(failed(email, messages.consoleFailures.workos_unreachable))).toBeVisible();
  await expect(revoke).toBeVisible();
});

test("a table of a spreadsheet invites the addresses in its column, and what is wrong with another is said @long", async ({
  page,
  email,
}) => {
  const asked: unknown[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/api/invitations"))
      asked.push(request.postDataJSON());
  });
  await signInAsAda(page, analyticalEngines, "/members");
  const field = page.getByLabel(invite.addresses);
  const [one, two] = [email.replace("@", "-one@"), email.replace(/@.*/, "-two@münchen.example")];
  for (const [text, words] of [
    [`Ada;${one}\nGrace;${two}`, invite.separated(invite.separators[";"])],
    [`Ada\t${one}\nGrace\t${two}`, invite.separated(invite.separators["\t"])],
    [`Email;Role\n${one};admin`, invite.column("role")],
    [`${one}, gra\u200Bce@example.com`, invite.invisible("gra")],
    [`Email;Name\n${one};"Ada\nLovelace"`, invite.quotes(2)],
  ] as const) {
    await field.fill(text);
    await page.getByRole("button", { name: invite.send }).click();
    await expect(page.getByText(words)).toBeVisible();
    await expect(field).toBeFocused();
    await expect(field).toHaveValue(text);
  }
  expect(asked).toEqual([]);

  await field.fill(
    `sep=;\nName;E-Mail;;\n"Lovelace; Ada";\u200E${one}\u200B;;\n;;;\nGrace;"Hopper, Grace" <${two}>;;\n;;;\n`,
  );
  await page.getByRole("button", { name: invite.send }).click();
  await expect(page.getByText(invite.sent(2))).toBeVisible();
  expect(asked).toMatchObject([{ emails: [one, two.replace("münchen", "xn--mnchen-3ya")] }]);
  await expect(page.getByRole("button", { name: messages.invitations.revokeOf(two) })).toBeVisible();
});
