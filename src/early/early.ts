import { areCookiesBlocked } from "../config/cookies-blocked.ts";
import { readLastMethod } from "../config/last-method.ts";
import { defaultReturnTo } from "../config/paths.ts";
import { basePath } from "../contract/base-path.ts";
import { buildPathKey } from "../contract/path-key.ts";
import { emailSessionHintKey } from "../session/email-session-hint.ts";
import { admitAutomaticSignIn } from "../sign-in/authkit/automatic-sign-in-limit.ts";
import { readSignInParameters } from "../sign-in/sign-in-parameters.ts";
import { askWorkos } from "../workos/ask-workos.ts";
import { isPageInsecure } from "../workos/insecure-page.ts";
import { hasSessionMarker } from "../workos/session-marker.ts";
import { type EarlyState } from "./early-state.ts";
import { openStorage } from "./open-storage.ts";
import { takeClicks } from "./page-controls.ts";
import { type EarlyOptions, prepareRedirect } from "./prepare-redirect.ts";
import { readConfig } from "./read-config.ts";

/**
 * Runs before the first paint, once the page that the build has rendered is parsed: decides whether people may see it, and takes
 * their clicks until the app takes over. At most 3 kB (docs/first-paint.md): no React, no valibot.
 */
const early: EarlyState = { redirect: null, emailStep: null };
globalThis.porticoEarly = early;

const { origin, pathname, search } = location;
/** What a step before a reload leaves in sessionStorage, and a session that the browser has lost: the app then begins with another page. */
const ofAnotherPage = /^portico:(?!authorization|automatic|flight|reloaded)/;
/** How long `/login` waits for WorkOS's answer, in milliseconds; as the app does. */
const longestWaitMs = 1_000;

try {
  start();
} catch {
  // The app shows what is wrong, or does without.
}

function start(): void {
  // Throws where the browser forbids it, and so do the others below; the app then stands memory in.
  const shared = openStorage(localStorage);
  const ownTab = openStorage(sessionStorage);
  const root = document.getElementById("root");
  const page = root?.dataset["page"];
  const config = readConfig();
  if (root === null || config === null || isPageInsecure()) return;
  const isSignedIn =
    shared.read(emailSessionHintKey) !== null || hasSessionMarker(config.clientId, shared, document.cookie);
  if (page === "console") {
    if (isSignedIn) show();
    return;
  }
  // Under another path, such as that of the file itself, the app has another page.
  if (buildPathKey(pathname) !== buildPathKey(`${basePath}/${page}`)) return;
  const { returnTo, authorization, dropped } = readSignInParameters(new URLSearchParams(search), origin);
  const options: EarlyOptions = { ...authorization, returnTo: returnTo ?? defaultReturnTo };
  let isUnreachable = false;
  const ask = () => {
    const answer = askWorkos({ ...config, fetch });
    early.probe = { askedAtMs: Date.now(), answer };
    return answer.catch(() => {
      isUnreachable = true;
    });
  };
  const listen = (begin: () => Promise<void>, loginHint = "") => {
    early.stop = takeClicks({ root, early, redirect: begin, loginHint, lastMethod: readLastMethod(shared) });
    show();
  };
  const redirect = async (given: EarlyOptions, before?: Promise<unknown>) => {
    const own = { begunAtMs: Date.now(), hasLeft: false };
    early.redirect = own;
    try {
      await before;
      const url = await prepareRedirect(config, { shared, ownTab }, given);
      // Not after a change of mind, and not where the app has taken over: it then begins anew.
      if (early.redirect !== own || early.emailStep !== null || isUnreachable) return;
      own.hasLeft = true;
      location.assign(url);
    } catch {
      // The app begins it anew, and says what is wrong.
    }
  };

  if (page === "login") {
    if (dropped.length > 0 || !admitAutomaticSignIn(ownTab, Date.now())) return;
    show();
    const limit = new Promise((resolve) => setTimeout(resolve, longestWaitMs));
    void redirect(options, Promise.race([ask(), limit]));
  } else if (page === "signed-out") {
    void ask();
    listen(() => redirect({ prompt: "login", returnTo: defaultReturnTo }));
  } else {
    if (
      isSignedIn ||
      dropped.length > 0 ||
      areCookiesBlocked() ||
      Object.keys(sessionStorage).some((key) => ofAnotherPage.test(key))
    )
      return;
    void ask();
    listen(() => redirect(options), options.loginHint);
  }
}

function show(): void {
  document.documentElement.classList.add("shown");
}
