import * as v from "valibot";

import { type BrowserStorage, readJson } from "../../config/browser-storage.ts";
import { parseReturnTo, type ReturnTo } from "../../contract/return-to.ts";
import { pendingKeys } from "../pending-entry.ts";
import { buildSentStep, type MagicLinkSendState } from "./send-state.ts";

const stepKey = pendingKeys.magicLink;
const returnToKey = "portico:magic-link-return-to";

const stepSchema = v.object({
  email: v.string(),
  sentCount: v.number(),
  sendAtMs: v.number(),
  expiresAtMs: v.number(),
});
const returnToSchema = v.object({ returnTo: v.string(), expiresAtMs: v.number() });

/** The sent step of this tab before a reload; null if there was none. */
export function readPendingMagicLink(ownTab: BrowserStorage, nowMs: number): MagicLinkSendState | null {
  const result = v.safeParse(stepSchema, readJson(ownTab, stepKey));
  if (!result.success || result.output.expiresAtMs <= nowMs) return null;
  return buildSentStep({ ...result.output, nowMs }, 0, result.output.sentCount);
}

/** Stores the sent step for a reload; at any other step, removes it. */
export function writePendingMagicLink(ownTab: BrowserStorage, state: MagicLinkSendState): void {
  if (state.step !== "sent") {
    forgetPendingMagicLink(ownTab);
    return;
  }
  const { email, sentCount, sendAtMs, expiresAtMs } = state;
  ownTab.write(stepKey, JSON.stringify({ email, sentCount, sendAtMs, expiresAtMs }));
}

export function forgetPendingMagicLink(ownTab: BrowserStorage): void {
  ownTab.remove(stepKey);
}

/**
 * Stores the path to land on, for starting again after a failed link: the link opens in another tab, and the function only returns the
 * path with a session.
 * @param shared storage that all tabs share; a path is no secret
 */
export function writeMagicLinkReturnTo(
  shared: BrowserStorage,
  returnTo: ReturnTo | null,
  expiresAtMs: number,
): void {
  if (returnTo === null) shared.remove(returnToKey);
  else shared.write(returnToKey, JSON.stringify({ returnTo, expiresAtMs }));
}

/** The path to land on of this browser's newest request for a link; null if there is none. */
export function readMagicLinkReturnTo(
  shared: BrowserStorage,
  origin: string,
  nowMs: number,
): ReturnTo | null {
  const result = v.safeParse(returnToSchema, readJson(shared, returnToKey));
  if (!result.success || result.output.expiresAtMs <= nowMs) return null;
  return parseReturnTo(result.output.returnTo, origin);
}
