import { useCallback, useEffect, useState } from "react";
import { useLocation } from "react-router-dom";

import { type FlightStep, readFlight } from "../../config/flight-recorder.ts";
import { messages } from "../../config/messages.ts";
import { paths } from "../../config/paths.ts";
import {
  allCheckIds,
  type CheckResult,
  describeResult,
  runChecks,
  sortResults,
} from "../../contract/doctor/check.ts";
import { readTokens } from "../../contract/doctor/link.ts";
import { symptoms } from "../../contract/doctor/messages.ts";
import { Button } from "../../ui/button.tsx";
import { CheckReport } from "../../ui/check-report.tsx";
import { Heading } from "../../ui/heading.tsx";
import { Lead } from "../../ui/lead.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { LiveRegion } from "../../ui/live-region.tsx";
import { ReportFrame } from "../../ui/report-frame.tsx";
import { Section } from "../../ui/section.tsx";
import { Stack } from "../../ui/stack.tsx";
import { StepList } from "../../ui/step-list.tsx";
import { createBrowserChecks } from "./browser-checks.ts";
import { doctorMessages as words } from "./messages.ts";
import { buildReport, formatMoment } from "./report.ts";

/** `/auth/doctor`: what is wrong with signing in, and how to mend it. A reference in the fragment is looked up in the last sign-in. */
export function DoctorPage() {
  const { results, isDone, runAgain } = useChecks();
  const [symptomId, setSymptomId] = useState<string | null>(null);
  const [flight] = useState(readFlight);
  const symptom = symptoms.find(({ id }) => id === symptomId);
  const shown = results.filter(({ id }) => symptom === undefined || symptom.checks.includes(id));
  const wrongCount = results.filter(({ status }) => status === "wrong").length;

  return (
    <ReportFrame product={messages.product}>
      <title>{messages.pageTitle(words.title)}</title>
      <Stack gap="large">
        <Stack gap="small">
          <Heading>{words.title}</Heading>
          <Lead>{words.lead}</Lead>
          <LiveRegion>{isDone ? words.summary(wrongCount) : words.checking}</LiveRegion>
          {/* Not announced: it changes with every check. */}
          {!isDone && <progress aria-hidden="true" value={results.length} max={allCheckIds.length} />}
        </Stack>
        <Section title={words.symptoms}>
          <Stack gap="small">
            {symptoms.map(({ id, title }) => (
              <Button
                key={id}
                look="secondary"
                aria-pressed={id === symptomId}
                onClick={() => setSymptomId(id === symptomId ? null : id)}
              >
                {title}
              </Button>
            ))}
            {symptom !== undefined && <Lead size="small">{symptom.text}</Lead>}
          </Stack>
        </Section>
        <Results results={shown} isDone={isDone} />
        <Flight flight={flight} />
        <Report results={results} flight={flight} />
        <Stack gap="small">
          <Button look="secondary" isBusy={!isDone} onClick={runAgain}>
            {words.again}
          </Button>
          <LinkButton look="quiet" to={paths.signIn}>
            {words.toSignIn}
          </LinkButton>
        </Stack>
      </Stack>
    </ReportFrame>
  );
}

function useChecks() {
  // Of the address as it was opened; they are good for one run.
  const [tokens] = useState(() => readTokens(window.location.hash));
  const [{ run, results }, setState] = useState<{ run: number; results: CheckResult[] }>({
    run: 0,
    results: [],
  });
  useEffect(() => {
    let isCurrent = true;
    void runChecks(createBrowserChecks(tokens), (result) => {
      if (!isCurrent) return;
      setState((state) => (state.run === run ? { run, results: [...state.results, result] } : state));
    });
    return () => {
      isCurrent = false;
    };
  }, [run, tokens]);
  const runAgain = useCallback(() => setState((state) => ({ run: state.run + 1, results: [] })), []);
  return { results, isDone: results.length === allCheckIds.length, runAgain };
}

function Results({ results, isDone }: { results: CheckResult[]; isDone: boolean }) {
  const described = sortResults(results.map(describeResult));
  const wrong = described.filter(({ status }) => status === "wrong");
  const unknown = described.filter(({ status }) => status === "unknown");
  const good = described.filter(({ status }) => status === "ok");
  return (
    <Stack gap="medium">
      {(wrong.length > 0 || isDone) && (
        <Section title={words.wrong}>
          {wrong.length === 0 ? (
            <p>{words.nothingWrong}</p>
          ) : (
            <CheckReport
              labels={{ notice: words.notice, mend: words.mend }}
              checks={wrong.map(({ id, title, wrong, notice, mend }) => ({
                id,
                title,
                wrong: wrong ?? "",
                notice: notice ?? "",
                mend: mend ?? "",
              }))}
            />
          )}
        </Section>
      )}
      {unknown.length > 0 && (
        <details>
          <summary>{words.unknown(unknown.length)}</summary>
          <StepList items={unknown.map(({ id, title, why }) => ({ key: id, title, detail: why }))} />
        </details>
      )}
      {good.length > 0 && (
        <details>
          <summary>{words.good(good.length)}</summary>
          <StepList items={good.map(({ id, title }) => ({ key: id, title, detail: null }))} />
        </details>
      )}
    </Stack>
  );
}

function Flight({ flight }: { flight: FlightStep[] }) {
  const { hash } = useLocation();
  const asked = decodeFragment(hash);
  // The fragment has the words of the screen around it, in whatever language.
  const isAsked = ({ reference }: FlightStep) => reference !== null && asked.includes(reference);
  return (
    <Section title={words.flight}>
      {asked !== "" && !flight.some(isAsked) && <p>{words.noReference}</p>}
      {flight.length === 0 && <p>{words.noFlight}</p>}
      <StepList
        items={flight.map((entry, index) => ({
          key: String(index),
          title: words.steps[entry.step],
          detail: describeEntry(entry),
          ...(isAsked(entry) && { mark: words.thisOne }),
        }))}
      />
    </Section>
  );
}

/** A reference of this page's own has its moment and its outcome in it. */
function describeEntry({ atMs, step, outcome, reference }: FlightStep): string {
  const name = reference === null ? null : words.reference(reference);
  if (step === "failure" && name !== null) return name;
  return [formatMoment(atMs), outcome, name].filter((part) => part !== null).join(" · ");
}

function Report({ results, flight }: { results: CheckResult[]; flight: FlightStep[] }) {
  const [outcome, setOutcome] = useState<"copied" | "notCopied" | null>(null);
  const [openedAtMs] = useState(() => Date.now());
  const report = buildReport({
    origin: window.location.origin,
    atMs: openedAtMs,
    userAgent: navigator.userAgent,
    results,
    flight,
  });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(report);
      setOutcome("copied");
    } catch {
      setOutcome("notCopied");
    }
  };
  return (
    <Stack gap="small">
      <Button look="primary" onClick={() => void copy()}>
        {words.copy}
      </Button>
      <LiveRegion>{outcome !== null && words[outcome]}</LiveRegion>
      <details open={outcome === "notCopied"}>
        <summary>{words.report}</summary>
        <pre>{report}</pre>
      </details>
    </Stack>
  );
}

function decodeFragment(hash: string): string {
  if (readTokens(hash) !== null) return "";
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}
