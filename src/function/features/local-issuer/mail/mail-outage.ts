import type { Background } from "../../../core/store/background.ts";
import { createOneAtATime } from "../../../../contract/one-at-a-time.ts";
import { createSharedOutage } from "../../../core/store/shared-outage.ts";
import type { CheckMail } from "./mail-check.ts";

/** Remembers whether mail can be sent at all, from the last check. */
export type MailOutage = {
  /**
   * Whether mails can be sent, checked again if the last check is older than ten seconds. Call it for every send, whatever the
   * address.
   */
  look: () => Promise<boolean>;
  /** Whole seconds until sends are tried again; null while no outage is known. */
  readRetryAfterSeconds: () => number | null;
};

const checkedForMs = 10_000;
/** Longer than a check takes. */
const longestCheckMs = 6000;

/**
 * The outage state, which instances share through the store. Clients can't influence it.
 *
 * Results of real mails are deliberately ignored: only addresses with an account are mailed, so a caller who saw sends fail after
 * requesting one would know that it has an account (account enumeration in an outage). A check is the same for every address.
 *
 * @param parts.onFound called with the cause of each failure found while none is remembered
 */
export function createMailOutage(parts: {
  core: Background;
  checkMail: CheckMail;
  onFound: (cause: string) => void;
}): MailOutage {
  const { core } = parts;
  const outage = createSharedOutage(core, "mail");
  let checkedUntilMs = 0;

  const check = createOneAtATime(core, longestCheckMs, async (): Promise<boolean> => {
    const result = await parts.checkMail();
    if (result.kind === "ready") {
      checkedUntilMs = core.now() + checkedForMs;
      outage.end();
      return true;
    }
    if (outage.readSecondsLeft() === 0) parts.onFound(result.cause);
    outage.begin();
    return false;
  });

  return {
    look: async () => (!check.isRunning() && checkedUntilMs > core.now()) || (await check.run()),
    readRetryAfterSeconds: () => outage.readSecondsLeft() || null,
  };
}
