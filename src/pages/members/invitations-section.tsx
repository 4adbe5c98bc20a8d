import { describeConsoleFailure } from "../describe-console-failure.ts";
import { consoleMessages } from "../../config/messages/console.ts";
import { Button } from "../../ui/button.tsx";
import { Lead } from "../../ui/lead.tsx";
import { LiveRegion } from "../../ui/live-region.tsx";
import { Notice } from "../../ui/notice.tsx";
import { RowList } from "../../ui/row-list.tsx";
import { Section } from "../../ui/section.tsx";
import { Stack } from "../../ui/stack.tsx";
import { InvitationRow } from "./invitation-row.tsx";
import { matchesSearch } from "./search.ts";
import { type Invitations } from "./use-invitations.ts";

type Props = { invitations: Invitations; mayInvite: boolean; searched: string };

/** The invitations that nobody has taken yet. */
export function InvitationsSection({ invitations, mayInvite, searched }: Props) {
  const { pages, news, resend, revoke } = invitations;
  const { items, state, failure, loadMore } = pages;
  const words = consoleMessages.invitations;
  const matches = items.filter(({ email }) =>
    matchesSearch({ firstName: null, lastName: null, email }, searched),
  );
  return (
    <Section title={words.title}>
      <Stack gap="medium">
        <LiveRegion>{news?.tone === "info" && <Notice tone="info">{news.text}</Notice>}</LiveRegion>
        {news?.tone === "problem" && <Notice tone="problem">{news.text}</Notice>}
        {matches.length === 0 && state !== "failed" && (
          <Lead size="small">
            {state === "loading"
              ? consoleMessages.members.loading
              : items.length > 0
                ? consoleMessages.members.none
                : words.none}
          </Lead>
        )}
        {matches.length > 0 && (
          <RowList label={words.title}>
            {matches.map((invitation) => (
              <InvitationRow
                key={invitation.id}
                invitation={invitation}
                mayChange={mayInvite}
                resend={resend}
                revoke={revoke}
              />
            ))}
          </RowList>
        )}
        {failure !== null && state === "failed" && (
          <Notice tone="problem">{describeConsoleFailure(failure)}</Notice>
        )}
        {(state === "more" || state === "failed" || (state === "loading" && items.length > 0)) && (
          <Button
            look="secondary"
            isBusy={state === "loading"}
            busyLabel={consoleMessages.members.loading}
            onClick={loadMore}
          >
            {state === "failed" ? consoleMessages.members.again : consoleMessages.members.more}
          </Button>
        )}
      </Stack>
    </Section>
  );
}
