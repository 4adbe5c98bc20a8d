import type { TimedAuthEvent } from "../../src/function/core/logging/auth-event.ts";
import { apiPaths } from "../../src/contract/api-paths.ts";
import {
  buildAccount,
  createLocalIssuerFunction,
  workosDown,
} from "../../src/function/features/local-issuer/testing/local-issuer-function.ts";
import { createTestBrowser, type TestBrowser } from "../../src/function/testing/test-browser.ts";
import { createTestFunction } from "../../src/function/testing/test-function.ts";
import { createTestWorkos, testVariables } from "../../src/function/testing/test-workos.ts";

/** Who issues the codes: WorkOS in a function without features, or the local issuer while WorkOS is down. */
export type AttackedIssuer = "workos" | "local";
export const attackedIssuers: readonly AttackedIssuer[] = ["workos", "local"];

/** The address under attack; WorkOS and the local issuer have an account for it. */
export const victim = "grace@example.com";

/** The newest mail in the victim's mailbox. */
export type NewestMail = { oneTimeCode: string | null; linkToken: string | null };

/** The function's own handler, with the victim's mailbox and any number of browsers, each at a client address of its own. */
export function createAttackedFunction(issuer: AttackedIssuer) {
  const tasks: Promise<unknown>[] = [];
  const runInBackground = (task: Promise<unknown>): void => void tasks.push(task);
  const events: TimedAuthEvent[] = [];
  const workos = createTestWorkos({ signUpAllowed: false });
  const local =
    issuer === "local"
      ? createLocalIssuerFunction({
          answers: [workosDown],
          variables: testVariables,
          accounts: [buildAccount({ email: victim })],
          runInBackground,
        })
      : null;
  const set =
    local ??
    createTestFunction({
      answers: [(request) => workos.answer(request)],
      variables: testVariables,
      wait: () => Promise.resolve(),
      runInBackground,
      onEvent: (event) => {
        events.push(event);
      },
    });
  const mailbox = { count: 0, newest: null as NewestMail | null };
  let clients = 0;

  /** Waits for the mails of all answered sends, and empties what would otherwise grow for years. */
  const settle = async (): Promise<void> => {
    while (tasks.length > 0) await Promise.all(tasks.splice(0));
    const arrived = local === null ? workos.mailbox.list().length : local.mails.length;
    const newest = local === null ? workos.mailbox.latestTo(victim) : local.mails.at(-1);
    mailbox.count += arrived;
    if (newest !== undefined && newest !== null) {
      mailbox.newest =
        "text" in newest
          ? { oneTimeCode: /[0-9]{6}/.exec(newest.text)?.[0] ?? null, linkToken: null }
          : { oneTimeCode: newest.oneTimeCode, linkToken: newest.linkToken };
    }
    workos.mailbox.clear();
    local?.mails.splice(0);
    set.log.length = 0;
    set.asked.length = 0;
  };

  return {
    mailbox,
    openBrowser: (): TestBrowser => {
      clients += 1;
      const [a, b, c] = [clients >> 16, clients >> 8, clients].map((part) => part & 255);
      return createTestBrowser(set.app, { address: `10.${String(a)}.${String(b)}.${String(c)}` });
    },
    /** Asks for a code; whether the send was accepted, once its mail has arrived. */
    ask: async (browser: TestBrowser): Promise<boolean> => {
      const response = await browser.post(apiPaths.sendEmailCode, { email: victim });
      await settle();
      return response.status === 202;
    },
    /** Takes the number of codes that were compared since the last call, by the function's events. */
    takeCompares: async (): Promise<number> => {
      await settle();
      return (local?.events ?? events).splice(0).filter(isCompare).length;
    },
  };
}

function isCompare(event: TimedAuthEvent): boolean {
  return event.event === "signed_in" || (event.event === "sign_in_refused" && event.wasCompared);
}
