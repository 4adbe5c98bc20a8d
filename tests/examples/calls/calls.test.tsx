// @vitest-environment jsdom

import { http, HttpResponse } from "msw";
import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { grace } from "../../../src/mocks/people.ts";
import { buildSessionAnswer } from "../../../src/session/testing/session-answer.ts";
import { click, openBrowserTab, workosOrigin } from "../testing/open-page.tsx";
import {
  acceptInvitation,
  askForCredentials,
  signInAs,
  signInToOrganization,
} from "./authorization-params.ts";
import { EmailCodeForm } from "./email-code-form.tsx";
import { SignInBesideThePage } from "./keep-the-page.tsx";
import { SignInButtons } from "./sign-in-buttons.tsx";
import { SignOutButtons } from "./sign-out-buttons.tsx";

let tab: ReturnType<typeof openBrowserTab>;

beforeEach(() => {
  tab = openBrowserTab();
});
afterEach(() => tab.close());

async function readLeft(count: number) {
  await vi.waitFor(() => expect(tab.left).toHaveLength(count));
  return tab.left;
}

/** Types into the form's one field, as a person does it, and sends the form. */
async function submit(place: HTMLElement, value: string) {
  const input = place.querySelector("input");
  if (input === null) throw new Error(`no field in ${place.innerHTML}`);
  // React hears of a change only where the element's own setter was used.
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, value);
  await act(async () => input.dispatchEvent(new Event("input", { bubbles: true })));
  await act(async () => place.querySelector("button")?.click());
}

describe("the examples of the calls", () => {
  it("lead to the sign-in page and to WorkOS", async () => {
    const { place } = await tab.open(<SignInButtons />, { path: "/home" });
    await click(place, "Sign in");
    expect(await readLeft(1)).toEqual(["/sign-in?return_to=%2Fhome"]);
    await click(place, "Sign in with WorkOS");
    await readLeft(2);
    await click(place, "Sign in to see the members");
    const left = await readLeft(3);
    const { response } = await tab.follow(left[2] ?? "", grace.email, null);
    expect(response).toMatchObject({ kind: "authorized", request: { returnTo: "/members" } });
  });

  it("ask WorkOS in each form of authorizationParams", async () => {
    await tab.open(null);
    await askForCredentials();
    await signInAs("ada@example.com");
    await signInToOrganization("org_1");
    await acceptInvitation("https://console.example.com/invitation?invitation_token=token_1&state=evil");
    const asked = tab.left.map((url) => new URL(url));
    expect(asked.map(({ origin }) => origin)).toEqual([...tab.left].fill(workosOrigin));
    const read = (index: number, name: string) => asked[index]?.searchParams.get(name);
    expect(read(0, "prompt")).toBe("login");
    expect(read(1, "login_hint")).toBe("ada@example.com");
    expect(read(2, "organization_id")).toBe("org_1");
    expect(read(3, "invitation_token")).toBe("token_1");
    expect(read(3, "state")).not.toBe("evil");
  });

  it("take an email code on a page of one's own", async () => {
    const signedIn: string[] = [];
    const codes: unknown[] = [];
    tab.server.use(
      http.post("*/api/email-code/send", () =>
        HttpResponse.json({ expiresInSeconds: 600, resendAfterSeconds: 30 }, { status: 202 }),
      ),
      http.post("*/api/email-code/verify", async ({ request }) => {
        codes.push(await request.json());
        return codes.length > 1
          ? HttpResponse.json(buildSessionAnswer())
          : HttpResponse.json(
              {
                type: "about:blank",
                title: "Wrong",
                status: 400,
                code: "wrong_one_time_code",
                reference: "r",
              },
              { status: 400 },
            );
      }),
    );
    const { place, session } = await tab.open(<EmailCodeForm onSignedIn={(path) => signedIn.push(path)} />);
    await submit(place, "nobody@example");
    await vi.waitFor(() => expect(place.textContent).toContain("invalid_email"));
    await submit(place, "ada@example.com");
    await vi.waitFor(() => expect(place.textContent).toContain("Code"));
    await submit(place, "000000");
    await vi.waitFor(() => expect(place.textContent).toContain("wrong_one_time_code"));
    await submit(place, "123 456");
    await vi.waitFor(() => expect(signedIn).toEqual(["/here"]));
    expect(codes).toEqual([{ code: "000000" }, { code: "123456" }]);
    expect(session.getState()).toMatchObject({ kind: "active", session: { source: "email-code" } });
  });

  it("keep the page while somebody signs in beside it", async () => {
    const opened: string[] = [];
    vi.stubGlobal("open", (url: string) => {
      opened.push(url);
      return { opener: null };
    });
    const { place, session } = await tab.open(<SignInBesideThePage />);
    await click(place, "Sign in");
    await vi.waitFor(() => expect(opened).toHaveLength(1));
    expect(new URL(opened[0] ?? "").origin).toBe(workosOrigin);
    await click(place, "Cancel");
    await vi.waitFor(() => expect(place.textContent).toContain("That didn't work: aborted"));
    await click(place, "Sign in");
    await vi.waitFor(() => expect(opened).toHaveLength(2));
    await act(async () => session.adoptEmailSession(buildSessionAnswer()));
    await vi.waitFor(() => expect(place.textContent).toContain("You're signed in."));
    expect(tab.left).toEqual([]);
  });

  it.each([
    ["Sign out", "/user_management/sessions/logout?"],
    ["Sign out and see the prices", "/pricing"],
  ])("sign out: %s", async (words, target) => {
    const { place, session } = await tab.open(<SignOutButtons navigate={() => undefined} />, {
      visitor: { email: grace.email },
    });
    await click(place, words);
    expect((await readLeft(1))[0]).toContain(target);
    expect(session.getState()).toMatchObject({ kind: "signedOut", reason: "person" });
  });

  it("sign out without loading a page", async () => {
    const navigated: string[] = [];
    const { place, session } = await tab.open(<SignOutButtons navigate={(path) => navigated.push(path)} />, {
      visitor: { email: grace.email },
    });
    await click(place, "Sign out without loading a page");
    await vi.waitFor(() => expect(navigated).toEqual(["/pricing"]));
    expect(tab.left).toEqual([]);
    expect(session.getState()).toMatchObject({ kind: "signedOut" });
  });
});
