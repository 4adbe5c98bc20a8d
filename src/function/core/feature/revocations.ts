import * as v from "valibot";

import { hashRandomId } from "../sealing/keyed-hash.ts";
import type { Background } from "../store/background.ts";
import type { Core } from "./core.ts";
import type { RevokeResult } from "./issuer.ts";
import { recognizeSession } from "./session-cookie.ts";

/** From a failed attempt to the next one, by any instance; the last one is repeated. */
const retryDelaysMs = [30_000, 60_000, 300_000] as const;
/** Before the attempts of the request itself, in its background. A process that is stopped finishes them. */
const ownDelaysMs = [1000, 4000];
const givenUpAfterMs = 60 * 60_000;
const lookEveryMs = 30_000;
/** Longer than an attempt usually takes. */
const leaseMs = 60_000;
const purpose = "pending-revocation";

const pendingSchema = v.object({
  /** What the session cookie held. */
  payload: v.unknown(),
  everywhere: v.boolean(),
  attempt: v.number(),
  sinceMs: v.number(),
});
type Pending = v.InferOutput<typeof pendingSchema>;

/** Ends sessions. Where an issuer isn't reached the sign-out waits in the store, sealed, for later requests to try again, for an hour. */
export function createRevocations(core: Background & Pick<Core, "issuers" | "writeLog" | "emit">) {
  const { now, sealer } = core;
  const options = { name: purpose, lifetimeMs: 24 * 60 * 60_000, maximumEntries: 10_000 };
  const queue = core.counterStore.createQueue(options);
  let triedAtMs = 0;

  const keep = async (id: string, pending: Pending): Promise<void> => {
    const { attempt, sinceMs } = pending;
    const dueAtMs = now() + (retryDelaysMs[attempt - 1] ?? retryDelaysMs[2]);
    const add = async () => await queue.add(id, await sealer.seal(purpose, pending), dueAtMs);
    const isLate = now() >= sinceMs + givenUpAfterMs;
    const isInStore = await (isLate ? queue.remove(id) : add()).then(
      () => true,
      () => false,
    );
    const isKept = isInStore && !isLate;
    core.writeLog(isKept ? "warn" : "error", { event: "sign_out_not_told", attempt, isKept });
  };

  const tryToRevoke = async (id: string, pending: Pending): Promise<RevokeResult> => {
    const { payload, everywhere, attempt, sinceMs } = pending;
    const found = recognizeSession(core.issuers, payload);
    const result = (await found?.session.revoke(everywhere, sinceMs)) ?? "unknown_session";
    if (found !== null && result === "revoked") {
      const { issuer, session } = found;
      core.emit({ event: "session_revoked", issuer, subject: session.subject, everywhere });
    }
    if (result === "not_reached") await keep(id, { ...pending, attempt: attempt + 1 });
    else if (attempt > 0) await queue.remove(id);
    return result;
  };

  const retryDue = async (): Promise<void> => {
    const leased = await queue.lease(now(), leaseMs, 10);
    const tasks = leased.map(async ({ id, text }) => {
      const parsed = v.safeParse(pendingSchema, await sealer.open(purpose, text));
      // One of another key is left to an instance that has the key.
      if (parsed.success) await tryToRevoke(id, parsed.output);
    });
    await Promise.all(tasks);
  };

  return {
    /** Resolves to whether the session, or with `everywhere` all of the user's, are known to have ended. */
    revoke: async (sessionId: string, asked: Pick<Pending, "payload" | "everywhere">): Promise<boolean> => {
      const id = await hashRandomId(purpose, `${sessionId} ${String(asked.everywhere)}`);
      const first = { ...asked, attempt: 0, sinceMs: now() };
      const result = await tryToRevoke(id, first);
      const retry = async (): Promise<void> => {
        for (const [index, delayMs] of ownDelaysMs.entries()) {
          await core.wait(delayMs);
          if ((await tryToRevoke(id, { ...first, attempt: index + 1 })) !== "not_reached") return;
        }
      };
      if (result === "not_reached") core.runInBackground(retry());
      return result === "revoked";
    },
    /** Tries the sign-outs that are due. */
    retryDue,
    /** The same in the background, at most every half minute. */
    retryDueInBackground: (): void => {
      if (now() - triedAtMs < lookEveryMs) return;
      triedAtMs = now();
      core.runInBackground(retryDue().catch(() => undefined));
    },
  };
}
