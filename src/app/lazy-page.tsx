import { type ComponentType } from "react";

import { type LazyPart, lazyPart } from "../ui/lazy-part.tsx";

/** A page whose code is a file of its own: `lazyPage(async () => (await import("../pages/my-page.tsx")).MyPage)`. */
export function lazyPage<Props extends object>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  return lazyPart(load, "page");
}
