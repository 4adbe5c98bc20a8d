import { App } from "./app.tsx";
import { correctAddress } from "./correct-address.ts";
import { loadOrReload } from "./load-or-reload.ts";
import { preloadPage } from "./routes.tsx";
import { type StartedSession } from "./start-session.ts";
import { takeOver } from "./take-over.tsx";
import { defaultReturnTo, paths } from "../config/paths.ts";
import { parsePublicConfig } from "../config/public-config.ts";
import { whenIdle } from "../config/when-idle.ts";
import { publicConfigElementId } from "../contract/public-config-block.ts";
import { hasEarly } from "../early/early-state.ts";
import { createDeferredSession } from "../session/deferred-session.ts";
import { type SessionState } from "../session/session-state.ts";
import { type SessionStore } from "../session/session-store.ts";
import { type AuthorizationResponse } from "../sign-in/authkit/authorization-response.ts";
import { waysIn } from "../sign-in/ways-in.ts";

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

/** Starts the app in `#root`, once a page load. */
export async function startApp(root: HTMLElement): Promise<void> {
  // The early script shows the sign-in page only where nothing points to a session: the page then doesn't wait for the session's code.
  if (root.dataset["page"] === "sign-in" && document.documentElement.classList.contains("shown")) {
    const session = createDeferredSession(config.workos !== null, async () => (await begin()).session);
    takeOver(root, await preload(), (rendered) => render(session, { kind: "none" }, rendered));
    // Where it fails, whatever needs the session asks again, and says so.
    whenIdle(() => void session.checkWorkosReachability().catch(() => undefined));
    return;
  }
  const [{ session, authorizationResponse }, isComplete] = await Promise.all([begin(), preload()]);
  if (authorizationResponse.kind !== "authorized" || !(await openDestination(session, authorizationResponse)))
    takeOver(root, isComplete, (rendered) => render(session, authorizationResponse, rendered));
  else {
    // In place of the page of the callback, which is the build's.
    delete root.dataset["page"];
    takeOver(root, isComplete, (rendered) => render(session, { kind: "none" }, rendered));
  }
}

/** Longest that the page of the build stays without the app, in milliseconds; the app can say that it takes long. */
const longestExchangeMs = 2_000;

/**
 * Puts the path where a sign-in leads into the address once its token request has been answered, so that the app begins with that page.
 * False where it isn't answered yet, there is no session, or the page's code is still on its way.
 */
async function openDestination(
  session: SessionStore,
  { request }: AuthorizationResponse & { kind: "authorized" },
): Promise<boolean> {
  const destination = request.returnTo ?? defaultReturnTo;
  const isReady = await Promise.race([
    Promise.all([preloadPage(new URL(destination, origin).pathname), settle(session)]).then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), longestExchangeMs)),
  ]);
  if (!isReady || session.getState().kind !== "active") return false;
  window.history.replaceState(null, "", destination);
  return true;
}

/** Resolves once it is known whether there is a session. */
function settle(session: SessionStore): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (session.getState().kind === "restoring") return;
      stop();
      resolve();
    };
    const stop = session.subscribe(check);
    check();
  });
}

async function begin(): Promise<StartedSession> {
  const { beginSession } = await loadOrReload(() => import("./begin-session.tsx"));
  return beginSession(config);
}

/** Whether all code of the page's first rendering is there. */
async function preload(): Promise<boolean> {
  const { pathname } = window.location;
  // Where most sign-ins lead, while WorkOS answers the token request.
  if (pathname === paths.workosCallback) void preloadPage(defaultReturnTo);
  const isComplete = await preloadPage(pathname);
  // Opened meanwhile. Nothing can be clicked between this and the rendering.
  if (!hasEarly("emailStep")) return isComplete;
  return await import("../pages/sign-in-page.tsx").then(
    ({ preloadSteps }) => preloadSteps(),
    () => false,
  );
}

function render(
  session: SessionStore,
  response: AuthorizationResponse,
  rendered?: { renderedState: SessionState; isUrgent: boolean },
) {
  return (
    <App
      origin={origin}
      session={session}
      {...rendered}
      authorizationResponse={response}
      callbacks={callbacks}
      loadedAtMs={loadedAtMs}
    />
  );
}
