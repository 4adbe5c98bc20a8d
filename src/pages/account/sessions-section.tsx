import { useState } from "react";

import { describeConsoleFailure } from "../describe-console-failure.ts";
import { consoleMessages } from "../../config/messages/console.ts";
import {
  type AccountSession,
  parseAccountSessionsAnswer,
  parseRevokeAccountSessionsAnswer,
} from "../../contract/account-sessions.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { type FunctionResult } from "../../contract/function-call.ts";
import { useAuth } from "../../session/use-auth.ts";
import { Button } from "../../ui/button.tsx";
import { Lead } from "../../ui/lead.tsx";
import { LiveRegion } from "../../ui/live-region.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Row, RowList } from "../../ui/row-list.tsx";
import { Section } from "../../ui/section.tsx";
import { Stack } from "../../ui/stack.tsx";
import { callAsPerson, readAsPerson } from "../console-calls.ts";
import { formatDate } from "../format-date.ts";
import { type Page, usePages } from "../use-pages.ts";
import { describeDevice } from "./describe-device.ts";

/** Where the person is signed in, and the ways to end that. */
export function SessionsSection() {
  const { signOut, impersonator } = useAuth();
  const mayEnd = impersonator === null;
  const { items, state, failure, loadMore, replace } = usePages(loadSessions);
  const [ending, setEnding] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [ended, setEnded] = useState<AccountSession | null>(null);
  const words = consoleMessages.account;
  const shownProblem = problem ?? (failure && describeConsoleFailure(failure));

  const end = async (body: { sessionId: string } | { everywhere: true }) => {
    setEnding("sessionId" in body ? body.sessionId : "everywhere");
    setProblem(null);
    setEnded(null);
    const result = await callAsPerson(apiPaths.revokeAccountSessions, body, parseRevokeAccountSessionsAnswer);
    setEnding(null);
    if (!result.ok) setProblem(describeConsoleFailure(result.failure));
    else if (!result.value.revoked) setProblem(words.someLeft);
    else if ("everywhere" in body) await signOut();
    else {
      setEnded(items.find(({ id }) => id === body.sessionId) ?? null);
      replace((held) => held.filter(({ id }) => id !== body.sessionId));
    }
  };

  return (
    <Section title={words.sessions}>
      <Stack gap="medium">
        <Lead size="small">
          {state === "loading" ? consoleMessages.members.loading : mayEnd ? words.sessionsLead : null}
        </Lead>
        <LiveRegion>
          {ended !== null && <Notice tone="info">{words.ended(describeDevice(ended.userAgent))}</Notice>}
        </LiveRegion>
        {shownProblem !== null && <Notice tone="problem">{shownProblem}</Notice>}
        {state === "failed" && (
          <Button look="secondary" onClick={loadMore}>
            {consoleMessages.members.again}
          </Button>
        )}
        <RowList label={words.sessions}>
          {items.map((session) => (
            <Row
              key={session.id}
              title={describeDevice(session.userAgent)}
              badge={session.isCurrent ? words.thisOne : null}
              details={[words.since(formatDate(session.createdAt), session.ipAddress)]}
              actions={
                session.isCurrent || !mayEnd ? null : (
                  <Button
                    look="quiet"
                    aria-label={words.revokeOf(describeDevice(session.userAgent))}
                    isBusy={ending === session.id}
                    busyLabel={words.revoking}
                    onClick={() => void end({ sessionId: session.id })}
                  >
                    {words.revoke}
                  </Button>
                )
              }
            />
          ))}
        </RowList>
        {state === "more" && <Lead size="small">{words.newest(items.length)}</Lead>}
        {!mayEnd && <Lead size="small">{consoleMessages.frame.notInTheirName}</Lead>}
        {mayEnd && items.length > 0 && (
          <>
            <Lead size="small">{words.everywhereText}</Lead>
            <Button
              look="secondary"
              isBusy={ending === "everywhere"}
              busyLabel={consoleMessages.frame.signingOut}
              onClick={() => void end({ everywhere: true })}
            >
              {words.everywhere}
            </Button>
          </>
        )}
      </Stack>
    </Section>
  );
}

async function loadSessions(): Promise<FunctionResult<Page<AccountSession>>> {
  const result = await readAsPerson(apiPaths.listAccountSessions, parseAccountSessionsAnswer);
  if (!result.ok) return result;
  const { sessions, isComplete } = result.value;
  // There is no way to load the others; the page only says that there are some.
  return { ok: true, value: { items: sessions, after: isComplete ? null : "" } };
}
