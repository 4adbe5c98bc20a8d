import { type ReactNode } from "react";
import { flushSync } from "react-dom";
import { createRoot, type Root } from "react-dom/client";

import { hasEarly } from "../early/early-state.ts";
import { type SessionState } from "../session/session-state.ts";
import { hasFailedPart } from "../ui/lazy-part.tsx";
import { hydrateApp, wrapApp } from "./render-app.tsx";
import { isRenderedPageName, renderedStates } from "./rendered-pages.ts";

/**
 * Puts the app into `#root`, once its code is there: it makes the page of the build its own where people see that, and otherwise renders
 * anew what was kept back. Nothing is painted in between.
 *
 * @param renderStarted the app; its first rendering has to be of the given session state, where there is one
 */
export function takeOver(
  root: HTMLElement,
  renderStarted: (rendered?: { renderedState: SessionState; isUrgent: boolean }) => ReactNode,
): Root {
  const { classList } = document.documentElement;
  const isUrgent = endEarlyScript();
  const { page } = root.dataset;
  delete root.dataset["page"];
  document.getElementById("start")?.remove();
  if (isRenderedPageName(page) && classList.contains("shown") && !hasFailedPart()) {
    const rendered = { renderedState: renderedStates[page], isUrgent };
    return hydrateApp(root, renderStarted(rendered), isUrgent);
  }
  root.replaceChildren();
  classList.add("shown");
  const reactRoot = createRoot(root);
  // At once: nothing empty is painted in between.
  flushSync(() => reactRoot.render(wrapApp(renderStarted())));
  return reactRoot;
}

/** Ends the early script; what it has begun is still to be taken. Returns whether people see anything that it has changed. */
function endEarlyScript(): boolean {
  const early = globalThis.porticoEarly;
  const hasChanged =
    hasEarly("redirect") || hasEarly("emailStep") || document.getElementById("early-mark") !== null;
  early?.stop?.();
  if (!early?.emailStep || early.redirect === null) return hasChanged;
  // Another way in was chosen after the click. Only now: it would have stopped the loading of the app's script too.
  early.redirect = null;
  window.stop();
  return hasChanged;
}
