import type { CheckMail } from "./mail-check.ts";

/** Remembers whether mail goes out at all, as the checks found it. */
export type MailOutage = {
  /**
   * Looks whether mails can go out, where the last look is older than ten seconds; whether they can. To be called for every send,
   * whoever it is for.
   */
  look: () => Promise<boolean>;
  /** Whole seconds until sends are tried again; null while mail goes out as far as is known. */
  readRetryAfterSeconds: () => number | null;
};

const rememberedMs = 30_000;
const checkedForMs = 10_000;

/**
 * The memory of one instance: each finds out for itself, and no client has a word in it.
 *
 * What becomes of real mails is deliberately no part of it: only addresses with an account are mailed, so whoever asked for one and then saw
 * everybody refused would know that it has an account (account enumeration in an outage). A check runs alike for every address.
 *
 * @param parts.onFound called with the cause at each failure that is found while none is remembered
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
