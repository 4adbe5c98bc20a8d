import * as v from "valibot";

import { createRandomId } from "../counters/counter-store.ts";
import type { Background } from "../store/background.ts";
import { hashRandomId } from "../sealing/keyed-hash.ts";
import { sealEntries } from "../store/sealed-entries.ts";
import type { WorkosApi } from "../workos/workos-api.ts";
import { malformedAnswer } from "../workos/workos-error.ts";
import { workosSessionSchema } from "../workos/workos-session.ts";

/** For this long after its use, a refresh token yields the same successor. Also longer than a call to WorkOS can take. */
const rememberedMs = 10_000;
const pollMs = 100;
const purpose = "refresh-token";

/** The use of a refresh token. */
const useSchema = v.object({
  useId: v.string(),
  organizationId: v.nullable(v.string()),
  /** Null while WorkOS is asked. */
  session: v.nullable(workosSessionSchema),
});
type Use = v.InferOutput<typeof useSchema>;

/**
 * Refreshes sessions so that tabs that refresh at once, with the same refresh token, all stay signed in, at whichever instances.
 *
 * WorkOS accepts a refresh token once (rotation, RFC 9700 section 4.14.2), but two tabs share one cookie, and an answer can get
 * lost. So the store holds one use of each token, and later ones get its successor for 10 seconds.
 *
 * Late uses get the newest session of the chain, because the refresh token of any earlier one would be refused next time.
 */
export function createRefreshSuccession(
  core: Background & { workos: Pick<WorkosApi, "refreshSession"> },
): WorkosApi["refreshSession"] {
  const options = { name: "refreshed", lifetimeMs: rememberedMs, maximumKeys: 1000 };
  const uses = sealEntries(core, { ...options, keptInProcess: "while_down" }, useSchema);

  return async (firstToken, organizationId, browser) => {
    const untilMs = core.now() + rememberedMs;
    let refreshToken = firstToken;
    let hasLostOther = false;
    for (;;) {
      const key = await hashRandomId(purpose, refreshToken);
      const own: Use = { useId: createRandomId(), organizationId, session: null };
      let use: Use | "unreadable" | null = await uses.writeOnce(key, own);
      if (use !== "unreadable" && use.useId === own.useId) {
        const asked = core.workos.refreshSession(refreshToken, organizationId, browser);
        const result = asked.then(async (answer) => {
          if (answer.kind === "refreshed") await uses.write(key, { ...own, session: answer.session });
          else await uses.remove(key);
          return answer;
        });
        // The successor must get into the store even if this request is cut off, because the token is spent.
        core.runInBackground(result);
        // The other one may have got the successor, and the browser its cookie.
        return hasLostOther && (await result).kind === "session_ended" ? malformedAnswer : await result;
      }
      while (use !== null && use !== "unreadable" && use.session === null && core.now() < untilMs) {
        await core.wait(pollMs);
        use = await uses.read(key);
      }
      // The other request's failure need not apply to this one; or the store has lost it.
      hasLostOther = use === null;
      if (use === null) continue;
      // Its successor is known elsewhere or later: asking WorkOS with the spent token would end the session.
      if (use === "unreadable" || use.session === null) return malformedAnswer;
      const { session } = use;
      const asksTheSame = organizationId === null || organizationId === use.organizationId;
      const next = session.refreshToken;
      const isNewest = next === refreshToken || (await uses.read(await hashRandomId(purpose, next))) === null;
      if (asksTheSame && isNewest) return { kind: "refreshed", session };
      // Without rotation the token isn't spent.
      if (next === refreshToken) return await core.workos.refreshSession(next, organizationId, browser);
      refreshToken = next;
    }
  };
}
