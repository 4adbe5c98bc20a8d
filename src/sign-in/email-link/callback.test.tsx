import { act, render, screen, waitFor } from "@testing-library/react";
import { MemoryRouter } from "react-router-dom";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { messages } from "../../config/messages.ts";
import { defaultReturnTo, paths } from "../../config/paths.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { parseEmailLinkToken } from "../../contract/email-link-token.ts";
import { type SessionAnswer } from "../../contract/session.ts";
import { serveFunction } from "../../mocks/testing/serve-function.ts";
import { setUpUser } from "../../ui/testing/user.ts";
import { buildProblem, sessionAnswer } from "../testing/fake-function.ts";
import { EmailLinkCallback } from "./callback.tsx";
import { emailLinkMessages as words } from "./messages.ts";
import { emailLinkPath } from "./take-token.ts";

const text = "a".repeat(48);
const signedIn = () => Response.json(sessionAnswer);
const { answer } = serveFunction();

beforeEach(() => history.replaceState(null, "", emailLinkPath));

type Options = { isWithoutLink?: boolean; signedInAs?: string };

/** Opens a mailed link; without one, the page as after a reload. */
function openLink(answerCall: () => Response = () => buildProblem("internal"), options: Options = {}) {
  const bodies = answer(apiPaths.redeemEmailLink, answerCall);
  const onSignedIn = vi.fn<(answer: SessionAnswer) => void>();
  const token = options.isWithoutLink === true ? null : parseEmailLinkToken(text);
  render(
    <MemoryRouter>
      <EmailLinkCallback token={token} signedInAs={options.signedInAs ?? null} onSignedIn={onSignedIn} />
    </MemoryRouter>,
  );
  return { bodies, onSignedIn, user: setUpUser() };
}

const getSubmit = () => screen.getByRole("button", { name: words.submit });
const findTitle = (name: string) => screen.findByRole("heading", { level: 1, name });

describe("EmailLinkCallback", () => {
  it("doesn't use the link before a click", async () => {
    const { bodies, onSignedIn } = openLink();
    expect(await findTitle(words.title)).toBeDefined();
    expect(bodies).toEqual([]);
    expect(onSignedIn).not.toHaveBeenCalled();
  });

  it("passes on the session after a click", async () => {
    const { user, bodies, onSignedIn } = openLink(signedIn);
    await user.click(getSubmit());
    await waitFor(() => expect(onSignedIn.mock.calls).toEqual([[sessionAnswer]]));
    expect(bodies).toEqual([{ token: text }]);
  });

  it("shows the pairing code in another browser", async () => {
    const { user, onSignedIn } = openLink(() =>
      Response.json({ pairingCode: "ABCDEFGHJK", expiresInSeconds: 600 }),
    );
    await user.click(getSubmit());
    expect(await findTitle(words.elsewhereTitle)).toBeDefined();
    expect(screen.getByRole("main").textContent).toContain("ABCDE-FGHJK");
    expect(screen.getByText(words.elsewhereExpires(10))).toBeDefined();
    expect(screen.getByText(words.elsewhereWarning)).toBeDefined();
    expect(onSignedIn).not.toHaveBeenCalled();
    await user.click(screen.getByRole("button", { name: words.copy }));
    expect(await screen.findByRole("button", { name: words.copied })).toBeDefined();
    expect(await navigator.clipboard.readText()).toBe("ABCDE-FGHJK");
  });

  it("says that a link was used, and offers another mail but no other try", async () => {
    const { user } = openLink(() => buildProblem("link_used"));
    await user.click(getSubmit());
    expect(await findTitle(words.failedTitle)).toBeDefined();
    expect(screen.getByRole("alert").textContent).toBe(messages.functionFailures.link_used(null, null));
    expect(screen.getByRole("link", { name: words.askAgain }).getAttribute("href")).toBe(paths.signIn);
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("uses the link again after a server error", async () => {
    let isDown = true;
    const { user, onSignedIn } = openLink(() => (isDown ? buildProblem("codes_paused") : signedIn()));
    await user.click(getSubmit());
    expect(await screen.findByText(messages.functionFailures.codes_paused(null, null))).toBeDefined();
    isDown = false;
    await user.click(screen.getByRole("button", { name: words.tryAgain }));
    await waitFor(() => expect(onSignedIn).toHaveBeenCalledOnce());
  });

  it("asks for the link if the page was opened without one", async () => {
    openLink(undefined, { isWithoutLink: true });
    expect(await findTitle(words.missingTitle)).toBeDefined();
    expect(screen.getByRole("link", { name: words.askAgain }).getAttribute("href")).toBe(paths.signIn);
  });

  it("says who is already signed in, and leads to the console", () => {
    openLink(undefined, { signedInAs: "grace@example.com" });
    expect(screen.getByText(words.signedInAlready("grace@example.com"))).toBeDefined();
    expect(screen.getByRole("link", { name: words.toConsole }).getAttribute("href")).toBe(defaultReturnTo);
  });

  it("uses a link that is pasted over the page's address", async () => {
    const { user, bodies } = openLink(signedIn, { isWithoutLink: true });
    const pasted = "b".repeat(48);
    window.location.hash = `#${pasted}`;
    act(() => void window.dispatchEvent(new HashChangeEvent("hashchange")));
    await user.click(getSubmit());
    await waitFor(() => expect(bodies).toEqual([{ token: pasted }]));
  });
});
