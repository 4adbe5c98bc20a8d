import { lazyPart } from "../ui/lazy-part.tsx";

/** A page whose code is a chunk of its own: `lazyPage(async () => (await import("../pages/my-page.tsx")).MyPage)`. */
export const lazyPage = lazyPart;
