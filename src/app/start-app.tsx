import { App } from "./app.tsx";
import { correctAddress } from "./correct-address.ts";
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
    await preload();
    takeOver(root, (rendered) => render(session, { kind: "none" }, rendered));
    // Where it fails, whatever needs the session asks again, and says so.
    whenIdle(() => void session.checkWorkosReachability().catch(() => undefined));
    return;
  }
  const [{ session, authorizationResponse }] = await Promise.all([begin(), preload()]);
  if (authorizationResponse.kind !== "authorized" || !(await openDestination(session, authorizationResponse)))
    takeOver(root, (rendered) => render(session, authorizationResponse, rendered));
  else {
    // In place of the page of the callback, which is the build's.
    delete root.dataset["page"];
    takeOver(root, (rendered) => render(session, { kind: "none" }, rendered));
  }
}

/** Longest that the page of the build stays without the app, in milliseconds; the app can say that it takes long. */
const longestExchangeMs = 2_000;

/**
 * Puts the path where a sign-in leads into the address once its token request has been answered, so that the app begins with that page.
 * False where it isn't answered yet, or there is no session.
 */
async function openDestination(
  session: SessionStore,
  { request }: AuthorizationResponse & { kind: "authorized" },
): Promise<boolean> {
  const destination = request.returnTo ?? defaultReturnTo;
  await Promise.all([preloadPage(new URL(destination, origin).pathname), settle(session, longestExchangeMs)]);
  if (session.getState().kind !== "active") return false;
  window.history.replaceState(null, "", destination);
  return true;
}

/** Resolves once it is known whether there is a session, or after the time limit. */
function settle(session: SessionStore, timeLimitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeLimitMs);
    const check = () => {
      if (session.getState().kind === "restoring") return;
      clearTimeout(timer);
      stop();
      resolve();
    };
    const stop = session.subscribe(check);
    check();
  });
}

function loadSession() {
  return import("./begin-session.tsx");
}

async function begin(): Promise<StartedSession> {
  const { beginSession } = await loadSession().catch(loadSession);
  return beginSession(config);
}

async function preload(): Promise<void> {
  const { pathname } = window.location;
  // Where most sign-ins lead, while WorkOS answers the token request.
  if (pathname === paths.workosCallback) void preloadPage(defaultReturnTo);
  await preloadPage(pathname);
  // Opened meanwhile. Nothing can be clicked between this and the rendering.
  if (hasEarly("emailStep"))
    await import("../pages/sign-in-page.tsx").then(
      ({ preloadSteps }) => preloadSteps(),
      // The page itself says that its file is gone.
      () => undefined,
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
