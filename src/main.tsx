import "@fontsource-variable/instrument-sans/wght.css";
import { createRoot } from "react-dom/client";

import { App } from "./app/app.tsx";
import { correctAddress } from "./app/correct-address.ts";
import { hydrateApp, renderApp } from "./app/render-app.tsx";
import { isRenderedPageName, renderedStates } from "./app/rendered-pages.ts";
import { preloadPage } from "./app/routes.tsx";
import { startSession } from "./app/start-session.ts";
import { paths } from "./config/paths.ts";
import { parsePublicConfig } from "./config/public-config.ts";
import { publicConfigElementId } from "./contract/public-config-block.ts";
import { hasEarly } from "./early/early-state.ts";
import { type SessionState } from "./session/session-state.ts";
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
const started = startSession(config);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
const { classList } = document.documentElement;

const renderStarted = (renderedState?: SessionState) => (
  <App
    origin={origin}
    session={started.session}
    renderedState={renderedState}
    authorizationResponse={started.authorizationResponse}
    callbacks={callbacks}
    loadedAtMs={loadedAtMs}
  />
);

// Not a top-level await: a chunk that imports from this module would wait for it, and it for the chunk.
void preload().then(() => {
  takeOver();
  const { page } = root.dataset;
  delete root.dataset["page"];
  document.getElementById("start")?.remove();
  if (isRenderedPageName(page) && classList.contains("shown")) {
    hydrateApp(root, started.authkit, renderStarted(renderedStates[page]));
    return;
  }
  // What was kept back must not be seen now either.
  root.replaceChildren();
  classList.add("shown");
  renderApp(createRoot(root), started, renderStarted());
});

async function preload(): Promise<void> {
  await preloadPage(window.location.pathname);
  // Opened meanwhile. Nothing can be clicked between this and the rendering.
  if (hasEarly("emailStep")) await (await import("./pages/sign-in-page.tsx")).preloadSteps();
}

/** Ends the early script; what it has begun is still to be taken. */
function takeOver(): void {
  const early = globalThis.porticoEarly;
  early?.stop?.();
  // Another way in was chosen after the click. Only now: it stops the loading of the app's script too.
  if (!early?.emailStep || early.redirect === null) return;
  early.redirect = null;
  window.stop();
}
