import { type FlightStep } from "../../config/flight-recorder.ts";
import { type CheckResult, describeResult, redact, sortResults } from "../../contract/doctor/check.ts";
import { doctorMessages as words } from "./messages.ts";

/** The moment in UTC, to the second: that is how logs and references have it. */
export function formatMoment(atMs: number): string {
  return new Date(atMs)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC");
}

export function describeStep({ atMs, step, outcome, reference }: FlightStep): string {
  return [
    `${formatMoment(atMs)}  ${words.steps[step]}`,
    ...(outcome === null ? [] : [outcome]),
    ...(reference === null ? [] : [words.reference(reference)]),
  ].join(" · ");
}

/** Everything on the page as text to send, without anything that could be a secret or a person's. */
export function buildReport(report: {
  origin: string;
  atMs: number;
  userAgent: string;
  results: readonly CheckResult[];
  flight: readonly FlightStep[];
}): string {
  const checks = sortResults(report.results.map(describeResult)).map(({ id, status, wrong, why }) => {
    const detail = wrong ?? why;
    return `[${status}] ${id}${detail === null ? "" : `: ${detail}`}`;
  });
  const lines = [
    `${words.reportTitle} · ${report.origin} · ${formatMoment(report.atMs)}`,
    report.userAgent,
    "",
    ...checks,
    "",
    words.flight,
    ...(report.flight.length === 0 ? [words.noFlight] : report.flight.map(describeStep)),
  ];
  return `${lines.map(redact).join("\n")}\n`;
}
