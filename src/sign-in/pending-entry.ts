import { type BrowserStorage, readJson } from "../config/browser-storage.ts";

/** Where the steps of a sign-in survive a page load. Here, because the sign-in page looks for them before it loads their code. */
export const pendingKeys = {
  emailCode: "portico:email-code",
  requiredStep: "portico:sign-in-step",
  magicLink: "portico:magic-link",
} as const;

/** Whether a step lies there that hasn't expired; its own code reads the rest. */
export function hasPendingEntry(storage: BrowserStorage, key: string, nowMs: number): boolean {
  const entry = readJson(storage, key);
  return (
    typeof entry === "object" &&
    entry !== null &&
    "expiresAtMs" in entry &&
    typeof entry.expiresAtMs === "number" &&
    entry.expiresAtMs > nowMs
  );
}
