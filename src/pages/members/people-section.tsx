import { useEffect, useMemo, useState } from "react";

import { describeConsoleFailure } from "../describe-console-failure.ts";
import { consoleMessages } from "../../config/messages/console.ts";
import { apiPaths, buildApiPath } from "../../contract/api-paths.ts";
import { type FunctionResult } from "../../contract/function-call.ts";
import { type Member, parseMembersAnswer } from "../../contract/members.ts";
import { isolateText } from "../../contract/invisible-characters.ts";
import { trimInvisible } from "../../contract/trim-invisible.ts";
import { formatEmailAddress } from "../../contract/readable-email-address.ts";
import { Button } from "../../ui/button.tsx";
import { buildInitials } from "../../ui/initials.ts";
import { Lead } from "../../ui/lead.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Row, RowList } from "../../ui/row-list.tsx";
import { Section } from "../../ui/section.tsx";
import { Stack } from "../../ui/stack.tsx";
import { readAsPerson } from "../console-calls.ts";
import { formatDate } from "../format-date.ts";
import { type Page, type Pages, usePages } from "../use-pages.ts";
import { buildPersonName } from "./person-name.ts";
import { matchesSearch } from "./search.ts";
import { useMemberLookup } from "./use-member-lookup.ts";

type Props = { ownUserId: string | null; searched: string };

/** So many rows are drawn at first, and so many more by each click: drawing thousands would hold up what is typed. */
const rowsAtOnce = 100;
/** A search goes on loading pages until so many match. */
const enoughMatches = 20;

/** Who is in the organization, page by page: those whose name or address holds what is searched for. */
export function PeopleSection({ ownUserId, searched }: Props) {
  const words = consoleMessages.members;
  const { items, state, failure, loadMore } = usePages(loadMembers);
  const [rowLimit, setRowLimit] = useState(rowsAtOnce);
  const lookedUp = useMemberLookup(searched);
  const matches = useMemo(() => {
    const loaded = items.filter((member) => matchesSearch(member, searched));
    return lookedUp === null || loaded.some(({ id }) => id === lookedUp.id) ? loaded : [lookedUp, ...loaded];
  }, [items, searched, lookedUp]);
  const isSearching = trimInvisible(searched) !== "";

  useEffect(() => {
    // One who was found by the whole address ends the search.
    if (isSearching && lookedUp === null && state === "more" && matches.length < enoughMatches) loadMore();
  }, [isSearching, lookedUp, state, matches.length, loadMore]);

  const showMore = () => {
    setRowLimit((limit) => limit + rowsAtOnce);
    if (state === "more" || state === "failed") loadMore();
  };
  const hasMore = matches.length > rowLimit || state === "more" || (state === "loading" && items.length > 0);
  return (
    <Section title={words.people}>
      <Stack gap="medium">
        <Lead size="small" role="status">
          {describeList(matches.length, state)}
        </Lead>
        <RowList label={words.people}>
          {matches.slice(0, rowLimit).map((member) => (
            <Row
              key={member.id}
              initials={buildInitials(member)}
              title={buildPersonName(member)}
              badge={member.userId === ownUserId ? words.you : words.statuses[member.status]}
              details={[
                ...[formatEmailAddress(member.email)]
                  .filter((email) => email !== buildPersonName(member))
                  .map(isolateText),
                words.roleAndDate(words.role(member.roleSlug), formatDate(member.joinedAt)),
              ]}
            />
          ))}
        </RowList>
        {failure !== null && state === "failed" && (
          <Notice tone="problem">{describeConsoleFailure(failure)}</Notice>
        )}
        {(hasMore || state === "failed") && (
          <Button look="secondary" isBusy={state === "loading"} busyLabel={words.loading} onClick={showMore}>
            {state === "failed" ? words.again : words.more}
          </Button>
        )}
      </Stack>
    </Section>
  );
}

async function loadMembers(after: string | null): Promise<FunctionResult<Page<Member>>> {
  const result = await readAsPerson(buildApiPath(apiPaths.listMembers, {}, { after }), parseMembersAnswer);
  return result.ok ? { ok: true, value: { items: result.value.members, after: result.value.after } } : result;
}

function describeList(count: number, state: Pages<Member>["state"]): string | null {
  const words = consoleMessages.members;
  if (count > 0) return words.found(count, state === "whole");
  if (state === "failed") return null;
  return state === "loading" ? words.loading : words.none;
}
