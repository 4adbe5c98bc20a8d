import { type BrowserStorage } from "./browser-storage.ts";

/** The two ways to be signed in. */
export type SignInMethod = "workos" | "email-code";

const key = "portico:last-method";

/** The way in that was used last in this browser, or null. It is a hint for the sign-in page and decides nothing. */
export function readLastMethod(storage: Pick<BrowserStorage, "read">): SignInMethod | null {
  const value = storage.read(key);
  return value === "workos" || value === "email-code" ? value : null;
}

export function writeLastMethod(storage: BrowserStorage, method: SignInMethod): void {
  storage.write(key, method);
}
