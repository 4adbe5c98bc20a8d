import "@fontsource-variable/instrument-sans/wght.css";

import { App } from "./app/app.tsx";
import { correctAddress } from "./app/correct-address.ts";
import { preloadPage } from "./app/routes.tsx";
import { type StartedSession } from "./app/start-session.ts";
import { takeOver } from "./app/take-over.tsx";
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

// Not a top-level await: a chunk that imports from this module would wait for it, and it for the chunk.
start(root).catch(reportError);

async function start(root: HTMLElement): Promise<void> {
  // The early script shows the sign-in page only where nothing points to a session: the page then doesn't wait for the session's code.
  if (root.dataset["page"] === "sign-in" && document.documentElement.classList.contains("shown")) {
    const session = createDeferredSession(config.workos !== null, async () => (await begin()).session);
    await preload();
    takeOver(root, (state) => render(session, { kind: "none" }, state));
    // A failure is said where something is asked of the session.
    whenIdle(() => void session.checkWorkosReachability().catch(() => undefined));
    return;
  }
  const [{ session, authorizationResponse }] = await Promise.all([begin(), preload()]);
  takeOver(root, (state) => render(session, authorizationResponse, state));
}

async function begin(): Promise<StartedSession> {
  const load = () => import("./app/begin-session.tsx");
  const { beginSession } = await load().catch(load);
  return beginSession(config);
}

async function preload(): Promise<void> {
  await preloadPage(window.location.pathname);
  // Opened meanwhile. Nothing can be clicked between this and the rendering.
  if (hasEarly("emailStep"))
    await import("./pages/sign-in-page.tsx").then(
      ({ preloadSteps }) => preloadSteps(),
      // The page itself says that its file is gone.
      () => undefined,
    );
}

function render(session: SessionStore, response: AuthorizationResponse, renderedState?: SessionState) {
  return (
    <App
      origin={origin}
      session={session}
      renderedState={renderedState}
      authorizationResponse={response}
      callbacks={callbacks}
      loadedAtMs={loadedAtMs}
    />
  );
}
