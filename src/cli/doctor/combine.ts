import { type Finding, ok } from "../../contract/doctor/check.ts";

/** The first finding that something is wrong; else that all is well, if one says so; else why it isn't known. */
export function combine(...findings: readonly [Finding, ...Finding[]]): Finding {
  return (
    findings.find(({ status }) => status === "wrong") ??
    (findings.some(({ status }) => status === "ok") ? ok : findings[0])
  );
}
