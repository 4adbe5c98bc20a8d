import { cleanup, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { messages } from "../config/messages.ts";
import { defaultReturnTo, paths } from "../config/paths.ts";
import { setUpUser } from "../ui/testing/user.ts";
import { LoginPage } from "./login-page.tsx";
import { findAlert, findNextAddress, origin, renderInSession } from "./testing/render-in-session.tsx";

const words = messages.login;

/** Opens the page; `given` is what the authorization URL was built of. */
function openLogin(
  search = "",
  overrides: NonNullable<Parameters<typeof renderInSession>[1]>["overrides"] = {},
) {
  const given: unknown[] = [];
  const page = renderInSession(<LoginPage origin={origin} />, {
    path: `${paths.login}${search}`,
    overrides: {
      getSignInUrl: (options) => {
        given.push(options);
        return Promise.resolve("https://auth.example/sign-in");
      },
      ...overrides,
    },
  });
  return { ...page, given, user: setUpUser() };
}

async function expectWords({ title, text }: { title: string; text: string }) {
  expect(await screen.findByRole("heading", { level: 1, name: title })).toBeDefined();
  expect(await findAlert(text)).toBeDefined();
}

const getToSignIn = () => screen.getByRole("link", { name: words.toSignIn });
const getAgain = () => screen.getByRole("button", { name: messages.signIn.workosAgain });

describe("LoginPage", () => {
  it("redirects to AuthKit at once and only once", async () => {
    const { left, given } = openLogin();
    expect(screen.getByRole("status").textContent).toBe(words.busy);
    await waitFor(() => expect(left).toEqual(["https://auth.example/sign-in"]));
    expect(given).toEqual([{ returnTo: defaultReturnTo }]);
    expect(screen.getByRole("status").textContent).toBe(words.busy);
  });

  it("takes an empty return path for none", async () => {
    const { left } = openLogin("?return_to=&login_hint=");
    await waitFor(() => expect(left).toHaveLength(1));
  });

  it("passes the parameters of its address to WorkOS", async () => {
    const { given, left } = openLogin(
      "?return_to=%2Fmembers&login_hint=ada%40example.com&organization_id=org_2&screen_hint=sign-up",
    );
    await waitFor(() => expect(left).toHaveLength(1));
    expect(given).toEqual([
      expect.objectContaining({
        returnTo: "/members",
        loginHint: "ada@example.com",
        organizationId: "org_2",
        screenHint: "sign-up",
      }),
    ]);
  });

  it.each([
    [
      `?return_to=%2F${"a".repeat(9_000)}&login_hint=ada%40example.com`,
      "?return_to=&login_hint=ada%40example.com",
    ],
    ["?return_to=%2Ffiles%2Fa%252Fb", "?return_to="],
    [`?organization_id=${"o".repeat(129)}&return_to=%2Fmembers`, null],
    [`?invitation_token=${"t".repeat(257)}&screen_hint=sign-up`, null],
    [`?login_hint=${"a".repeat(255)}`, null],
  ])("leaves what can't be carried along to the sign-in page, which says so: %#", async (search, carried) => {
    const { left, given } = openLogin(search);
    expect(await findNextAddress()).toBe(paths.signIn + (carried ?? search));
    expect([left, given]).toEqual([[], []]);
  });

  it("says that WorkOS is unreachable, and links to the sign-in page with the return path", async () => {
    const { left } = openLogin("?return_to=%2Fmembers", {
      checkReachability: () => Promise.resolve("unreachable"),
    });
    await expectWords(words.unreachable);
    expect(getToSignIn().getAttribute("href")).toBe(`${paths.signIn}?return_to=%2Fmembers`);
    expect(left).toEqual([]);
  });

  it("tries WorkOS again on a click", async () => {
    let isDown = true;
    const { left, user } = openLogin("", {
      checkReachability: () => Promise.resolve(isDown ? "unreachable" : "reachable"),
    });
    await expectWords(words.unreachable);
    isDown = false;
    await user.click(getAgain());
    await waitFor(() => expect(left).toEqual(["https://auth.example/sign-in"]));
  });

  it("says that the redirect to AuthKit couldn't start", async () => {
    openLogin("", { getSignInUrl: () => Promise.reject(new Error("no storage")) });
    await expectWords(words.failed);
  });

  it("stops at the fourth automatic sign-in within a minute, and redirects on a click", async () => {
    for (const path of ["/a", "/b", "/c"]) {
      const { left } = openLogin(`?return_to=${path}`);
      // oxlint-disable-next-line no-await-in-loop -- one load after the other
      await waitFor(() => expect(left).toHaveLength(1));
      cleanup();
    }
    const { left, user } = openLogin();
    await expectWords(words.looping);
    expect(left).toEqual([]);
    await user.click(getAgain());
    await waitFor(() => expect(left).toEqual(["https://auth.example/sign-in"]));
  });

  it("says that WorkOS isn't configured, and offers no other try", () => {
    renderInSession(<LoginPage origin={origin} />, {
      path: paths.login,
      workos: { kind: "notConfigured" },
      overrides: { isConfigured: false },
    });
    expect(screen.getByRole("alert").textContent).toBe(messages.signIn.notConfigured);
    expect(getToSignIn().getAttribute("href")).toBe(paths.signIn);
    expect(screen.queryByRole("button")).toBeNull();
  });
});
