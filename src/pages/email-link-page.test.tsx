// @vitest-environment jsdom
import { act, screen } from "@testing-library/react";
import { http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { messages } from "../config/messages.ts";
import { defaultReturnTo, paths } from "../config/paths.ts";
import { apiPaths } from "../contract/api-paths.ts";
import { parseEmailLinkToken } from "../contract/email-link.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { buildSessionAnswer } from "../session/testing/session-answer.ts";
import { buildProblem } from "../sign-in/testing/fake-function.ts";
import { setUpUser } from "../ui/testing/user.ts";
import { EmailLinkPage } from "./email-link-page.tsx";
import {
  findAlert,
  findNextAddress,
  origin,
  renderInSession,
  signedInAtWorkos,
} from "./testing/render-in-session.tsx";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const words = messages.emailLink;
const text = "a".repeat(48);

/** Opens a mailed link; without one, the page as it is reloaded. */
function openLink(
  answer: () => Response = () => buildProblem("internal"),
  options: Parameters<typeof renderInSession>[1] & { isWithoutLink?: boolean } = {},
) {
  const bodies: unknown[] = [];
  server.use(
    http.post(apiPaths.redeemEmailLink, async ({ request }) => {
      bodies.push(await request.json());
      return answer();
    }),
  );
  const token = options.isWithoutLink === true ? null : parseEmailLinkToken(text);
  const page = renderInSession(<EmailLinkPage origin={origin} token={token} />, {
    path: paths.emailLink,
    ...options,
  });
  return { ...page, bodies, user: setUpUser() };
}

const getSubmit = () => screen.getByRole("button", { name: words.submit });
const findTitle = (name: string) => screen.findByRole("heading", { level: 1, name });

describe("EmailLinkPage", () => {
  it("doesn't use the link up until the person asks for it", async () => {
    const { bodies, store } = openLink();
    expect(await findTitle(words.title)).toBeDefined();
    expect(bodies).toEqual([]);
    expect(store.getState().kind).toBe("signedOut");
  });

  it.each([
    ["the page that a sign-in was begun for", "/members?page=2", "/members?page=2"],
    ["the default page where that leads out of the app", "https://elsewhere.example/", defaultReturnTo],
  ])("signs in with the link on a click, and goes on to %s", async (_, returnTo, address) => {
    const { user, bodies, store } = openLink(() =>
      Response.json({ ...buildSessionAnswer(), returnTo } satisfies SessionAnswer),
    );
    await user.click(getSubmit());
    expect(await findNextAddress()).toBe(address);
    expect(bodies).toEqual([{ token: text }]);
    expect(store.getState().kind).toBe("active");
  });

  it("shows in another browser the code to carry to the one that waits", async () => {
    const { user, store } = openLink(() =>
      Response.json({ pairingCode: "ABCDEFGHJK", expiresInSeconds: 600 }),
    );
    await user.click(getSubmit());
    expect(await findTitle(words.elsewhereTitle)).toBeDefined();
    expect(screen.getByRole("main").textContent).toContain("ABCDE-FGHJK");
    expect(screen.getByText(words.elsewhereExpires(10))).toBeDefined();
    expect(screen.getByText(words.elsewhereWarning)).toBeDefined();
    expect(store.getState().kind).toBe("signedOut");
    await user.click(screen.getByRole("button", { name: words.copy }));
    expect(await screen.findByRole("button", { name: words.copied })).toBeDefined();
    expect(await navigator.clipboard.readText()).toBe("ABCDE-FGHJK");
  });

  it("says that a link has been used, and offers another mail and no other try", async () => {
    const { user } = openLink(() => buildProblem("link_used"));
    await user.click(getSubmit());
    expect(await findTitle(words.failedTitle)).toBeDefined();
    expect(await findAlert(messages.functionFailures.link_used(null, null))).toBeDefined();
    expect(screen.getByRole("link", { name: words.askAgain }).getAttribute("href")).toBe(paths.signIn);
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("takes another try with a link that couldn't be checked", async () => {
    let isDown = true;
    const { user } = openLink(() =>
      isDown ? buildProblem("workos_unreachable") : Response.json(buildSessionAnswer()),
    );
    await user.click(getSubmit());
    expect(await findAlert(messages.functionFailures.workos_unreachable(null, null))).toBeDefined();
    isDown = false;
    await user.click(screen.getByRole("button", { name: words.tryAgain }));
    expect(await findNextAddress()).toBe(defaultReturnTo);
  });

  it("asks for the link where the page was opened without one", async () => {
    openLink(undefined, { isWithoutLink: true });
    expect(await findTitle(words.missingTitle)).toBeDefined();
    expect(screen.getByRole("link", { name: words.askAgain }).getAttribute("href")).toBe(paths.signIn);
  });

  it("says who is signed in here already, and leads to the console", () => {
    openLink(undefined, { workos: signedInAtWorkos() });
    expect(screen.getByText(words.signedInAlready("grace@example.com"))).toBeDefined();
    expect(screen.getByRole("link", { name: words.toConsole }).getAttribute("href")).toBe(defaultReturnTo);
  });

  it("takes a link that is pasted over the page's address", async () => {
    const { user, bodies } = openLink(() => Response.json(buildSessionAnswer()), { isWithoutLink: true });
    const pasted = "b".repeat(48);
    window.location.hash = `#${pasted}`;
    act(() => void window.dispatchEvent(new HashChangeEvent("hashchange")));
    await user.click(getSubmit());
    await findNextAddress();
    expect(bodies).toEqual([{ token: pasted }]);
  });
});
