import "@fontsource-variable/instrument-sans/wght.css";

import { App } from "./app/app.tsx";
import { correctAddress } from "./app/correct-address.ts";
import { preloadPage } from "./app/routes.tsx";
import { startSession } from "./app/start-session.ts";
import { takeOver } from "./app/take-over.tsx";
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
start(root).catch(reportError);

async function start(root: HTMLElement): Promise<void> {
  await preloadPage(window.location.pathname);
  // Opened meanwhile. Nothing can be clicked between this and the rendering.
  if (hasEarly("emailStep")) await (await import("./pages/sign-in-page.tsx")).preloadSteps();
  takeOver(root, started, renderStarted);
}
