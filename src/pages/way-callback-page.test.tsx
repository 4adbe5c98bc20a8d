import { screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { defaultReturnTo } from "../config/paths.ts";
import { buildSessionAnswer } from "../session/testing/session-answer.ts";
import { type WayCallbackProps } from "../sign-in/way-in.ts";
import { setUpUser } from "../ui/testing/user.ts";
import { findNextAddress, origin, renderInSession, signedInAtWorkos } from "./testing/render-in-session.tsx";
import { WayCallbackPage } from "./way-callback-page.tsx";

const loadedAtMs = 1_000;

function open(options: Parameters<typeof renderInSession>[1] & { returnTo?: string | undefined } = {}) {
  const { returnTo, ...others } = options;
  const onRender = vi.fn<(props: WayCallbackProps) => void>();
  const Callback = (props: WayCallbackProps) => {
    onRender(props);
    return <button onClick={() => props.onSignedIn({ ...buildSessionAnswer(), returnTo })}>sign in</button>;
  };
  const page = <WayCallbackPage origin={origin} loadedAtMs={loadedAtMs} Callback={Callback} />;
  return { ...renderInSession(page, others), onRender, user: setUpUser() };
}

describe("WayCallbackPage", () => {
  it.each([
    ["the path that the mail was requested with", "/members?page=2", "/members?page=2"],
    ["the default page if that path leads out of the app", "https://elsewhere.example/", defaultReturnTo],
    ["the default page without a path", undefined, defaultReturnTo],
  ])("adopts the session of the way and goes to %s", async (_, returnTo, address) => {
    const { user, store } = open({ returnTo });
    await user.click(screen.getByRole("button", { name: "sign in" }));
    expect(await findNextAddress()).toBe(address);
    expect(store.getState().kind).toBe("active");
  });

  it.each<[string, Parameters<typeof open>[0], Partial<WayCallbackProps>]>([
    ["no session", {}, { isRestoring: false, signedInAs: null }],
    ["a pending session", { workos: { kind: "starting" } }, { isRestoring: true, signedInAs: null }],
    ["a session", { workos: signedInAtWorkos() }, { isRestoring: false, signedInAs: "grace@example.com" }],
  ])("tells the way about %s", (_, options, props) => {
    const { onRender } = open(options);
    expect(onRender).toHaveBeenLastCalledWith(expect.objectContaining({ origin, loadedAtMs, ...props }));
  });
});
