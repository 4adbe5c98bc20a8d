import { type ReactNode } from "react";
import { createRoot } from "react-dom/client";

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
  renderStarted: (renderedState?: SessionState) => ReactNode,
): void {
  const { classList } = document.documentElement;
  endEarlyScript();
  const { page } = root.dataset;
  delete root.dataset["page"];
  document.getElementById("start")?.remove();
  if (isRenderedPageName(page) && classList.contains("shown") && !hasFailedPart()) {
    hydrateApp(root, renderStarted(renderedStates[page]));
    return;
  }
  root.replaceChildren();
  classList.add("shown");
  createRoot(root).render(wrapApp(renderStarted()));
}

/** Ends the early script; what it has begun is still to be taken. */
function endEarlyScript(): void {
  const early = globalThis.porticoEarly;
  early?.stop?.();
  if (!early?.emailStep || early.redirect === null) return;
  // Another way in was chosen after the click. Only now: it would have stopped the loading of the app's script too.
  early.redirect = null;
  window.stop();
}
