import { useDeferredValue, useState } from "react";

import { commonMessages } from "../../config/messages/common.ts";
import { consoleMessages } from "../../config/messages/console.ts";
import { memberPermissions } from "../../contract/member-permissions.ts";
import { useAuth } from "../../session/use-auth.ts";
import { Heading } from "../../ui/heading.tsx";
import { Lead } from "../../ui/lead.tsx";
import { Section } from "../../ui/section.tsx";
import { Stack } from "../../ui/stack.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { InvitationsSection } from "./invitations-section.tsx";
import { InviteForm } from "./invite-form.tsx";
import { PeopleSection } from "./people-section.tsx";
import { useInvitations } from "./use-invitations.ts";

/** `/members`: who belongs to the organization, who is invited, and the way to invite more. */
export function MembersPage() {
  const { organizationId } = useAuth();
  // Another organization is another page: nothing of the one may stay on the screen of the other.
  return <MembersOfOrganization key={organizationId} />;
}

function MembersOfOrganization() {
  const { user, permissions, impersonator } = useAuth();
  const invitations = useInvitations();
  const hasPermission = permissions.includes(memberPermissions.invite);
  const mayInvite = hasPermission && impersonator === null;
  const [search, setSearch] = useState("");
  // What is typed shows at once; the lists follow when there is time.
  const searched = useDeferredValue(search);
  const words = consoleMessages.members;
  return (
    <Stack gap="large">
      <title>{commonMessages.pageTitle(words.title)}</title>
      <Stack gap="small">
        <Heading>{words.title}</Heading>
        <Lead>{words.lead}</Lead>
      </Stack>
      {mayInvite && invitations.quota !== null && (
        <Section title={consoleMessages.invite.title}>
          <InviteForm roles={invitations.roles} quota={invitations.quota} invite={invitations.invite} />
        </Section>
      )}
      {hasPermission && !mayInvite && (
        <Section title={consoleMessages.invite.title}>
          <Lead size="small">{consoleMessages.frame.notInTheirName}</Lead>
        </Section>
      )}
      <TextField
        label={words.search}
        error={null}
        type="search"
        autoComplete="off"
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      <InvitationsSection invitations={invitations} mayInvite={mayInvite} searched={searched} />
      <PeopleSection ownUserId={user?.id ?? null} searched={searched} />
    </Stack>
  );
}
