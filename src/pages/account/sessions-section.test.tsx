import { screen, waitFor, within } from "@testing-library/react";
import { http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { messages } from "../../config/messages.ts";
import { type AccountSession, type AccountSessionsAnswer } from "../../contract/account-sessions.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { buildProblem } from "../../sign-in/testing/fake-function.ts";
import { setUpUser } from "../../ui/testing/user.ts";
import { formatDate } from "../format-date.ts";
import { findAlert, readRows, renderInSession, signedInAtWorkos } from "../testing/render-in-session.tsx";
import { SessionsSection } from "./sessions-section.tsx";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const words = messages.account;
const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";
const firefoxWords = words.device("Firefox", "Windows");

const current: AccountSession = {
  id: "session_1",
  createdAt: "2026-11-21T12:00:00Z",
  expiresAt: "2027-11-21T12:00:00Z",
  ipAddress: null,
  userAgent: null,
  authenticationMethod: "magic_code",
  isCurrent: true,
};
const other: AccountSession = {
  ...current,
  id: "session_2",
  ipAddress: "198.51.100.7",
  userAgent: firefox,
  isCurrent: false,
};

/** Shows the section, with this answer to the question for the sessions. */
function openSection(answer: () => Response = () => answerSessions([current, other])) {
  server.use(http.get(apiPaths.listAccountSessions, answer));
  const page = renderInSession(<SessionsSection />, { path: "/account", workos: signedInAtWorkos() });
  return { ...page, user: setUpUser() };
}

function answerSessions(sessions: AccountSession[]): Response {
  return Response.json({ sessions, isComplete: true } satisfies AccountSessionsAnswer);
}

const findEnd = () => screen.findByRole("button", { name: words.revokeOf(firefoxWords) });

describe("SessionsSection", () => {
  it("lists each session with device, day and address, and offers to end all but this one", async () => {
    openSection();
    await findEnd();
    const list = screen.getByRole("list", { name: words.sessions });
    const [here, elsewhere] = within(list).getAllByRole("listitem");
    expect(here?.textContent).toContain(words.device(null, null));
    expect(here?.textContent).toContain(words.thisOne);
    expect(here?.textContent).toContain(words.since(formatDate("2026-11-21T12:00:00Z"), null));
    expect(elsewhere?.textContent).toContain(firefoxWords);
    expect(elsewhere?.textContent).not.toContain(words.thisOne);
    expect(elsewhere?.textContent).toContain(words.since(formatDate("2026-11-21T12:00:00Z"), "198.51.100.7"));
    expect(within(list).getAllByRole("button")).toHaveLength(1);
  });

  it("offers an impersonator to end no session, and says why", async () => {
    server.use(http.get(apiPaths.listAccountSessions, () => answerSessions([current, other])));
    const impersonator = { email: "admin@example.com", reason: null };
    renderInSession(<SessionsSection />, { path: "/account", workos: signedInAtWorkos({ impersonator }) });
    expect(await screen.findByText(words.thisOne)).toBeDefined();
    expect(screen.getByText(messages.frame.notInTheirName)).toBeDefined();
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("says that the sessions are loading, and offers to end none", async () => {
    const release = Promise.withResolvers<void>();
    server.use(
      http.get(apiPaths.listAccountSessions, async () => {
        await release.promise;
        return answerSessions([current]);
      }),
    );
    renderInSession(<SessionsSection />, { path: "/account", workos: signedInAtWorkos() });
    expect(screen.getByText(messages.members.loading)).toBeDefined();
    expect(screen.queryByRole("button")).toBeNull();
    release.resolve();
    expect(await screen.findByText(words.sessionsLead)).toBeDefined();
    expect(screen.getByRole("button", { name: words.everywhere })).toBeDefined();
  });

  it("says why the sessions are missing, and brings them on another try", async () => {
    let isDown = true;
    const { user } = openSection(() =>
      isDown ? buildProblem("workos_unreachable") : answerSessions([current]),
    );
    expect(await findAlert(messages.consoleFailures.workos_unreachable)).toBeDefined();
    isDown = false;
    await user.click(screen.getByRole("button", { name: messages.members.again }));
    expect(await screen.findByText(words.thisOne)).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("ends another session, says which, and puts the focus on the heading", async () => {
    const bodies: unknown[] = [];
    const { user, asked } = openSection();
    server.use(
      http.post(apiPaths.revokeAccountSessions, async ({ request }) => {
        bodies.push(await request.json());
        return Response.json({ revoked: true });
      }),
    );
    await user.click(await findEnd());
    expect(await screen.findByText(words.ended(firefoxWords))).toBeDefined();
    expect(bodies).toEqual([{ sessionId: other.id }]);
    const rows = readRows(screen.getByRole("list", { name: words.sessions }));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain(words.thisOne);
    const heading = screen.getByRole("heading", { name: words.sessions });
    await waitFor(() => expect(document.activeElement).toBe(heading));
    expect(asked.map(([name]) => name)).not.toContain("signOut");
  });

  it("keeps a session that couldn't be ended, and says why", async () => {
    const { user } = openSection();
    server.use(http.post(apiPaths.revokeAccountSessions, () => buildProblem("internal")));
    await user.click(await findEnd());
    expect(await findAlert(messages.functionFailures.internal(null, null))).toBeDefined();
    expect(await findEnd()).toBeDefined();
  });

  it("ends every session on one click, this one too", async () => {
    const bodies: unknown[] = [];
    const { user, asked } = openSection();
    server.use(
      http.post(apiPaths.revokeAccountSessions, async ({ request }) => {
        bodies.push(await request.json());
        return Response.json({ revoked: true });
      }),
    );
    await user.click(await screen.findByRole("button", { name: words.everywhere }));
    await waitFor(() => expect(asked.map(([name]) => name)).toContain("signOut"));
    expect(bodies).toEqual([{ everywhere: true }]);
  });

  it("says that there are older sessions than those in the list", async () => {
    openSection(() =>
      Response.json({ sessions: [current, other], isComplete: false } satisfies AccountSessionsAnswer),
    );
    expect(await screen.findByText(words.newest(2))).toBeDefined();
  });

  it("stays signed in and says so where not every session could be ended", async () => {
    const { user, asked } = openSection();
    server.use(http.post(apiPaths.revokeAccountSessions, () => Response.json({ revoked: false })));
    await user.click(await screen.findByRole("button", { name: words.everywhere }));
    expect(await findAlert(words.someLeft)).toBeDefined();
    expect(asked.map(([name]) => name)).not.toContain("signOut");
  });

  it("stays signed in where the sessions couldn't be ended", async () => {
    const { user, asked } = openSection();
    server.use(http.post(apiPaths.revokeAccountSessions, () => buildProblem("workos_unreachable")));
    await user.click(await screen.findByRole("button", { name: words.everywhere }));
    expect(await findAlert(messages.consoleFailures.workos_unreachable)).toBeDefined();
    expect(asked.map(([name]) => name)).not.toContain("signOut");
  });
});
