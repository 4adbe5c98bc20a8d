import { screen } from "@testing-library/react";
import { StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createAuthKitHandle } from "../workos/authkit-handle.ts";
import { renderApp } from "./render-app.tsx";

let root: Root;
let rendered: string[];

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", false);
  const place = document.createElement("div");
  document.body.replaceChildren(place);
  root = createRoot(place);
  rendered = [];
  localStorage.clear();
});
afterEach(() => {
  root.unmount();
  vi.unstubAllGlobals();
  history.replaceState(null, "", "/");
});

/** A page that notes which address a router would read. */
function Page() {
  rendered.push(location.search);
  return <h1>Page</h1>;
}

const redirectUri = `${location.origin}/auth/workos/callback`;

function openCallback() {
  history.replaceState(null, "", `${redirectUri}?code=authorization-code&state=%22nonce%22`);
  sessionStorage.setItem("workos:code-verifier", "verifier");
  const asked: string[] = [];
  vi.stubGlobal("fetch", (input: URL) => {
    asked.push(input.pathname);
    history.replaceState(null, "", "/auth/workos/callback");
    return new Promise(() => undefined);
  });
  const authkit = createAuthKitHandle({
    clientId: "client_1",
    apiOrigin: "https://auth.example",
    redirectUri,
  });
  void authkit.start(redirectUri);
  return { asked, authkit };
}

describe("renderApp", () => {
  it("sends the authorization code before the app is rendered, and once under StrictMode", async () => {
    const { asked, authkit } = openCallback();
    renderApp(root, { authkit, asksWorkos: true }, <Page />);
    expect([asked, rendered]).toEqual([[], []]);
    expect(await screen.findByRole("heading", { name: "Page" })).toBeDefined();
    expect(new Set(rendered)).toEqual(new Set([""]));
    expect(asked).toEqual(["/user_management/authenticate"]);
  });

  it("renders the app at once where WorkOS isn't asked", async () => {
    const authkit = createAuthKitHandle({
      clientId: "client_1",
      apiOrigin: "https://auth.example",
      redirectUri,
    });
    const render = vi.spyOn(root, "render");
    renderApp(root, { authkit, asksWorkos: false }, <Page />);
    expect(render).toHaveBeenCalledTimes(1);
    expect(await screen.findByRole("heading", { name: "Page" })).toBeDefined();
  });

  it("renders the app without AuthKit where the build isn't configured for WorkOS", async () => {
    const render = vi.spyOn(root, "render");
    renderApp(root, { authkit: null, asksWorkos: false }, <Page />);
    expect(render).toHaveBeenCalledWith(
      <StrictMode>
        <Page />
      </StrictMode>,
    );
    expect(await screen.findByRole("heading", { name: "Page" })).toBeDefined();
  });
});
