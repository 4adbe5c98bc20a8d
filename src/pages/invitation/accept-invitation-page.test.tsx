import { act, screen, waitFor } from "@testing-library/react";
import { http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { messages } from "../../config/messages.ts";
import { defaultReturnTo, paths } from "../../config/paths.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { type AcceptInvitationAnswer, type InspectInvitationAnswer } from "../../contract/invitations.ts";
import { buildWorkosPerson } from "../../session/testing/workos-person.ts";
import { buildProblem, sessionAnswer } from "../../sign-in/testing/fake-function.ts";
import { setUpUser } from "../../ui/testing/user.ts";
import {
  findAlert,
  findNextAddress,
  renderInSession,
  signedInAtWorkos,
} from "../testing/render-in-session.tsx";
import { AcceptInvitationPage } from "./accept-invitation-page.tsx";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const words = messages.acceptInvitation;
const token = "token-1";
const organization = { id: "org_2", name: "Harbour Works" };
/** Of the person that `signedInAtWorkos` signs in. */
const own = "grace@example.com";

function answerInspection(overrides: Partial<InspectInvitationAnswer> = {}): Response {
  return Response.json({
    email: "grace@example.com",
    state: "pending",
    expiresAt: "2026-11-28T12:00:00Z",
    organization,
    inviterEmail: "ada@example.com",
    ...overrides,
  } satisfies InspectInvitationAnswer);
}

/** Opens the mailed link; `invitation` is what the function says of it. */
function openLink(
  invitation: Partial<InspectInvitationAnswer> | (() => Response),
  options: Parameters<typeof renderInSession>[1] = {},
) {
  const answer = typeof invitation === "function" ? invitation : () => answerInspection(invitation);
  server.use(http.post(apiPaths.inspectInvitation, answer));
  const page = renderInSession(<AcceptInvitationPage />, {
    path: `${paths.acceptInvitation}?invitation_token=${token}`,
    ...options,
  });
  return { ...page, user: setUpUser() };
}

const findTitle = (name: string) => screen.findByRole("heading", { name, level: 1 });
const getHref = (name: string) => screen.getByRole("link", { name }).getAttribute("href");

describe("the page of an invitation", () => {
  it.each([
    "",
    "?invitation_token=",
    "?invitation_token=%E2%80%8B",
    "?invitation_token=two+words",
    "?invitation_token=%3Cb%3E",
    `?invitation_token=${"t".repeat(257)}`,
    `?invitation_token=${"t".repeat(1_024)}`,
    `?invitation_token=${"t".repeat(9_000)}`,
  ])("says that the link of an invitation isn't complete, and asks for nothing: %#", async (search) => {
    renderInSession(<AcceptInvitationPage />, { path: paths.acceptInvitation + search });
    expect(await findTitle(words.missingTitle)).toBeDefined();
    expect(screen.getByText(words.missing)).toBeDefined();
    expect(getHref(words.signIn)).toBe(paths.signIn);
  });

  it("asks the function about the invitation that the link names", async () => {
    const bodies: unknown[] = [];
    server.use(
      http.post(apiPaths.inspectInvitation, async ({ request }) => {
        bodies.push(await request.json());
        return answerInspection();
      }),
    );
    renderInSession(<AcceptInvitationPage />, {
      path: `${paths.acceptInvitation}?invitation_token=${token}`,
    });
    expect(screen.getByRole("status").textContent).toBe(words.loading);
    expect(await findTitle(words.title(organization.name))).toBeDefined();
    expect(bodies[0]).toEqual({ token });
  });

  it.each(["expired", "revoked", "accepted"] as const)(
    "says that an invitation is %s, and leads a visitor to the sign-in",
    async (state) => {
      openLink({ state });
      expect(await findTitle(words.states[state].title)).toBeDefined();
      expect(screen.getByText(words.states[state].text("ada@example.com"))).toBeDefined();
      expect(getHref(words.signIn)).toBe(paths.signIn);
    },
  );

  it("doesn't let an impersonator join, and says why", async () => {
    openLink(
      {},
      { workos: signedInAtWorkos({ impersonator: { email: "admin@example.com", reason: null } }) },
    );
    expect(await screen.findByText(messages.frame.notInTheirName)).toBeDefined();
    expect(screen.queryByRole("button", { name: words.join(own) })).toBeNull();
    expect(screen.getByRole("button", { name: words.switchAccount })).toBeDefined();
  });

  it("leads a signed-in person from a used invitation to the dashboard", async () => {
    openLink({ state: "accepted" }, { workos: signedInAtWorkos() });
    expect(await findTitle(words.states.accepted.title)).toBeDefined();
    expect(getHref(words.goOn)).toBe(paths.dashboard);
  });

  it("says that there is no such invitation", async () => {
    openLink(() => buildProblem("invitation_not_found"));
    expect(await findTitle(words.states.unknown.title)).toBeDefined();
    expect(screen.getByText(words.states.unknown.text(words.whoeverInvited))).toBeDefined();
  });

  it("says why an invitation can't be looked at, and looks again on a click", async () => {
    let isDown = true;
    const { user } = openLink(() => (isDown ? buildProblem("workos_unreachable") : answerInspection()));
    expect(await findAlert(messages.consoleFailures.workos_unreachable)).toBeDefined();
    isDown = false;
    await user.click(screen.getByRole("button", { name: words.again }));
    expect(await findTitle(words.title(organization.name))).toBeDefined();
  });
});

describe("an invitation in front of a newcomer", () => {
  it("says who invites a newcomer where, and offers both ways in", async () => {
    openLink({});
    expect(await findTitle(words.title(organization.name))).toBeDefined();
    expect(screen.getByText(words.invitedBy("ada@example.com", own))).toBeDefined();
    expect(screen.getByRole("button", { name: words.withWorkos })).toBeDefined();
    expect(getHref(words.withEmailCode)).toBe(
      `${paths.signIn}?invitation_token=${token}&login_hint=grace%40example.com`,
    );
  });

  it("names neither an organization nor an inviter that aren't known", async () => {
    openLink({ organization: null, inviterEmail: null });
    expect(await findTitle(words.titleWithout)).toBeDefined();
    expect(screen.getByText(words.invited(own))).toBeDefined();
  });

  it("names no organization whose name can't be seen", async () => {
    openLink({ organization: { id: "org_2", name: "\u200B\u202E\u3164" } });
    expect(await findTitle(words.titleWithout)).toBeDefined();
  });

  it("takes the invitation along to WorkOS's sign-up", async () => {
    const given: unknown[] = [];
    const { user, left } = openLink(
      {},
      {
        overrides: {
          getSignInUrl: (options) => {
            given.push(options);
            return Promise.resolve("https://auth.example/sign-up");
          },
        },
      },
    );
    await user.click(await screen.findByRole("button", { name: words.withWorkos }));
    expect(await screen.findByRole("button", { name: messages.signIn.withWorkosBusy })).toBeDefined();
    expect(left).toEqual(["https://auth.example/sign-up"]);
    expect(given).toEqual([
      { screenHint: "sign-up", invitationToken: token, loginHint: own, returnTo: defaultReturnTo },
    ]);
  });

  it("says that WorkOS can't be reached once an invited person asked for it", async () => {
    const { user, left } = openLink(
      {},
      { overrides: { checkReachability: () => Promise.resolve("unreachable") } },
    );
    await user.click(await screen.findByRole("button", { name: words.withWorkos }));
    expect(await findAlert(messages.signIn.workosUnreachable)).toBeDefined();
    expect(left).toEqual([]);
  });

  it("says that a sign-up couldn't be started", async () => {
    const { user } = openLink(
      {},
      { overrides: { getSignInUrl: () => Promise.reject(new Error("no storage")) } },
    );
    await user.click(await screen.findByRole("button", { name: words.withWorkos }));
    expect(await findAlert(messages.signIn.couldNotStart)).toBeDefined();
  });

  it("offers an invited person the code and nothing else where WorkOS isn't configured", async () => {
    openLink({}, { workos: { kind: "notConfigured" }, overrides: { isConfigured: false } });
    expect(await screen.findByRole("link", { name: words.withEmailCode })).toBeDefined();
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("an invitation in front of a person whose session can't be checked right now", () => {
  const outage = { cause: "failed", retryAtMs: Number.MAX_SAFE_INTEGER, reference: null } as const;
  const workos = { kind: "unreachable", person: buildWorkosPerson({ impersonator: null }), outage } as const;

  it("lets them join as who they are, and says that joining failed", async () => {
    const { user } = openLink(
      {},
      { workos, overrides: { getAccessToken: () => Promise.reject(new Error("unreachable")) } },
    );
    await user.click(await screen.findByRole("button", { name: words.join(own) }));
    expect(await findAlert(messages.unreachable.network)).toBeDefined();
    expect(screen.queryByRole("button", { name: words.withWorkos })).toBeNull();
  });

  it("joins once the session is back, on the same page", async () => {
    const { user, changeWorkos } = openLink({}, { workos });
    server.use(
      http.post(apiPaths.acceptInvitation, () =>
        Response.json({ organizationId: null } satisfies AcceptInvitationAnswer),
      ),
    );
    const button = await screen.findByRole("button", { name: words.join(own) });
    await changeWorkos(signedInAtWorkos());
    expect(screen.getByRole("button", { name: words.join(own) })).toBe(button);
    await user.click(button);
    expect(await findNextAddress()).toBe(defaultReturnTo);
  });

  it("leads them from a used invitation to the dashboard", async () => {
    openLink({ state: "accepted" }, { workos });
    expect(await screen.findByRole("link", { name: words.goOn })).toBeDefined();
  });

  it("offers both ways in where nothing is known of a person", async () => {
    openLink({}, { workos: { ...workos, person: null } });
    expect(await screen.findByRole("button", { name: words.withWorkos })).toBeDefined();
  });
});

describe("an invitation in front of a signed-in person", () => {
  const workos = signedInAtWorkos();

  it("joins, opens the organization of the invitation and goes on to the dashboard", async () => {
    const bodies: unknown[] = [];
    const { user, asked } = openLink({}, { workos });
    server.use(
      http.post(apiPaths.acceptInvitation, async ({ request }) => {
        bodies.push(await request.json(), request.headers.get("Authorization"));
        return Response.json({ organizationId: organization.id } satisfies AcceptInvitationAnswer);
      }),
    );
    await user.click(await screen.findByRole("button", { name: words.join(own) }));
    expect(await findNextAddress()).toBe(defaultReturnTo);
    expect(bodies).toEqual([{ token }, "Bearer workos-token"]);
    expect(asked).toContainEqual([
      "switchToOrganization",
      { organizationId: organization.id, signInOpts: { returnTo: null } },
    ]);
  });

  it("goes on to the dashboard after joining although the organization can't be opened", async () => {
    const { user } = openLink(
      {},
      { workos, overrides: { switchToOrganization: () => Promise.reject(new Error("unreachable")) } },
    );
    server.use(
      http.post(apiPaths.acceptInvitation, () =>
        Response.json({ organizationId: organization.id } satisfies AcceptInvitationAnswer),
      ),
    );
    await user.click(await screen.findByRole("button", { name: words.join(own) }));
    expect(await findNextAddress()).toBe(defaultReturnTo);
  });

  it("says why joining failed, and takes another try", async () => {
    let isDown = true;
    const { user } = openLink({}, { workos });
    server.use(
      http.post(apiPaths.acceptInvitation, () =>
        isDown
          ? buildProblem("workos_unreachable")
          : Response.json({ organizationId: null } satisfies AcceptInvitationAnswer),
      ),
    );
    await user.click(await screen.findByRole("button", { name: words.join(own) }));
    expect(await findAlert(messages.consoleFailures.workos_unreachable)).toBeDefined();
    isDown = false;
    await user.click(screen.getByRole("button", { name: words.join(own) }));
    expect(await findNextAddress()).toBe(defaultReturnTo);
  });

  it("says that the person is joining, and takes no second click meanwhile", async () => {
    const release = Promise.withResolvers<void>();
    let calls = 0;
    const { user } = openLink({}, { workos });
    server.use(
      http.post(apiPaths.acceptInvitation, async () => {
        calls += 1;
        await release.promise;
        return Response.json({ organizationId: null } satisfies AcceptInvitationAnswer);
      }),
    );
    await user.click(await screen.findByRole("button", { name: words.join(own) }));
    await user.click(await screen.findByRole("button", { name: words.joining }));
    release.resolve();
    await findNextAddress();
    expect(calls).toBe(1);
  });

  it("leaves for WorkOS where only WorkOS can give the invitation to a colleague", async () => {
    const given: unknown[] = [];
    const { user, left } = openLink(
      { email: "ada@example.com" },
      {
        workos,
        overrides: {
          getSignInUrl: (options) => {
            given.push(options);
            return Promise.resolve("https://auth.example/sign-in");
          },
        },
      },
    );
    server.use(http.post(apiPaths.acceptInvitation, () => buildProblem("continue_with_workos")));
    await user.click(await screen.findByRole("button", { name: words.join(own) }));
    await waitFor(() => expect(left).toEqual(["https://auth.example/sign-in"]));
    expect(given).toEqual([
      { loginHint: own, screenHint: "sign-in", returnTo: defaultReturnTo, invitationToken: token },
    ]);
  });

  it("takes another try from a person who comes Back from WorkOS to the page as they left it", async () => {
    const { user, left } = openLink({ email: "ada@example.com" }, { workos });
    server.use(http.post(apiPaths.acceptInvitation, () => buildProblem("continue_with_workos")));
    await user.click(await screen.findByRole("button", { name: words.join(own) }));
    await waitFor(() => expect(left).toHaveLength(1));
    expect(screen.getByRole("button", { name: words.joining })).toBeDefined();
    act(() => void window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true })));
    await user.click(screen.getByRole("button", { name: words.join(own) }));
    await waitFor(() => expect(left).toHaveLength(2));
  });

  it("lets a person stay signed in without joining", async () => {
    openLink({}, { workos });
    expect(await screen.findByRole("link", { name: words.stay })).toBeDefined();
    expect(getHref(words.stay)).toBe(defaultReturnTo);
  });

  it("tells an account with another address why it can't join", async () => {
    openLink({ email: "rosalind@elsewhere.example" }, { workos });
    expect(await screen.findByText(words.otherAddress("rosalind@elsewhere.example", own))).toBeDefined();
    expect(screen.queryByRole("button", { name: words.join(own) })).toBeNull();
    expect(screen.getByRole("button", { name: words.switchAccount })).toBeDefined();
  });

  it("says of the pressed button that it is at work, where a person who may join switches instead", async () => {
    const { user } = openLink(
      {},
      { workos, overrides: { getSignInUrl: () => Promise.withResolvers<string>().promise } },
    );
    await user.click(await screen.findByRole("button", { name: words.switchAccount }));
    expect(screen.getByRole("button", { name: messages.frame.signingOut })).toBeDefined();
    expect(screen.getByRole("button", { name: words.join(own) })).toBeDefined();
    expect(screen.queryByRole("button", { name: words.joining })).toBeNull();
  });

  it("takes no switch of the account during a join", async () => {
    const release = Promise.withResolvers<void>();
    const built: unknown[] = [];
    const { user } = openLink(
      {},
      {
        workos,
        overrides: {
          getSignInUrl: (options) => {
            built.push(options);
            return Promise.resolve("https://auth.example/sign-in");
          },
        },
      },
    );
    server.use(
      http.post(apiPaths.acceptInvitation, async () => {
        await release.promise;
        return Response.json({ organizationId: null } satisfies AcceptInvitationAnswer);
      }),
    );
    await user.click(await screen.findByRole("button", { name: words.join(own) }));
    const switchButton = screen.getByRole<HTMLButtonElement>("button", { name: words.switchAccount });
    expect(switchButton.disabled).toBe(true);
    await user.click(switchButton);
    release.resolve();
    expect(await findNextAddress()).toBe(defaultReturnTo);
    expect(built).toEqual([]);
  });

  it("takes neither a join nor a second switch during a switch of the account", async () => {
    const url = Promise.withResolvers<string>();
    const built: unknown[] = [];
    const { user, left } = openLink(
      {},
      {
        workos,
        overrides: {
          getSignInUrl: (options) => {
            built.push(options);
            return url.promise;
          },
        },
      },
    );
    let joins = 0;
    server.use(
      http.post(apiPaths.acceptInvitation, () => {
        joins += 1;
        return Response.json({ organizationId: null } satisfies AcceptInvitationAnswer);
      }),
    );
    const switchButton = await screen.findByRole("button", { name: words.switchAccount });
    await user.click(switchButton);
    await user.click(switchButton);
    const joinButton = screen.getByRole<HTMLButtonElement>("button", { name: words.join(own) });
    expect(joinButton.disabled).toBe(true);
    await user.click(joinButton);
    url.resolve("https://auth.example/sign-in");
    await waitFor(() => expect(left).toEqual(["https://auth.example/sign-in"]));
    expect(built).toHaveLength(1);
    expect(joins).toBe(0);
  });

  it("signs out no person who chose to stay before the switch of the account got anywhere", async () => {
    const url = Promise.withResolvers<string>();
    const { user, asked, left } = openLink({}, { workos, overrides: { getSignInUrl: () => url.promise } });
    await user.click(await screen.findByRole("button", { name: words.switchAccount }));
    await user.click(screen.getByRole("link", { name: words.stay }));
    expect(await findNextAddress()).toBe(defaultReturnTo);
    await act(async () => url.resolve("https://auth.example/sign-in"));
    expect(asked.map(([name]) => name)).not.toContain("signOut");
    expect(left).toEqual([]);
  });

  it("keeps the session where the way to WorkOS can't be built, says so, and takes another try", async () => {
    let isBlocked = true;
    const { user, asked, left } = openLink(
      { email: "rosalind@elsewhere.example" },
      {
        workos,
        overrides: {
          getSignInUrl: () =>
            isBlocked
              ? Promise.reject(new Error("no storage"))
              : Promise.resolve("https://auth.example/sign-in"),
        },
      },
    );
    await user.click(await screen.findByRole("button", { name: words.switchAccount }));
    expect(await findAlert(messages.onlyWorkos.couldNotStart)).toBeDefined();
    expect(asked.map(([name]) => name)).not.toContain("signOut");
    expect(left).toEqual([]);
    isBlocked = false;
    await user.click(screen.getByRole("button", { name: words.switchAccount }));
    await waitFor(() => expect(left).toEqual(["https://auth.example/sign-in"]));
    expect(asked.map(([name]) => name)).toContain("signOut");
  });

  it("says of an invitation that only WorkOS can give that the way there can't be built", async () => {
    const { user, left } = openLink(
      { email: "ada@example.com" },
      { workos, overrides: { getSignInUrl: () => Promise.reject(new Error("no storage")) } },
    );
    server.use(http.post(apiPaths.acceptInvitation, () => buildProblem("continue_with_workos")));
    await user.click(await screen.findByRole("button", { name: words.join(own) }));
    expect(await findAlert(messages.onlyWorkos.couldNotStart)).toBeDefined();
    expect(screen.getByRole("button", { name: words.join(own) })).toBeDefined();
    expect(left).toEqual([]);
  });

  it("switches the account on the page where WorkOS isn't configured, and offers the code", async () => {
    const { user, left } = openLink(
      { email: "rosalind@elsewhere.example" },
      {
        workos: { kind: "notConfigured" },
        overrides: {
          isConfigured: false,
          getSignInUrl: () => Promise.reject(new Error("not configured")),
        },
        emailSession: sessionAnswer,
      },
    );
    server.use(http.post(apiPaths.signOut, () => new Response(null, { status: 204 })));
    await user.click(await screen.findByRole("button", { name: words.switchAccount }));
    expect(await screen.findByRole("link", { name: words.withEmailCode })).toBeDefined();
    expect(left).toEqual([]);
  });

  it("switches the account without losing the invitation, and offers nothing meanwhile", async () => {
    const invited = "rosalind@elsewhere.example";
    const given: unknown[] = [];
    const release = Promise.withResolvers<void>();
    const { user, left } = openLink(
      { email: invited },
      {
        workos,
        overrides: {
          getSignInUrl: (options) => {
            given.push(options);
            return Promise.resolve("https://auth.example/sign-in");
          },
          signOut: async () => {
            await release.promise;
            return { isLeaving: false, isTold: true };
          },
        },
      },
    );
    await user.click(await screen.findByRole("button", { name: words.switchAccount }));
    expect(await screen.findByRole("heading", { name: messages.signedOut.leaving })).toBeDefined();
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.queryByRole("button")).toBeNull();
    expect(left).toEqual([]);
    release.resolve();
    expect(await screen.findByRole("button", { name: words.withWorkos })).toBeDefined();
    await waitFor(() => expect(left).toEqual(["https://auth.example/sign-in"]));
    expect(given).toEqual([
      {
        prompt: "login",
        loginHint: invited,
        returnTo: `${paths.acceptInvitation}?invitation_token=${token}`,
        invitationToken: token,
      },
    ]);
  });
});
