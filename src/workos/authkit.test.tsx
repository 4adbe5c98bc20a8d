import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { Component, type ReactNode } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { AuthKit } from "./authkit.tsx";
import { type AuthKitClient, type AuthKitHandle, createAuthKitHandle } from "./authkit-handle.ts";
import { refreshTokenKey } from "./session-marker.ts";
import { authenticatePath, createFakeIssuer, fakeApiOrigin } from "./testing/fake-issuer.ts";
import { createFakeLocks } from "./testing/fake-locks.ts";
import { createFakeNetwork } from "./testing/fake-network.ts";

const clientId = "client_1";
const redirectUri = `${location.origin}/auth/workos/callback`;

let issuer: ReturnType<typeof createFakeIssuer>;
let network: ReturnType<typeof createFakeNetwork>;

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", false);
  localStorage.clear();
  sessionStorage.clear();
  Object.defineProperty(navigator, "locks", { configurable: true, value: createFakeLocks() });
  issuer = createFakeIssuer();
  network = createFakeNetwork(issuer.answer);
  vi.stubGlobal("fetch", network.fetch);
});
afterEach(async () => {
  // A client that was refused asks for nothing any more; another file's test would find its requests among its own.
  issuer.endSession();
  for (const handle of handles.splice(0)) {
    await handle
      .getClient()
      .then((client) => client.getAccessToken({ forceRefresh: true }))
      .catch(() => undefined);
  }
});

const handles: AuthKitHandle[] = [];

function createHandle() {
  const handle = createAuthKitHandle({ clientId, apiOrigin: fakeApiOrigin, redirectUri });
  handles.push(handle);
  return handle;
}

const refreshes = () => network.to(authenticatePath).length;

describe("AuthKitProvider on its handle", () => {
  it("hands its client to those who asked before it was mounted", async () => {
    const handle = createHandle();
    const started = handle.start(redirectUri);
    render(<AuthKit handle={handle}>content</AuthKit>);
    const url = new URL(await (await started).getSignInUrl());
    expect(url.origin + url.pathname).toBe(`${fakeApiOrigin}/user_management/authorize`);
    expect(url.searchParams.get("client_id")).toBe(clientId);
    expect(await handle.getClient()).toBe(await started);
  });

  it("tells of the tokens that a start brings", async () => {
    localStorage.setItem(refreshTokenKey(clientId), issuer.beginSession());
    const handle = createHandle();
    const emails: string[] = [];
    handle.listen(({ user }) => void emails.push(user.email));
    void handle.start(redirectUri);
    render(<AuthKit handle={handle}>content</AuthKit>);
    await waitFor(() => expect(emails).toEqual(["grace@example.com"]));
    expect(refreshes()).toBe(1);
  });

  it("makes another client at another start, and keeps the page with what is typed into it", async () => {
    const handle = createHandle();
    const first = handle.start(redirectUri);
    render(
      <AuthKit handle={handle}>
        <input aria-label="Note" />
      </AuthKit>,
    );
    const before = await first;
    const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Note" });
    await userEvent.setup().type(field, "half a sentence");

    localStorage.setItem(refreshTokenKey(clientId), issuer.beginSession());
    const after = await handle.start(redirectUri);
    // The start itself: without it the session that was written meanwhile isn't asked for.
    expect(refreshes()).toBe(1);
    expect(after.getAccessToken).not.toBe(before.getAccessToken);
    expect(screen.getByRole("textbox", { name: "Note" })).toBe(field);
    expect(field.value).toBe("half a sentence");
  });

  it("gives those who wait for a client that was replaced the one in its place", async () => {
    const handle = createHandle();
    const first = handle.start(redirectUri);
    const second = handle.start(redirectUri);
    render(<AuthKit handle={handle}>content</AuthKit>);
    expect(await first).toBe(await second);
  });

  it("starts once for many starts before it is mounted", async () => {
    localStorage.setItem(refreshTokenKey(clientId), issuer.beginSession());
    const handle = createHandle();
    for (let count = 0; count < 3; count += 1) void handle.start(redirectUri);
    render(<AuthKit handle={handle}>content</AuthKit>);
    await handle.getClient();
    expect(refreshes()).toBe(1);
  });

  it("refuses those who ask where it couldn't be started", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const handle = createAuthKitHandle({ clientId: "", apiOrigin: fakeApiOrigin, redirectUri });
    const started: Promise<AuthKitClient> = handle.start(redirectUri);
    render(<AuthKit handle={handle}>content</AuthKit>);
    await expect(started).rejects.toThrow("AuthKit could not be started");
  });

  it("outlives a page that crashes below it", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const handle = createHandle();
    const started = handle.start(redirectUri);
    render(
      <AuthKit handle={handle}>
        <Boundary>
          <Crash />
        </Boundary>
      </AuthKit>,
    );
    expect(await (await started).getSignInUrl()).toContain("/user_management/authorize");
    expect(screen.getByText("crashed")).toBeDefined();
  });

  it("is rendered at build time without asking anything, and hydrated without a warning", async () => {
    const error = vi.spyOn(console, "error");
    const handle = createHandle();
    const html = renderToString(<AuthKit handle={handle}>content</AuthKit>);
    expect(html).toBe("content");
    const place = document.createElement("div");
    place.innerHTML = html;
    const started = handle.start(redirectUri);
    const root = hydrateRoot(place, <AuthKit handle={handle}>content</AuthKit>);
    await started;
    expect(network.requests).toEqual([]);
    expect(error).not.toHaveBeenCalled();
    expect(place.textContent).toBe("content");
    root.unmount();
  });
});

class Boundary extends Component<{ children: ReactNode }, { isCrashed: boolean }> {
  override state = { isCrashed: false };
  static getDerivedStateFromError() {
    return { isCrashed: true };
  }
  override render() {
    return this.state.isCrashed ? "crashed" : this.props.children;
  }
}

function Crash(): ReactNode {
  throw new Error("a page's own mistake");
}
