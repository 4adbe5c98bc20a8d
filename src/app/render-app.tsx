import { type ReactNode, startTransition, StrictMode } from "react";
import { flushSync } from "react-dom";
import { hydrateRoot } from "react-dom/client";

export function wrapApp(app: ReactNode): ReactNode {
  return <StrictMode>{app}</StrictMode>;
}

/**
 * Makes what the build has rendered the app's: before the browser paints again, or in short tasks, between which the page stays usable;
 * React finishes at once when it is clicked.
 */
export function hydrateApp(place: Element, app: ReactNode, isUrgent: boolean): void {
  const hydrate = () => hydrateRoot(place, wrapApp(app));
  if (isUrgent) flushSync(hydrate);
  else startTransition(() => void hydrate());
}
