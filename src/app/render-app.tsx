import { type ReactNode, startTransition, StrictMode } from "react";
import { flushSync } from "react-dom";
import { hydrateRoot, type Root } from "react-dom/client";

export function wrapApp(app: ReactNode): ReactNode {
  return <StrictMode>{app}</StrictMode>;
}

/**
 * Makes what the build has rendered the app's: before the browser paints again, or in short tasks, between which the page stays usable;
 * React finishes at once when it is clicked.
 */
export function hydrateApp(place: Element, app: ReactNode, isUrgent: boolean): Root {
  if (isUrgent) return flushSync(() => hydrateRoot(place, wrapApp(app)));
  let reactRoot: Root | null = null;
  startTransition(() => {
    reactRoot = hydrateRoot(place, wrapApp(app));
  });
  if (reactRoot === null) throw new Error("React hasn't begun");
  return reactRoot;
}
