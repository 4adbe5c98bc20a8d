import * as v from "valibot";

import { hashRandomId } from "../sealing/keyed-hash.ts";
import type { Background } from "../store/background.ts";
import type { Core } from "./core.ts";

/** From a failed attempt to the next one, by any instance; the last one is repeated. */
const retryDelaysMs = [30_000, 60_000, 300_000] as const;
/** The attempts of the request itself, in its background: many outages are over by then. */
const ownDelaysMs = [2000, 10_000];
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

/** Sign-outs that an issuer couldn't be told of. They wait in the store, sealed, until later requests tell it, or for an hour. */
export function createPendingRevocations(core: Background & Pick<Core, "issuers" | "writeLog" | "emit">) {
  const { now, sealer } = core;
  const options = { name: purpose, lifetimeMs: 24 * 60 * 60_000, maximumEntries: 10_000 };
  const queue = core.counterStore.createQueue(options);
  let toldAtMs = 0;

  const keep = async (id: string, pending: Pending): Promise<void> => {
    const { attempt, sinceMs } = pending;
    const dueAtMs = now() + (retryDelaysMs[attempt - 1] ?? retryDelaysMs[2]);
    const isKept =
      now() < sinceMs + givenUpAfterMs &&
      (await queue.add(id, await sealer.seal(purpose, pending), dueAtMs).then(
        () => true,
        () => false,
      ));
    core.writeLog(isKept ? "warn" : "error", { event: "sign_out_not_told", attempt, isKept });
    if (!isKept) await queue.remove(id).catch(() => undefined);
  };

  /** Resolves to whether nothing is left to do. */
  const tell = async (id: string, pending: Pending): Promise<boolean> => {
    const { everywhere, attempt } = pending;
    for (const { name, recognizeSession } of core.issuers) {
      const session = recognizeSession(pending.payload);
      if (session === null) continue;
      const result = await session.revoke(everywhere);
      if (result === "revoked")
        core.emit({ event: "session_revoked", issuer: name, subject: session.subject, everywhere });
      if (result !== "not_told") continue;
      await keep(id, { ...pending, attempt: attempt + 1 });
      return false;
    }
    await queue.remove(id);
    return true;
  };

  const tellDue = async (): Promise<void> => {
    const leased = await queue.lease(now(), leaseMs, 10);
    const tasks = leased.map(async ({ id, text }) => {
      const parsed = v.safeParse(pendingSchema, await sealer.open(purpose, text));
      // One of another key is left to an instance that has the key.
      if (parsed.success) await tell(id, parsed.output);
    });
    await Promise.all(tasks);
  };

  return {
    add: async (sessionId: string, asked: Pick<Pending, "payload" | "everywhere">): Promise<void> => {
      const id = await hashRandomId(purpose, `${sessionId} ${String(asked.everywhere)}`);
      const first = { ...asked, attempt: 1, sinceMs: now() };
      await keep(id, first);
      const retry = async (): Promise<void> => {
        for (const [index, delayMs] of ownDelaysMs.entries()) {
          await core.wait(delayMs);
          if (await tell(id, { ...first, attempt: index + 1 })) return;
        }
      };
      core.runInBackground(retry());
    },
    /** Tells the issuers of those that are due. */
    tellDue,
    /** The same in the background, at most every half minute. */
    tellDueSometimes: (): void => {
      if (now() - toldAtMs < lookEveryMs) return;
      toldAtMs = now();
      core.runInBackground(tellDue().catch(() => undefined));
    },
  };
}
