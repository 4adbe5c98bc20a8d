import { type ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { StaticRouter } from "react-router-dom";

import { commonMessages } from "../config/messages/common.ts";
import { emailCodeMessages } from "../config/messages/email-code.ts";
import { paths } from "../config/paths.ts";
import { type SessionStore } from "../session/session-store.ts";
import { BusyContent, ButtonBadge } from "../ui/button.tsx";
import { App } from "./app.tsx";
import { wrapApp } from "./render-app.tsx";
import { type RenderedPageName, renderedStates } from "./rendered-pages.ts";
import { preloadPage } from "./routes.tsx";

/** What the build writes into an HTML file: the document's title, and the content of `#root` and of the templates behind it. */
export type RenderedPage = { title: string; root: string; templates: Record<string, string> };

const pagePaths: Record<RenderedPageName, string> = {
  "sign-in": paths.signIn,
  login: paths.login,
  "signed-out": paths.signedOut,
  callback: paths.workosCallback,
  console: paths.dashboard,
};

/** Every page that the build renders, as the app shows it first. Runs in the build, without a browser. */
export async function renderPages(): Promise<Record<RenderedPageName, RenderedPage>> {
  return {
    "sign-in": await renderSignIn(),
    login: await renderPage("login"),
    "signed-out": await renderPage("signed-out", {
      "busy-redirect": renderBusy(commonMessages.signIn.withWorkosBusy),
    }),
    callback: await renderPage("callback"),
    console: await renderPage("console"),
  };
}

async function renderSignIn(): Promise<RenderedPage> {
  globalThis.porticoEarly = { redirect: null, emailStep: { typedEmail: "", isSubmitted: false } };
  const { root } = await renderPage("sign-in");
  globalThis.porticoEarly = undefined;
  return renderPage("sign-in", {
    "email-step": takeContent(root),
    "busy-redirect": renderBusy(commonMessages.signIn.withWorkosBusy),
    "busy-email": renderBusy(emailCodeMessages.emailStep.busy),
    badge: renderToString(<ButtonBadge id="early-mark">{commonMessages.signIn.lastUsed}</ButtonBadge>),
  });
}

function renderBusy(label: string): string {
  return renderToString(<BusyContent>{label}</BusyContent>);
}

async function renderPage(
  name: RenderedPageName,
  templates: Record<string, string> = {},
): Promise<RenderedPage> {
  const path = pagePaths[name];
  await preloadPage(path);
  // Nothing of it is in the page; the browser has its own.
  const origin = "https://console.invalid";
  const html = renderToString(
    wrapApp(
      <App
        origin={origin}
        session={createRenderedStore(name)}
        renderedState={renderedStates[name]}
        Router={({ children }: { children: ReactNode }) => (
          <StaticRouter location={path}>{children}</StaticRouter>
        )}
        authorizationResponse={{ kind: "none" }}
        callbacks={[]}
        loadedAtMs={0}
      />,
    ),
  );
  // React would put it into the head that it doesn't render.
  const [element = "", title] = /^<title>([^<]*)<\/title>/.exec(html) ?? [];
  if (title === undefined) throw new Error(`The page ${name} has no title`);
  return { title, root: html.slice(element.length), templates };
}

/** What is inside the frame of a page before the console. */
function takeContent(html: string): string {
  const start = /<div [^>]*data-early="content"[^>]*>/.exec(html);
  if (start === null) throw new Error("The page has no content");
  const from = start.index + start[0].length;
  let depth = 1;
  for (const { 0: tag, index } of html.slice(from).matchAll(/<\/?div\b/g)) {
    depth += tag === "<div" ? 1 : -1;
    if (depth === 0) return html.slice(from, from + index);
  }
  throw new Error("The content has no end");
}

const nothing = () => undefined;
const refuse = () => Promise.reject(new Error("There is no session in the build"));

/** The session of somebody of whom nothing is known; nothing is called of it while it is rendered. */
function createRenderedStore(name: RenderedPageName): SessionStore {
  const state = renderedStates[name];
  return {
    getState: () => state,
    subscribe: () => nothing,
    isWorkosConfigured: true,
    callbackState: undefined,
    getExchangeFailure: () => null,
    checkWorkosReachability: refuse,
    getSignInUrl: refuse,
    getAccessToken: refuse,
    switchToOrganization: refuse,
    signOut: refuse,
    adoptEmailSession: nothing,
    retry: nothing,
    dismissExpiredSession: nothing,
    getOrganizationElsewhere: () => null,
    stayInOrganization: nothing,
    getDroppedOrganization: () => null,
    dismissDroppedOrganization: nothing,
  };
}
