import * as v from "valibot";

import { type BrowserStorage } from "../../config/browser-storage.ts";
import { parseReturnTo, type ReturnTo } from "../../contract/return-to.ts";
import { buildSentStep, type MagicLinkSendState } from "./send-state.ts";

const stepKey = "portico:magic-link";
const returnToKey = "portico:magic-link-return-to";

const stepSchema = v.object({
  email: v.string(),
  sentCount: v.number(),
  sendAtMs: v.number(),
  expiresAtMs: v.number(),
});
const returnToSchema = v.object({ returnTo: v.string(), expiresAtMs: v.number() });

/** The step that this tab was in before a reload: its link was on the way. Null when there is none. */
export function readPendingMagicLink(ownTab: BrowserStorage, nowMs: number): MagicLinkSendState | null {
  const result = v.safeParse(stepSchema, parseJson(ownTab.read(stepKey)));
  if (!result.success || result.output.expiresAtMs <= nowMs) return null;
  return buildSentStep({ ...result.output, nowMs }, 0, result.output.sentCount);
}

/** Keeps the step for a reload, and nothing in any other step. */
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
 * Keeps where somebody wanted to go when they asked for a link. The link opens in a tab of its own, and the sealed deep link is of
 * no use where it fails: whoever starts again from there still lands on the page they wanted.
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

/** Where the asker of this browser's newest link wanted to go; null where that isn't known. */
export function readMagicLinkReturnTo(
  shared: BrowserStorage,
  origin: string,
  nowMs: number,
): ReturnTo | null {
  const result = v.safeParse(returnToSchema, parseJson(shared.read(returnToKey)));
  if (!result.success || result.output.expiresAtMs <= nowMs) return null;
  return parseReturnTo(result.output.returnTo, origin);
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}
