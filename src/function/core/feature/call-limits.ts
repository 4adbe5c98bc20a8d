import * as v from "valibot";

import { type LimitEntry, limitTable } from "../counters/limit-table.ts";
import { countUse } from "../counters/limits.ts";
import { clientAddressKey } from "../../../contract/client-address.ts";
import type { Check, Context } from "../http/context.ts";
import { answerUsedUp } from "../http/problem-answer.ts";
import type { CallDescription } from "./call.ts";
import type { Core } from "./core.ts";

/** Every limit of a call: by client, by subject if the call knows one, and those that its handler counts. */
export function listLimits({ access, cookies, clientLimit, limits = [] }: CallDescription): LimitEntry[] {
  const knowsSubject = access !== null || cookies?.includes("portico-session") === true;
  const subjectLimits = knowsSubject ? [limitTable.callsPerSubject] : [];
  return [clientLimit ?? limitTable.callsPerClient, ...subjectLimits, ...limits];
}

/** Counts a call by client. */
export function limitClient(core: Core, call: CallDescription): Check {
  return limitCall(core, call, call.clientLimit ?? limitTable.callsPerClient, (context) => {
    // Counted apart, so that another site's page can't lock the network of its visitors out.
    const isForeign = !["same-origin", "none"].includes(context.header("Sec-Fetch-Site") ?? "none");
    return `${readClientKey(core, context)}${isForeign ? " foreign" : ""}`;
  });
}

/**
 * Counts a call by the subject of its access token, or by its session, if it has one. By session, and no malformed call: otherwise a
 * copied cookie, even of an ended session, could use up the owner's refreshes and sign-outs without being found out or ending anything.
 */
export function limitSubject(core: Core, call: CallDescription): Check {
  if (!listLimits(call).includes(limitTable.callsPerSubject)) return () => null;
  return limitCall(core, call, limitTable.callsPerSubject, async (context) => {
    if (call.access !== null) return readTokenSubject(context);
    const isWellFormed = call.request === null || v.is(call.request, context.body);
    const read = isWellFormed ? await core.sessionCookie.read(context) : null;
    return read?.kind === "kept" ? `${read.issuer} ${read.session.id}` : null;
  });
}

/** Each call is counted by itself, so that a flood of one doesn't block another. */
function limitCall(
  core: Core,
  call: CallDescription,
  entry: LimitEntry,
  readKey: (context: Context) => string | null | Promise<string | null>,
): Check {
  return async (context) => {
    const key = await readKey(context);
    const use = key === null ? null : await countUse(core.limit(entry), `${call.name} ${key}`);
    if (use?.kind !== "exceeded") return null;
    if (call.clearsCookie !== undefined) core.cookies.clear(context, call.clearsCookie);
    return answerUsedUp(context, use);
  };
}

/** The counter key of the access token's subject. */
export function readTokenSubject(context: Context): string {
  const { issuer, subject } = context.access;
  return `${issuer} ${subject}`;
}

/** The counter key of the client. */
export function readClientKey(core: Core, context: Context): string {
  return clientAddressKey(core.readBrowser(context.request.headers).address);
}
