import "@fontsource-variable/instrument-sans/wght.css";
import { createRoot } from "react-dom/client";

import { App } from "./app/app.tsx";
import { correctAddress } from "./app/correct-address.ts";
import { hydrateApp, wrapApp } from "./app/render-app.tsx";
import { isRenderedPageName, renderedStates } from "./app/rendered-pages.ts";
import { type StartedSession } from "./app/start-session.ts";
import { preloadPage } from "./app/routes.tsx";
import { paths } from "./config/paths.ts";
import { parsePublicConfig } from "./config/public-config.ts";
import { whenIdle } from "./config/when-idle.ts";
import { publicConfigElementId } from "./contract/public-config-block.ts";
import { hasEarly } from "./early/early-state.ts";
import { createDeferredSession } from "./session/deferred-session.ts";
import { type SessionState } from "./session/session-state.ts";
import { type SessionStore } from "./session/session-store.ts";
import { type AuthorizationResponse } from "./sign-in/authkit/authorization-response.ts";
import { waysIn } from "./sign-in/ways-in.ts";
import "./ui/tokens.css";

const { origin } = window.location;
const config = parsePublicConfig(document.getElementById(publicConfigElementId)?.textContent ?? "", origin);
correctAddress([
  ...Object.values(paths),
  ...waysIn.flatMap(({ callback }) => (callback === undefined ? [] : [callback.path])),
]);
const loadedAtMs = Date.now();
const callbacks = waysIn.flatMap(({ callback }) =>
  callback === undefined ? [] : [{ path: callback.path, Callback: callback.open() }],
);
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
const { classList } = document.documentElement;

// Not a top-level await: a chunk that imports from this module would wait for it, and it for the chunk.
start(root).catch(reportError);

async function start(root: HTMLElement): Promise<void> {
  const { page } = root.dataset;
  const isHydrated = isRenderedPageName(page) && classList.contains("shown");
  const render = (
    session: SessionStore,
    authorizationResponse: AuthorizationResponse,
    renderedState?: SessionState,
  ) => (
    <App
      origin={origin}
      session={session}
      renderedState={renderedState}
      authorizationResponse={authorizationResponse}
      callbacks={callbacks}
      loadedAtMs={loadedAtMs}
    />
  );
  // The early script shows the sign-in page only where nothing points to a session: that page doesn't wait for its code.
  if (isHydrated && page === "sign-in") {
    const session = createDeferredSession(config.workos !== null, async () => (await begin()).session);
    await preload();
    takeOver(root);
    hydrateApp(root, render(session, { kind: "none" }, renderedStates[page]));
    whenIdle(() => void session.checkWorkosReachability().catch(reportError));
    return;
  }
  const [started] = await Promise.all([begin(), preload()]);
  takeOver(root);
  if (isHydrated) {
    hydrateApp(root, render(started.session, started.authorizationResponse, renderedStates[page]));
    return;
  }
  // What was kept back must not be seen now either.
  root.replaceChildren();
  classList.add("shown");
  createRoot(root).render(wrapApp(render(started.session, started.authorizationResponse)));
}

async function begin(): Promise<StartedSession> {
  const { beginSession } = await import("./app/begin-session.tsx");
  return beginSession(config);
}

async function preload(): Promise<void> {
  await preloadPage(window.location.pathname);
  // Opened meanwhile. Nothing can be clicked between this and the rendering.
  if (hasEarly("emailStep")) await (await import("./pages/sign-in-page.tsx")).preloadSteps();
}

/** Ends the early script; what it has begun is still to be taken. */
function takeOver(root: HTMLElement): void {
  delete root.dataset["page"];
  document.getElementById("start")?.remove();
  const early = globalThis.porticoEarly;
  early?.stop?.();
  // Another way in was chosen after the click. Only now: it stops the loading of the app's script too.
  if (!early?.emailStep || early.redirect === null) return;
  early.redirect = null;
  window.stop();
}
