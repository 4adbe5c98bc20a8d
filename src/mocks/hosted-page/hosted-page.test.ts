// @vitest-environment jsdom
import { describe, expect, it } from "vitest";

import { analyticalEngines, harbourWorks } from "../people.ts";
import { createMockClient, locationOf, type MockClient, testAddresses } from "../workos/mock-client.ts";

const continuePath = "/mock/authkit/continue";

async function openPage(
  client: MockClient,
  changes: Record<string, string> = {},
  cookie = "",
): Promise<Document> {
  const location = locationOf(await client.authorize(changes));
  const response = await client.get(
    `${location.pathname}${location.search}`,
    cookie === "" ? {} : { Cookie: cookie },
  );
  return parse(response);
}

async function parse(response: Response): Promise<Document> {
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function buttonNames(page: Document): string[] {
  return [...page.querySelectorAll("button")].map((button) => button.textContent.trim());
}

function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

describe("the hosted page", () => {
  it("offers every seeded person, another address, an account and the way back", async () => {
    const page = await openPage(createMockClient());
    expect(page.querySelector("h1")?.textContent).toBe("Sign in to Portico Console (mock)");
    expect(buttonNames(page)).toEqual([
      "Continue as Ada Lovelace",
      "Continue as Grace Hopper",
      "Continue as Linus Pauling",
      "Continue as Hedy Lamarr",
      "Continue",
      "Cancel and go back",
    ]);
    const described = page.querySelector("button")?.getAttribute("aria-describedby") ?? "";
    expect(page.getElementById(described)?.textContent).toBe("ada@example.com");
    expect(page.querySelector("a")?.textContent).toBe("Create an account");
    expect(page.querySelector("label[for=email]")?.textContent).toBe("Email");
  });

  it("answers a chosen person with a code and the client's state", async () => {
    const client = createMockClient();
    const request = await client.openHostedPage();
    const response = await client.postForm(continuePath, { request, email: "grace@example.com" });
    expect(response.status).toBe(303);
    const location = locationOf(response);
    expect(`${location.origin}${location.pathname}`).toBe(testAddresses.callback);
    expect(location.searchParams.get("state")).toBe("opaque state");
    expect(location.searchParams.get("code")).not.toBeNull();
  });

  it("tells the client that the person went back", async () => {
    const client = createMockClient();
    const request = await client.openHostedPage();
    const response = await client.postForm("/mock/authkit/cancel", { request });
    expect(response.status).toBe(303);
    const query = locationOf(response).searchParams;
    expect(query.get("error")).toBe("access_denied");
    expect(query.get("state")).toBe("opaque state");
    expect(query.has("code")).toBe(false);
  });

  it("keeps the query that a registered redirect URI has", async () => {
    const redirectUri = "http://console.test/callback?tenant=a";
    const client = createMockClient({ redirectUris: [redirectUri] });
    const request = await client.openHostedPage({ redirect_uri: redirectUri });
    const query = locationOf(await client.postForm("/mock/authkit/cancel", { request })).searchParams;
    expect(query.get("tenant")).toBe("a");
  });

  it.each(["/mock/authkit", "/mock/authkit/sign-up", "/mock/authkit/organization"])(
    "shows an error page at %s for a request that was tampered with",
    async (path) => {
      const client = createMockClient();
      const request = await client.openHostedPage();
      const changed = request.at(-10) === "A" ? "B" : "A";
      const tampered = `${request.slice(0, -10)}${changed}${request.slice(-9)}`;
      for (const value of [tampered, "", "nonsense"]) {
        const response = await client.get(`${path}?request=${value}`);
        expect(response.status).toBe(400);
        expect((await parse(response)).querySelector("h1")?.textContent).toBe("Sign-in can’t go on");
      }
    },
  );

  it("shows an error page once the request is half an hour old", async () => {
    const client = createMockClient();
    const request = await client.openHostedPage();
    client.workos.advanceClock(30 * 60 * 1000 - 1);
    expect((await client.get(`/mock/authkit?request=${request}`)).status).toBe(200);
    client.workos.advanceClock(1);
    expect((await client.get(`/mock/authkit?request=${request}`)).status).toBe(400);
    expect((await client.postForm(continuePath, { request, email: "ada@example.com" })).status).toBe(400);
  });

  it("escapes what the request and the form put into it", async () => {
    const client = createMockClient();
    const hostile = `"><img src=x onerror=alert(1)>`;
    expect((await openPage(client, { login_hint: hostile })).querySelector("img")).toBeNull();
    const request = await client.openHostedPage();
    const page = await parse(await client.postForm(continuePath, { request, email: hostile }));
    expect(page.querySelector("img")).toBeNull();
    expect(page.querySelector<HTMLInputElement>("#email")?.value).toBe(hostile);
  });

  it("forbids scripts and framing", async () => {
    const client = createMockClient();
    const response = await client.get(`/mock/authkit?request=${await client.openHostedPage()}`);
    const policy = response.headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("script-src");
  });

  it("says which address is none, beside the field", async () => {
    const client = createMockClient();
    const request = await client.openHostedPage();
    const response = await client.postForm(continuePath, { request, email: "not an address" });
    expect(response.status).toBe(422);
    const field = (await parse(response)).querySelector<HTMLInputElement>("#email");
    expect(field?.getAttribute("aria-invalid")).toBe("true");
    expect(field?.getAttribute("aria-describedby")).toBe("email-error");
  });

  it("puts the hinted person first, or the hint into the field", async () => {
    const client = createMockClient();
    const known = await openPage(client, { login_hint: "linus@example.com" });
    expect(buttonNames(known)[0]).toBe("Continue as Linus Pauling");
    const unknown = await openPage(client, { login_hint: "new@example.com" });
    expect(unknown.querySelector<HTMLInputElement>("#email")?.value).toBe("new@example.com");
  });
});

async function visitOnce(client: MockClient): Promise<string> {
  const request = await client.openHostedPage();
  return cookieOf(await client.postForm(continuePath, { request, email: "linus@example.com" }));
}

describe("a second visit", () => {
  it("offers the person of the first one first", async () => {
    const client = createMockClient();
    expect(buttonNames(await openPage(client, {}, await visitOnce(client)))[0]).toBe(
      "Continue as Linus Pauling",
    );
  });

  it.each([{ prompt: "login" }, { max_age: "0" }])("asks like the first one with %o", async (changes) => {
    const client = createMockClient();
    const page = await openPage(client, changes, await visitOnce(client));
    expect(buttonNames(page)[0]).toBe("Continue as Ada Lovelace");
  });

  it("still asks with prompt=login when the request names the person it remembers", async () => {
    const client = createMockClient();
    const changes = { prompt: "login", login_hint: "linus@example.com", screen_hint: "sign-in" };
    const page = await openPage(client, changes, await visitOnce(client));
    expect(buttonNames(page)[0]).toBe("Continue as Linus Pauling");
  });

  it("shows nothing with prompt=none, whether it succeeds or not", async () => {
    const client = createMockClient();
    const cookie = await visitOnce(client);
    const { pathname, search } = locationOf(await client.authorize({ prompt: "none" }));
    const granted = locationOf(await client.get(`${pathname}${search}`, { Cookie: cookie }));
    expect(granted.searchParams.get("code")).not.toBeNull();
    const silentSignUp = locationOf(await client.authorize({ prompt: "none", screen_hint: "sign-up" }));
    expect(silentSignUp.pathname).toBe(pathname);
    const refused = locationOf(await client.get(`${pathname}${search}`));
    expect(refused.searchParams.get("error")).toBe("login_required");
    expect(refused.searchParams.get("state")).toBe("opaque state");
  });

  it("does not choose an organization silently", async () => {
    const client = createMockClient();
    const request = await client.openHostedPage();
    await client.postForm(continuePath, { request, email: "ada@example.com" });
    const { pathname, search } = locationOf(await client.authorize({ prompt: "none" }));
    const signedIn = await client.postForm(continuePath, {
      request: await client.openHostedPage({ organization_id: harbourWorks.id }),
      email: "ada@example.com",
    });
    const refused = locationOf(await client.get(`${pathname}${search}`, { Cookie: cookieOf(signedIn) }));
    expect(refused.searchParams.get("error")).toBe("interaction_required");
  });

  it("has forgotten the person after sign-out", async () => {
    const client = createMockClient();
    const { accessToken } = await client.signIn("linus@example.com");
    const sessionId: unknown = JSON.parse(atob(accessToken.split(".")[1] ?? "")).sid;
    const response = await client.get(`/user_management/sessions/logout?session_id=${String(sessionId)}`);
    expect(response.headers.getSetCookie()).toContainEqual(
      expect.stringMatching(/^mock-authkit-session=; .*Max-Age=0/),
    );
  });

  it("keeps its cookie from scripts and from other sites", async () => {
    const client = createMockClient();
    const request = await client.openHostedPage();
    const response = await client.postForm(continuePath, { request, email: "linus@example.com" });
    expect(response.headers.getSetCookie()[0]).toMatch(/; Path=\/mock; .*HttpOnly; SameSite=Lax$/);
  });
});

describe("organizations on the hosted page", () => {
  it("asks somebody with several, by their names", async () => {
    const client = createMockClient();
    const request = await client.openHostedPage();
    const { pathname, search } = locationOf(
      await client.postForm(continuePath, { request, email: "ada@example.com" }),
    );
    const page = await parse(await client.get(`${pathname}${search}`));
    expect(buttonNames(page)).toEqual([analyticalEngines.name, harbourWorks.name, "Cancel and go back"]);
  });

  it("refuses an organization that was not offered", async () => {
    const client = createMockClient();
    const request = await client.openHostedPage();
    const { searchParams } = locationOf(
      await client.postForm(continuePath, { request, email: "ada@example.com" }),
    );
    const person = searchParams.get("person") ?? "";
    const response = await client.postForm("/mock/authkit/organization", {
      request,
      person,
      organization_id: "org_01K0000000000000000000OTHER",
    });
    expect(response.status).toBe(400);
  });

  it("refuses a person who was chosen in another sign-in", async () => {
    const client = createMockClient();
    const other = await client.openHostedPage({ code_challenge: "x".repeat(43) });
    const { searchParams } = locationOf(
      await client.postForm(continuePath, { request: other, email: "ada@example.com" }),
    );
    const response = await client.postForm("/mock/authkit/organization", {
      request: await client.openHostedPage(),
      person: searchParams.get("person") ?? "",
      organization_id: harbourWorks.id,
    });
    expect(response.status).toBe(400);
  });

  it("skips the question when the request names an organization", async () => {
    const client = createMockClient();
    const request = await client.openHostedPage({ organization_id: harbourWorks.id });
    const location = locationOf(await client.postForm(continuePath, { request, email: "ada@example.com" }));
    expect(location.searchParams.get("code")).not.toBeNull();
  });

  it("refuses somebody who is not a member of the named organization", async () => {
    const client = createMockClient();
    const request = await client.openHostedPage({ organization_id: analyticalEngines.id });
    const response = await client.postForm(continuePath, { request, email: "linus@example.com" });
    expect(response.status).toBe(422);
    expect((await parse(response)).querySelector("[role=alert]")?.textContent).toBe(
      "linus@example.com is not a member of Analytical Engines.",
    );
  });
});

describe("signing up on the hosted page", () => {
  const newcomer = { first_name: "Mary", last_name: "Somerville", email: "mary@example.com" };

  it("starts there with screen_hint=sign-up", async () => {
    const page = await openPage(createMockClient(), { screen_hint: "sign-up" });
    const labels = [...page.querySelectorAll("label")].map((label) => label.textContent);
    expect(labels).toEqual(["First name", "Last name", "Email"]);
    expect(buttonNames(page)).toEqual(["Sign up", "Cancel and go back"]);
  });

  it("makes a confirmed account and signs in to it", async () => {
    const client = createMockClient();
    const request = await client.openHostedPage();
    const location = locationOf(await client.postForm("/mock/authkit/sign-up", { request, ...newcomer }));
    const answer = await client.exchange(location.searchParams.get("code") ?? "");
    expect(await answer.json()).toMatchObject({
      user: { email: newcomer.email, first_name: "Mary", last_name: "Somerville", email_verified: true },
    });
    expect(buttonNames(await openPage(client))).toContain("Continue as Mary Somerville");
  });

  it("sends an unknown address there, filled in", async () => {
    const client = createMockClient();
    const request = await client.openHostedPage();
    const { pathname, search } = locationOf(
      await client.postForm(continuePath, { request, email: "mary@example.com" }),
    );
    const page = await parse(await client.get(`${pathname}${search}`));
    expect(page.querySelector<HTMLInputElement>("#email")?.value).toBe("mary@example.com");
  });

  it.each([
    ["first_name", { ...newcomer, first_name: " " }],
    ["last_name", { ...newcomer, last_name: "" }],
    ["email", { ...newcomer, email: "mary" }],
    ["email", { ...newcomer, email: "ADA@example.com" }],
  ])("marks a %s that will not do and keeps the rest", async (field, form) => {
    const client = createMockClient();
    const request = await client.openHostedPage();
    const response = await client.postForm("/mock/authkit/sign-up", { request, ...form });
    expect(response.status).toBe(422);
    const invalid = [...(await parse(response)).querySelectorAll("[aria-invalid]")].map((input) => input.id);
    expect(invalid).toEqual([field]);
  });

  it("is hidden and refused where sign-up is off", async () => {
    const client = createMockClient({ signUpAllowed: false });
    const links = [...(await openPage(client)).querySelectorAll("a")].map((link) => link.textContent);
    expect(links).not.toContain("Create an account");
    expect(buttonNames(await openPage(client, { screen_hint: "sign-up" }))).not.toContain("Sign up");
    const request = await client.openHostedPage();
    expect((await client.get(`/mock/authkit/sign-up?request=${request}`)).status).toBe(403);
    expect((await client.postForm("/mock/authkit/sign-up", { request, ...newcomer })).status).toBe(403);
    const unknown = await client.postForm(continuePath, { request, email: newcomer.email });
    expect(unknown.status).toBe(422);
    expect(await unknown.text()).toContain("There is no account with this address.");
  });
});
