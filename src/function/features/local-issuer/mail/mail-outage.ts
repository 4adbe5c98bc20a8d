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

const rememberedMs = 30_000;
const checkedForMs = 10_000;

/**
 * The outage state of one instance. Clients can't influence it.
 *
 * Results of real mails are deliberately ignored: only addresses with an account are mailed, so a caller who saw sends fail after
 * requesting one would know that it has an account (account enumeration in an outage). A check is the same for every address.
 *
 * @param parts.onFound called with the cause of each failure found while none is remembered
 */
export function createMailOutage(parts: {
  checkMail: CheckMail;
  now: () => number;
  onFound: (cause: string) => void;
}): MailOutage {
  let failingUntilMs = 0;
  let checkedUntilMs = 0;
  let underWay: Promise<boolean> | null = null;

  const check = async (): Promise<boolean> => {
    const result = await parts.checkMail();
    underWay = null;
    if (result.kind === "ready") {
      checkedUntilMs = parts.now() + checkedForMs;
      failingUntilMs = 0;
      return true;
    }
    if (failingUntilMs <= parts.now()) parts.onFound(result.cause);
    failingUntilMs = parts.now() + rememberedMs;
    return false;
  };

  return {
    look: async () => {
      if (underWay === null && checkedUntilMs > parts.now()) return true;
      underWay ??= check();
      return await underWay;
    },
    readRetryAfterSeconds: () =>
      failingUntilMs > parts.now() ? Math.ceil((failingUntilMs - parts.now()) / 1000) : null,
  };
}
