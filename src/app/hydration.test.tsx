import { beforeEach, expect, it, vi } from "vitest";

import { publicConfigElementId } from "../contract/public-config-block.ts";
import { createAuthKitHandle } from "../workos/authkit-handle.ts";
import { hydrateApp } from "./render-app.tsx";
import { renderPages } from "./render-pages.tsx";
import { App } from "./app.tsx";
import { renderedStates } from "./rendered-pages.ts";
import { buildWorkosConfig } from "../config/workos-config.ts";
import { startSession } from "./start-session.ts";

const block = { workosClientId: "client_1", workosApiUrl: null, workosRedirectUri: null };

it("hydrates", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", false);
  const errors = vi.spyOn(console, "error");
  history.replaceState(null, "", "/sign-in");
  const pages = await renderPages();
  const root = document.createElement("div");
  root.innerHTML = pages["sign-in"].root;
  document.body.replaceChildren(root);
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  const started = startSession({
    origin: location.origin,
    workos: buildWorkosConfig(block, location.origin),
  });
  hydrateApp(
    root,
    <App
      origin={location.origin}
      session={started.session}
      renderedState={renderedStates["sign-in"]}
      authorizationResponse={started.authorizationResponse}
      callbacks={[]}
      loadedAtMs={0}
    />,
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(errors.mock.calls).toEqual([]);
  expect(root.querySelector("button")).not.toBeNull();
});
