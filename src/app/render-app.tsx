import { type ReactNode, StrictMode } from "react";
import { flushSync } from "react-dom";
import { hydrateRoot, type Root } from "react-dom/client";

export function wrapApp(app: ReactNode): ReactNode {
  return <StrictMode>{app}</StrictMode>;
}

/** Makes what the build has rendered the app's, before the browser paints again. */
export function hydrateApp(place: Element, app: ReactNode): Root {
  return flushSync(() => hydrateRoot(place, wrapApp(app)));
}
