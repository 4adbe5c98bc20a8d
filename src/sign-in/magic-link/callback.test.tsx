import { render, screen, waitFor } from "@testing-library/react";
import { MemoryRouter, Route, Routes, useLocation } from "react-router-dom";
import { describe, expect, it, vi } from "vitest";

import { createBrowserStorage } from "../../config/browser-storage.ts";
import { messages } from "../../config/messages.ts";
import { defaultReturnTo } from "../../config/paths.ts";
import { buildSignInPath } from "../../config/sign-in-path.ts";
import { magicLinkCallbackPath, magicLinkPaths } from "../../function/features/magic-link/contract.ts";
import { requireReturnTo } from "../../contract/return-to.ts";
import { type SessionAnswer } from "../../contract/session.ts";
import { offline, serveFunction, silence } from "../../mocks/testing/serve-function.ts";
import { setUpUser } from "../../ui/testing/user.ts";
import { buildProblem, sessionAnswer } from "../testing/fake-function.ts";
import { type WayCallbackProps } from "../way-in.ts";
import { MagicLinkCallback } from "./callback.tsx";
import { magicLinkMessages } from "./messages.ts";
import { readMagicLinkReturnTo, writeMagicLinkReturnTo } from "./pending.ts";
import { type MagicLinkResponse } from "./take-response.ts";

const words = magicLinkMessages.callback;
const loadedAtMs = 1_000;
const returnTo = requireReturnTo("/members?page=2");
const shared = createBrowserStorage("localStorage");
const authorization = { authorizationCode: "code_1", oauthState: "nonce" };
const authorized: MagicLinkResponse = { kind: "authorized", authorization };
const { answer } = serveFunction();

function open(response: MagicLinkResponse, given: Partial<WayCallbackProps> = {}) {
  writeMagicLinkReturnTo(shared, returnTo, loadedAtMs + 1);
  const onSignedIn = vi.fn<(answer: SessionAnswer) => void>();
  const props = { origin: location.origin, loadedAtMs, isRestoring: false, signedInAs: null, onSignedIn };
  render(
    <MemoryRouter initialEntries={[magicLinkCallbackPath]}>
      <Routes>
        <Route
          path={magicLinkCallbackPath}
          element={<MagicLinkCallback {...props} {...given} response={response} />}
        />
        <Route path="*" element={<OtherPage />} />
      </Routes>
    </MemoryRouter>,
  );
  return { user: setUpUser(), onSignedIn };
}

function OtherPage() {
  const { pathname, search } = useLocation();
  return <output>{pathname + search}</output>;
}

const getLink = (name: string) => screen.getByRole("link", { name }).getAttribute("href");

describe("MagicLinkCallback", () => {
  it("passes on the session and forgets the path of the request", async () => {
    answer(magicLinkPaths.redeem, () => Response.json(sessionAnswer));
    const { onSignedIn } = open(authorized);
    await waitFor(() => expect(onSignedIn.mock.calls).toEqual([[sessionAnswer]]));
    expect(readMagicLinkReturnTo(shared, location.origin, loadedAtMs)).toBeNull();
  });

  it.each<[string, MagicLinkResponse, Partial<WayCallbackProps>]>([
    ["the code is exchanged", authorized, {}],
    ["a session is restored", { kind: "none" }, { isRestoring: true }],
  ])("says that it signs in while %s", (_, response, given) => {
    answer(magicLinkPaths.redeem, silence);
    open(response, given);
    expect(screen.getByText(words.busy)).toBeDefined();
  });

  it.each([
    ["a session", "ada@example.com", returnTo],
    ["no session", null, buildSignInPath(returnTo)],
  ])("redirects without a response and with %s", (_, signedInAs, address) => {
    open({ kind: "none" }, { signedInAs });
    expect(screen.getByRole("status").textContent).toBe(address);
  });

  it("explains a refused link, and starts again with the path of the request", async () => {
    answer(magicLinkPaths.redeem, () => buildProblem("link_spent"));
    open(authorized);
    const { title, text } = words.refusals.link_spent;
    expect(await screen.findByRole("heading", { level: 1, name: title })).toBeDefined();
    expect(screen.getByRole("alert").textContent).toBe(text);
    expect(screen.getByText(messages.reference("r-1"))).toBeDefined();
    expect(getLink(messages.callback.startAgain)).toBe(buildSignInPath(returnTo));
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("tries again on a click after the network failed", async () => {
    answer(magicLinkPaths.redeem, offline, () => Response.json(sessionAnswer));
    const { user, onSignedIn } = open(authorized);
    await user.click(await screen.findByRole("button", { name: words.tryAgain }));
    await waitFor(() => expect(onSignedIn).toHaveBeenCalledOnce());
  });

  it("leads to the console after a failure beside a session", () => {
    open({ kind: "malformed" }, { signedInAs: "ada@example.com" });
    expect(getLink(words.toConsole)).toBe(defaultReturnTo);
  });
});
