// @vitest-environment jsdom
import { describe, expect, it } from "vitest";

import { deadTokens, invite, readInvitation, revoke } from "../invitations/invitation-testing.ts";
import { ada, analyticalEngines, hedy, linus } from "../people.ts";
import { createMockClient, locationOf, type MockClient, testAddresses } from "../workos/mock-client.ts";

const continuePath = "/mock/authkit/continue";
const signUpPath = "/mock/authkit/sign-up";
const mary = { first_name: "Mary", last_name: "Somerville", email: "mary@acme.example" };

async function parse(response: Response): Promise<Document> {
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Where an authorize call with the invitation leads, and the page there. */
async function open(
  client: MockClient,
  changes: Record<string, string>,
): Promise<{ path: string; request: string; page: Document }> {
  const location = locationOf(await client.authorize(changes));
  const page = await parse(await client.get(`${location.pathname}${location.search}`));
  return { path: location.pathname, request: location.searchParams.get("request") ?? "", page };
}

function textsOf(page: Document, selector: string): string[] {
  return [...page.querySelectorAll(selector)].map((element) =>
    element.textContent.replaceAll(/\s+/g, " ").trim(),
  );
}

async function sessionOf(client: MockClient, redirect: Response): Promise<unknown> {
  const authorizationCode = locationOf(redirect).searchParams.get("code") ?? "";
  const session: unknown = await (await client.exchange(authorizationCode)).json();
  return session;
}

describe("an invitation of a newcomer on the hosted page", () => {
  it("leads to the sign-up, with the invited address filled in, and says who invites to what", async () => {
    const client = createMockClient({ signUpAllowed: false });
    const { token } = await invite(client, mary.email, { role_slug: "admin" });
    const { path, page } = await open(client, { invitation_token: token });
    expect(path).toBe(signUpPath);
    expect(textsOf(page, "h1")).toEqual(["Sign up to join Analytical Engines"]);
    expect(textsOf(page, "p")).toContain(
      "Ada Lovelace invites mary@acme.example to join Analytical Engines as Admin.",
    );
    expect(page.querySelector<HTMLInputElement>("#email")?.value).toBe(mary.email);
  });

  it("makes the account a member, with a session in the organization", async () => {
    const client = createMockClient({ signUpAllowed: false });
    const { id, token } = await invite(client, mary.email, { role_slug: "admin" });
    const { request } = await open(client, { invitation_token: token });
    const redirect = await client.postForm(signUpPath, { request, ...mary });
    expect(await sessionOf(client, redirect)).toMatchObject({
      organization_id: analyticalEngines.id,
      user: { email: mary.email, first_name: "Mary" },
    });
    expect(await readInvitation(client, id)).toMatchObject({ state: "accepted" });
  });

  it("also begins at the sign-up where a code has been mailed to the address before", async () => {
    const client = createMockClient();
    await client.sendMagicAuth(mary.email);
    const { token } = await invite(client, mary.email);
    expect((await open(client, { invitation_token: token })).path).toBe(signUpPath);
  });

  it("begins at the sign-in with screen_hint=sign-in, which leads to the sign-up", async () => {
    const client = createMockClient({ signUpAllowed: false });
    const { token } = await invite(client, mary.email);
    const { path, request, page } = await open(client, { invitation_token: token, screen_hint: "sign-in" });
    expect(path).toBe("/mock/authkit");
    expect(textsOf(page, "a")).toContain("Create an account");
    expect(page.querySelector<HTMLInputElement>("#email")?.value).toBe(mary.email);
    const next = locationOf(await client.postForm(continuePath, { request, email: mary.email }));
    expect(next.pathname).toBe(signUpPath);
  });

  it("can't be taken with an address that it isn't for", async () => {
    const client = createMockClient();
    const { id, token } = await invite(client, "mary@gmail.com");
    const { request } = await open(client, { invitation_token: token });
    const response = await client.postForm(signUpPath, { request, ...mary, email: "anna@gmail.com" });
    expect(response.status).toBe(422);
    expect(textsOf(await parse(response), "#email-error")).toEqual(["The invitation is for mary@gmail.com."]);
    expect(await readInvitation(client, id)).toMatchObject({ state: "pending" });
    const users = await client.getWithKey("/user_management/users?email=anna@gmail.com");
    expect(await users.json()).toMatchObject({ data: [] });
  });

  it("says that the app invites where nobody is named", async () => {
    const client = createMockClient();
    const changes = { organization_id: null, inviter_user_id: null };
    const { token } = await invite(client, mary.email, changes);
    const { page } = await open(client, { invitation_token: token });
    expect(textsOf(page, "p")).toContain("mary@acme.example is invited to join Portico Console (mock).");
  });
});

describe("an invitation of somebody with an account on the hosted page", () => {
  it("offers that account first, and otherwise those that may take it", async () => {
    const client = createMockClient();
    const { token } = await invite(client, hedy.email);
    const { path, page } = await open(client, { invitation_token: token, screen_hint: "sign-up" });
    expect(path).toBe("/mock/authkit");
    expect(textsOf(page, "h1")).toEqual(["Join Analytical Engines"]);
    expect(textsOf(page, "button")).toEqual([
      "Continue as Hedy Lamarr",
      "Continue as Ada Lovelace",
      "Continue as Grace Hopper",
      "Continue as Linus Pauling",
      "Continue",
      "Cancel and go back",
    ]);
    expect(page.querySelector<HTMLInputElement>("#email")?.value).toBe("");
    const elsewhere = await invite(client, mary.email);
    const other = await open(client, { invitation_token: elsewhere.token, screen_hint: "sign-in" });
    expect(textsOf(other.page, "button")).toEqual(["Continue", "Cancel and go back"]);
    expect(textsOf(other.page, "h2")).toEqual([]);
  });

  it("makes the chosen account a member, and asks for no organization", async () => {
    const client = createMockClient();
    const { id, token } = await invite(client, linus.email);
    const { request } = await open(client, { invitation_token: token });
    const redirect = await client.postForm(continuePath, { request, email: linus.email });
    expect(await sessionOf(client, redirect)).toMatchObject({ organization_id: analyticalEngines.id });
    expect(await readInvitation(client, id)).toMatchObject({ accepted_user_id: linus.id });
  });

  it("goes on for whoever pressed twice, and for nobody else", async () => {
    const client = createMockClient();
    const { token } = await invite(client, hedy.email);
    const { request } = await open(client, { invitation_token: token });
    await client.postForm(continuePath, { request, email: hedy.email });
    const again = locationOf(await client.postForm(continuePath, { request, email: hedy.email }));
    expect(again.searchParams.get("code")).not.toBeNull();
    const other = locationOf(await client.postForm(continuePath, { request, email: "linus@example.com" }));
    expect(other.searchParams.get("error")).toBe("invitation_invalid");
  });

  it("refuses an account that it isn't for, naming both addresses", async () => {
    const client = createMockClient();
    const { id, token } = await invite(client, mary.email);
    const { request } = await open(client, { invitation_token: token });
    const response = await client.postForm(continuePath, { request, email: hedy.email });
    expect(response.status).toBe(422);
    expect(textsOf(await parse(response), "[role=alert]")).toEqual([
      "hedy@example.com can’t accept this invitation. It is for mary@acme.example.",
    ]);
    expect(await readInvitation(client, id)).toMatchObject({ state: "pending" });
  });

  it("keeps asking for the organization where the invitation names none", async () => {
    const client = createMockClient();
    const { id, token } = await invite(client, mary.email, { organization_id: null });
    const { request } = await open(client, { invitation_token: token });
    const next = locationOf(await client.postForm(continuePath, { request, email: ada.email }));
    expect(next.pathname).toBe("/mock/authkit/organization");
    expect(await readInvitation(client, id)).toMatchObject({ accepted_user_id: ada.id });
  });

  it("is not accepted silently", async () => {
    const client = createMockClient();
    const visited = await client.postForm(continuePath, {
      request: await client.openHostedPage(),
      email: hedy.email,
    });
    const cookie = visited.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const { id, token } = await invite(client, hedy.email);
    const location = locationOf(await client.authorize({ invitation_token: token, prompt: "none" }));
    const answered = locationOf(
      await client.get(`${location.pathname}${location.search}`, { Cookie: cookie }),
    );
    expect(answered.searchParams.get("error")).toBe("interaction_required");
    expect(await readInvitation(client, id)).toMatchObject({ state: "pending" });
  });
});

describe("an invitation that is over on the hosted page", () => {
  it.each(deadTokens)("is told to the app at once when it is %s", async (_name, make) => {
    const client = createMockClient();
    const location = locationOf(await client.authorize({ invitation_token: await make(client) }));
    expect(`${location.origin}${location.pathname}`).toBe(testAddresses.callback);
    expect(location.searchParams.get("error")).toBe("invitation_invalid");
    expect(location.searchParams.get("state")).toBe("opaque state");
  });

  it("is told to the app when it ended meanwhile, and no account is made", async () => {
    const client = createMockClient();
    const { id, token } = await invite(client, mary.email);
    const { request } = await open(client, { invitation_token: token });
    await revoke(client, id);
    for (const response of [
      await client.get(`/mock/authkit?request=${request}`),
      await client.get(`${signUpPath}?request=${request}`),
      await client.postForm(signUpPath, { request, ...mary }),
      await client.postForm(continuePath, { request, email: hedy.email }),
    ]) {
      expect(locationOf(response).searchParams.get("error")).toBe("invitation_invalid");
    }
    const users = await client.getWithKey(`/user_management/users?email=${mary.email}`);
    expect(await users.json()).toMatchObject({ data: [] });
  });
});

describe("the hosted page where sign-up is off", () => {
  it("says so, and leads nobody to it who has only been mailed a code", async () => {
    const client = createMockClient({ signUpAllowed: false });
    const { id, token } = await invite(client, mary.email);
    await client.postWithKey("/user_management/magic_auth", { email: mary.email, invitation_token: token });
    await revoke(client, id);
    const { request, page } = await open(client, {});
    expect(textsOf(page, ".foot p")).toContain("Sign-up is by invitation only.");
    const response = await client.postForm(continuePath, { request, email: mary.email });
    expect(response.status).toBe(422);
    expect(textsOf(await parse(response), "#email-error")).toEqual([
      "There is no account with this address.",
    ]);
  });
});
