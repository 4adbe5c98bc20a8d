import { type Finding, ok } from "../../contract/doctor/check.ts";

/** The first finding that something is wrong; else that all is well, if one says so; else why it isn't known. */
export function combine(...findings: readonly [Finding, ...Finding[]]): Finding {
  return (
    findings.find(({ status }) => status === "wrong") ??
    (findings.some(({ status }) => status === "ok") ? ok : findings[0])
  );
}

/** The message of what `parse` throws; null where it throws nothing. Messages of ours name a variable and no value. */
export function findRefusal(parse: () => unknown): string | null {
  try {
    parse();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
