import type { FailureCode } from "../../../contract/failure.ts";

/** What happened; no field holds an address, body, query, cookie or token. */
export type LogEvent =
  | {
      event: "request_answered";
      method: string;
      /** Path of a known call with parameters in braces, or "unknown", so that client-supplied paths stay out of the log. */
      call: string;
      status: number;
      durationMs: number;
      failureCode: FailureCode | null;
      reference: string;
    }
  | { event: "internal_failure"; reference: string; cause: string }
  | { event: "counter_store_failed"; reference: string; cause: string }
  | { event: "background_task_failed"; cause: string }
  /** A session cookie names a key that `PORTICO_KEYS` of this instance doesn't have; anyone can send such a cookie. */
  | { event: "sealing_key_unknown" }
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
  /** `isKept`: whether later requests try again. */
  | { event: "sign_out_not_told"; attempt: number; isKept: boolean }
  | FeatureLogEvent;

/** An event of a feature; the same rule holds for its fields. */
export type FeatureLogEvent = { event: string; [field: string]: LogValue };

type LogValue = string | number | boolean | null | readonly LogValue[] | { [field: string]: LogValue };
/** A log event with its level and time, as the host receives it. */
export type LogEntry = LogEvent & { level: "info" | "warn" | "error"; atMs: number };

/** Writes one event; never throws. */
export type WriteLogEvent = (level: LogEntry["level"], event: LogEvent) => void;
