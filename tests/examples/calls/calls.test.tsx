import { screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { grace } from "../../../src/mocks/people.ts";
import { buildSessionAnswer } from "../../../src/session/testing/session-answer.ts";
import { setUpUser } from "../../../src/ui/testing/user.ts";
import { openBrowserTab, workosOrigin } from "../testing/open-page.tsx";
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
let user: ReturnType<typeof setUpUser>;

beforeEach(() => {
  tab = openBrowserTab();
  user = setUpUser();
});
afterEach(() => tab.close());

async function readLeft(count: number) {
  await waitFor(() => expect(tab.left).toHaveLength(count));
  return tab.left;
}

/** Types into the form's one field in place of what it holds, and sends the form. */
async function submit(label: string, value: string) {
  const field = await screen.findByRole("textbox", { name: label });
  await user.clear(field);
  await user.type(field, value);
  await user.click(screen.getByRole("button"));
}

async function expectProblem(code: string) {
  await waitFor(() => expect(screen.getByRole("alert").textContent).toBe(code));
}

describe("the examples of the calls", () => {
  it("lead to the sign-in page and to WorkOS", async () => {
    await tab.open(<SignInButtons />, { path: "/home" });
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await readLeft(1)).toEqual(["/sign-in?return_to=%2Fhome"]);
    await user.click(screen.getByRole("button", { name: "Sign in with WorkOS" }));
    await readLeft(2);
    await user.click(screen.getByRole("button", { name: "Sign in to see the members" }));
    const left = await readLeft(3);
    const { authorizationResponse } = await tab.follow(left[2] ?? "", grace.email, null);
    expect(authorizationResponse).toMatchObject({ kind: "authorized", request: { returnTo: "/members" } });
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
    const session = await tab.open(<EmailCodeForm onSignedIn={(path) => signedIn.push(path)} />);
    await submit("Email address", "nobody@example");
    await expectProblem("invalid_email");
    await submit("Email address", "ada@example.com");
    await submit("Code", "000000");
    await expectProblem("wrong_one_time_code");
    await submit("Code", "123 456");
    await waitFor(() => expect(signedIn).toEqual(["/here"]));
    expect(codes).toEqual([{ code: "000000" }, { code: "123456" }]);
    expect(session.getState()).toMatchObject({ kind: "active", session: { source: "email-code" } });
  });

  it("keep the page while somebody signs in beside it", async () => {
    const opened: string[] = [];
    vi.stubGlobal("open", (url: string) => {
      opened.push(url);
      return { opener: null };
    });
    const session = await tab.open(<SignInBesideThePage />);
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(opened).toHaveLength(1));
    expect(new URL(opened[0] ?? "").origin).toBe(workosOrigin);
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(await screen.findByText("That didn't work: aborted")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(opened).toHaveLength(2));
    session.adoptEmailSession(buildSessionAnswer());
    expect(await screen.findByText("You're signed in.")).toBeDefined();
    expect(tab.left).toEqual([]);
  });

  it.each([
    ["Sign out", "/user_management/sessions/logout?"],
    ["Sign out and see the prices", "/pricing"],
  ])("sign out: %s", async (words, target) => {
    const session = await tab.open(<SignOutButtons navigate={() => undefined} />, {
      visitor: { email: grace.email },
    });
    await user.click(screen.getByRole("button", { name: words }));
    expect((await readLeft(1))[0]).toContain(target);
    expect(session.getState()).toMatchObject({ kind: "signedOut", reason: "person" });
  });

  it("sign out without loading a page", async () => {
    const navigated: string[] = [];
    const session = await tab.open(<SignOutButtons navigate={(path) => navigated.push(path)} />, {
      visitor: { email: grace.email },
    });
    await user.click(screen.getByRole("button", { name: "Sign out without loading a page" }));
    await waitFor(() => expect(navigated).toEqual(["/pricing"]));
    expect(tab.left).toEqual([]);
    expect(session.getState()).toMatchObject({ kind: "signedOut" });
  });
});
