import { act, render, screen, waitFor } from "@testing-library/react";
import { beforeAll, beforeEach, describe, expect, expectTypeOf, it, vi } from "vitest";

import { messages } from "../../config/messages.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { magicLinkPaths } from "../../function/features/magic-link/contract.ts";
import { requireReturnTo } from "../../contract/return-to.ts";
import { serveFunction } from "../../mocks/testing/serve-function.ts";
import { setUpUser } from "../../ui/testing/user.ts";
import { SignInPanel } from "../sign-in-panel.tsx";
import { magicLinkMessages } from "./messages.ts";
import { magicLink } from "./way.tsx";

const email = "ada@example.com";
const { sent, emailStep, offer } = magicLinkMessages;
const accepted = () => Response.json({ expiresInSeconds: 900, resendAfterSeconds: 30 });
const { answer } = serveFunction();

const answerHealth = (health: object = {}) =>
  answer(apiPaths.health, () => Response.json({ status: "ok", emailCode: "available", ...health }));

beforeAll(() => magicLink.offer?.Panel.preload());
beforeEach(() => {
  // The seconds of the countdowns stand still, however busy the machine is.
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.stubGlobal("stop", () => undefined);
});

async function open() {
  const { unmount } = await act(async () =>
    render(
      <SignInPanel
        isWorkosConfigured
        checkReachability={async () => "reachable"}
        buildWorkosUrl={async () => "https://auth.example/authorize"}
        onVerified={() => undefined}
        returnTo={requireReturnTo("/members")}
        notices={[]}
        areCookiesBlocked={false}
        lastMethod={null}
        loginHint={email}
        invitationToken={null}
      />,
    ),
  );
  return { user: setUpUser(), unmount };
}

const getButton = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });

/** The sign-in page after the function has accepted a request for a link. */
async function openSent() {
  answerHealth({ magicLink: "available" });
  const bodies = answer(magicLinkPaths.send, accepted);
  const { user, unmount } = await open();
  await user.click(await screen.findByRole("button", { name: offer }));
  await user.click(getButton(emailStep.submit));
  expect((await screen.findByRole("status")).textContent).toBe(sent.sentTo(email));
  return { user, unmount, bodies };
}

describe("Magic Link on the sign-in page", () => {
  it("offers no Magic Link if the function doesn't", async () => {
    const asked = answerHealth();
    await open();
    await waitFor(() => expect(asked.length).toBeGreaterThan(0));
    expect(screen.queryByRole("button", { name: offer })).toBeNull();
  });

  it("begins a Magic Link with the login hint, and leads back to the other ways", async () => {
    const { user, bodies } = await openSent();
    expect(bodies).toEqual([{ email, returnTo: "/members" }]);
    await user.click(getButton(sent.anotherWay));
    expect(getButton(messages.signIn.withEmailCode)).toBeDefined();
    expect(sessionStorage.length).toBe(0);
  });

  it("restores the sent step after a reload", async () => {
    const { unmount } = await openSent();
    const kept = Object.entries(sessionStorage);
    unmount();
    for (const [key, value] of kept) sessionStorage.setItem(key, String(value));
    await open();
    expect(screen.getByRole("status").textContent).toBe(sent.sentTo(email));
    expect(getButton(sent.resendIn(30)).disabled).toBe(true);
  });

  it("names the provider magic-link", () => {
    expectTypeOf(magicLink.name).toEqualTypeOf<"magic-link">();
    expect(magicLink.name).toBe("magic-link");
  });
});
