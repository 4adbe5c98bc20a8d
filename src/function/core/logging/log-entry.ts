import type { FailureCode } from "../../../contract/failure.ts";

/** What happened, in fields that hold no address, body, query, cookie or token. */
export type LogEvent =
  | {
      event: "request_answered";
      method: string;
      /** Path of a known call with its parameters in braces, or "unknown": what a client writes into a path stays out of the log. */
      call: string;
      status: number;
      durationMs: number;
      failureCode: FailureCode | null;
      reference: string;
    }
  | { event: "internal_failure"; reference: string; cause: string }
  | { event: "counter_store_failed"; reference: string; cause: string }
  | { event: "background_task_failed"; cause: string }
  | { event: "not_configured"; missingVariables: string[] }
  | {
      event: "workos_call_failed";
      call: string;
      kind: string;
      status: number | null;
      workosErrorCode: string | null;
      cause: string | null;
    }
  | { event: "one_time_code_asked"; emailFingerprint: string; outcome: string }
  /** `reason`: why the local issuer's turn had come. `cause`: why no mail went out; null when one did. */
  | {
      event: "local_code_mailed";
      emailFingerprint: string;
      reason: "workos_down" | "not_in_workos";
      holdsCode: boolean;
      cause: string | null;
    }
  /** The mail server can't be reached or doesn't take our credentials: found by a look at it, without a mail. */
  | { event: "mail_check_failed"; cause: string }
  /** WorkOS is down, and the local issuer may not serve the address. */
  | { event: "no_code_mailed"; emailFingerprint: string; reason: string }
  /** `outcome`: `mailed`, or why WorkOS was not asked for a Magic Link, or didn't mail one. */
  | { event: "magic_link_asked"; emailFingerprint: string; outcome: string }
  /** `reason`: of the local issuer's `EndReason`s. */
  | { event: "local_session_ended"; reason: string }
  | { event: "sign_out_not_told"; attempt: number }
  /** How many accounts of the local issuer a file gave, and for a synced one how old it is. */
  | { event: "accounts_read"; accounts: number; ageSeconds: number | null }
  /** Entries of that file that aren't used: the first of them by number, with why. */
  | { event: "account_entries_skipped"; count: number; entries: { number: number; reason: string }[] }
  /** The file has changed into something that can't be used; the accounts read before stay. */
  | { event: "accounts_not_reread"; cause: string }
  | { event: "accounts_out_of_date"; ageDays: number };

/** A log event with its level and time, as the host receives it. */
export type LogEntry = LogEvent & { level: "info" | "warn" | "error"; atMs: number };

/** Writes one event; never throws on its own account. */
export type WriteLogEvent = (level: LogEntry["level"], event: LogEvent) => void;
