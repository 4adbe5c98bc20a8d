import * as v from "valibot";

import { hashRandomId } from "../sealing/keyed-hash.ts";
import type { Background } from "../store/background.ts";
import type { Core } from "./core.ts";

/** From a failed attempt to the next one, by any instance; the last one is repeated. */
const retryDelaysMs = [30_000, 60_000, 300_000] as const;
/** When the request that failed tries again itself, in the background: many outages are over by then. */
const soonMs = 2000;
const givenUpAfterMs = 60 * 60_000;
const lookEveryMs = 30_000;
/** Longer than an attempt usually takes. */
const leaseMs = 60_000;
const leasedAtOnce = 5;
const purpose = "pending-revocation";

const pendingSchema = v.object({
  /** What the session cookie held. */
  payload: v.unknown(),
  everywhere: v.boolean(),
  attempt: v.number(),
  sinceMs: v.number(),
});
type Pending = v.InferOutput<typeof pendingSchema>;

export type PendingRevocations = ReturnType<typeof createPendingRevocations>;

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

  const tell = async (id: string, pending: Pending): Promise<void> => {
    for (const { name, recognizeSession } of core.issuers) {
      const session = recognizeSession(pending.payload);
      if (session === null) continue;
      const { everywhere, attempt } = pending;
      const result = await session.revoke(everywhere);
      if (result === "not_told") return await keep(id, { ...pending, attempt: attempt + 1 });
      core.emit({ event: "session_revoked", issuer: name, subject: session.subject, everywhere });
    }
    await queue.remove(id);
  };

  const tellDue = async (): Promise<void> => {
    const leased = await queue.lease(now(), leaseMs, leasedAtOnce);
    const tasks = leased.map(async ({ id, text }) => {
      const parsed = v.safeParse(pendingSchema, await sealer.open(purpose, text));
      // One of another key is left to an instance that has the key.
      if (parsed.success) await tell(id, parsed.output);
    });
    await Promise.all(tasks);
  };

  return {
    add: async (sessionId: string, asked: Pick<Pending, "payload" | "everywhere">): Promise<void> => {
      const id = await hashRandomId(purpose, sessionId);
      const pending = { ...asked, attempt: 1, sinceMs: now() };
      await keep(id, pending);
      core.runInBackground(core.wait(soonMs).then(async () => await tell(id, pending)));
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
