import { render, screen, waitFor } from "@testing-library/react";
import { type ComponentProps } from "react";
import { MemoryRouter } from "react-router-dom";
import { afterEach, describe, expect, it, vi } from "vitest";

import { messages } from "../../config/messages.ts";
import { defaultReturnTo } from "../../config/paths.ts";
import { buildSignInPath } from "../../config/sign-in-path.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { parseEmailLinkToken } from "../../contract/email-link-token.ts";
import { type FailureCode } from "../../contract/failure.ts";
import { type SessionAnswer } from "../../contract/session.ts";
import { offline, serveFunction, silence } from "../../mocks/testing/serve-function.ts";
import { setUpUser } from "../../ui/testing/user.ts";
import { emailLinkMessages } from "./messages.ts";
import { EmailLinkPanel } from "./panel.tsx";
import { slowAfterMs } from "../slow-after.ts";
import { advance, buildProblem, sessionAnswer } from "../testing/fake-function.ts";

const { functionFailures } = messages;
const tokenText = "k".repeat(48);
const elsewhere = () => Response.json({ pairingCode: "ABCDEFGHJK", expiresInSeconds: 300 });
const signedIn = () => Response.json(sessionAnswer);
const { answer } = serveFunction();

afterEach(() => vi.useRealTimers());

function open(given: Partial<ComponentProps<typeof EmailLinkPanel>> = {}) {
  const onSignedIn = vi.fn<(answer: SessionAnswer) => void>();
  const token = parseEmailLinkToken(tokenText);
  render(
    <MemoryRouter>
      <EmailLinkPanel token={token} signedInAs={null} onSignedIn={onSignedIn} {...given} />
    </MemoryRouter>,
  );
  return { user: setUpUser(), onSignedIn };
}

const getSubmit = () => screen.getByRole("button", { name: emailLinkMessages.submit });
const getTitle = () => screen.getByRole("heading", { level: 1 }).textContent;
const getLink = (name: string) => screen.getByRole("link", { name }).getAttribute("href");

describe("EmailLinkPanel", () => {
  it("uses the link only when the button is clicked, and signs in", async () => {
    const sent = answer(apiPaths.redeemEmailLink, signedIn);
    const { user, onSignedIn } = open();
    expect(getTitle()).toBe(emailLinkMessages.title);
    expect(document.title).toBe(messages.pageTitle(emailLinkMessages.title));
    expect(screen.queryByRole("link")).toBeNull();
    expect(sent).toEqual([]);
    await user.click(getSubmit());
    await waitFor(() => expect(onSignedIn.mock.calls).toEqual([[sessionAnswer]]));
    expect(sent).toEqual([{ token: tokenText }]);
    expect(screen.getByRole("button", { name: emailLinkMessages.busy }).getAttribute("aria-disabled")).toBe(
      "true",
    );
  });

  it("says who is already signed in, and offers the console instead", () => {
    open({ signedInAs: "grace@example.com" });
    expect(screen.getByText(emailLinkMessages.signedInAlready("grace@example.com"))).toBeDefined();
    expect(getLink(emailLinkMessages.toConsole)).toBe(defaultReturnTo);
    expect(getSubmit()).toBeDefined();
  });

  it("uses the link once even if clicked twice, and says after three seconds that it is slow", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const sent = answer(apiPaths.redeemEmailLink, silence);
    const { user } = open({ signedInAs: "grace@example.com" });
    const button = getSubmit();
    await user.click(button);
    expect(button.textContent).toBe(emailLinkMessages.busy);
    expect(screen.queryByRole("link")).toBeNull();
    await user.click(button);
    await advance(slowAfterMs);
    expect(button.textContent).toBe(emailLinkMessages.slow);
    await waitFor(() => expect(sent).toEqual([{ token: tokenText }]));
  });

  it("asks for the link if the page was opened without it", () => {
    open({ token: null });
    expect(getTitle()).toBe(emailLinkMessages.missingTitle);
    expect(screen.getByText(emailLinkMessages.missingText)).toBeDefined();
    expect(getLink(emailLinkMessages.askAgain)).toBe(buildSignInPath(null));
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("a mailed link in another browser", () => {
  it("shows a pairing code and how long it works", async () => {
    answer(apiPaths.redeemEmailLink, elsewhere);
    const { user, onSignedIn } = open();
    await user.click(getSubmit());
    expect((await screen.findByRole("status")).textContent).toBe("ABCDE-FGHJK");
    expect(getTitle()).toBe(emailLinkMessages.elsewhereTitle);
    expect(screen.getByText(emailLinkMessages.elsewhereText)).toBeDefined();
    expect(screen.getByText(emailLinkMessages.elsewhereExpires(5))).toBeDefined();
    expect(screen.getByText(emailLinkMessages.elsewhereWarning)).toBeDefined();
    expect(onSignedIn).not.toHaveBeenCalled();
  });

  it("copies the pairing code as it is shown", async () => {
    answer(apiPaths.redeemEmailLink, elsewhere);
    const { user } = open();
    await user.click(getSubmit());
    await user.click(await screen.findByRole("button", { name: emailLinkMessages.copy }));
    expect(await screen.findByRole("button", { name: emailLinkMessages.copied })).toBeDefined();
    expect(await navigator.clipboard.readText()).toBe("ABCDE-FGHJK");
  });

  it("shows the pairing code even without access to the clipboard", async () => {
    answer(apiPaths.redeemEmailLink, elsewhere);
    const { user } = open();
    await user.click(getSubmit());
    const button = await screen.findByRole("button", { name: emailLinkMessages.copy });
    const write = vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new DOMException("No"));
    await user.click(button);
    expect(write).toHaveBeenCalledOnce();
    expect(button.textContent).toBe(emailLinkMessages.copy);
    expect(screen.getByRole("status").textContent).toBe("ABCDE-FGHJK");
  });
});

describe("a mailed link that fails", () => {
  it.each(["link_invalid", "link_expired", "link_used"] satisfies FailureCode[])(
    "offers a new email but no other try for a refused link: %s",
    async (failureCode) => {
      answer(apiPaths.redeemEmailLink, () => buildProblem(failureCode));
      const { user } = open();
      await user.click(getSubmit());
      expect((await screen.findByRole("alert")).textContent).toBe(functionFailures[failureCode](null, null));
      expect(getTitle()).toBe(emailLinkMessages.failedTitle);
      expect(screen.queryByRole("button")).toBeNull();
      expect(getLink(emailLinkMessages.askAgain)).toBe(buildSignInPath(null));
    },
  );

  it.each([
    ["the network failed", offline, messages.unreachable.network],
    ["the server fails", () => buildProblem("codes_paused"), functionFailures.codes_paused(null, null)],
  ])("offers another try if %s", async (_, fault, words) => {
    const sent = answer(apiPaths.redeemEmailLink, fault, signedIn);
    const { user, onSignedIn } = open();
    await user.click(getSubmit());
    expect(await screen.findByText(words)).toBeDefined();
    expect(getLink(emailLinkMessages.askAgain)).toBe(buildSignInPath(null));
    await user.click(screen.getByRole("button", { name: emailLinkMessages.tryAgain }));
    await waitFor(() => expect(onSignedIn).toHaveBeenCalledOnce());
    expect(sent).toEqual([{ token: tokenText }, { token: tokenText }]);
  });

  it("shows a reference after a server error", async () => {
    answer(apiPaths.redeemEmailLink, () => buildProblem("internal"));
    const { user } = open();
    await user.click(getSubmit());
    expect(await screen.findByText(messages.reference("r-1"))).toBeDefined();
  });
});
