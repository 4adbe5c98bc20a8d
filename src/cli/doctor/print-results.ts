import { type CheckResult, describeResult, sortResults } from "../../contract/doctor/check.ts";

/** What is wrong first, each with what a person would notice and how to mend it; then what couldn't be checked. */
export function printResults(results: readonly CheckResult[]): string {
  const described = sortResults(results.map(describeResult));
  const lines = described.flatMap(({ id, status, title, wrong, notice, mend, why }) => {
    if (status === "wrong")
      return [
        `✗ ${title} (${id})`,
        `    What is wrong:    ${wrong ?? ""}`,
        `    What one notices: ${notice ?? ""}`,
        `    How to mend it:   ${mend ?? ""}`,
        "",
      ];
    return status === "unknown" ? [`? ${title} (${id}): ${why ?? ""}`] : [`✓ ${title}`];
  });
  return `${[...lines, "", summarize(results)].join("\n")}\n`;
}

/** The same for programs. */
export function printJson(results: readonly CheckResult[], address: URL | null, nowMs: number): string {
  const checks = sortResults(results.map(describeResult));
  const wrong = checks.filter(({ status }) => status === "wrong").length;
  return `${JSON.stringify({ address: address?.href ?? null, checkedAt: new Date(nowMs).toISOString(), wrong, checks }, null, 2)}\n`;
}

function summarize(results: readonly CheckResult[]): string {
  const count = (status: CheckResult["status"]) =>
    results.filter((result) => result.status === status).length;
  return `${String(count("wrong"))} wrong, ${String(count("unknown"))} not checked, ${String(count("ok"))} good`;
}
