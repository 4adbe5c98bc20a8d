import { commonMessages } from "../config/messages/common.ts";
import { consoleMessages } from "../config/messages/console.ts";
import { useAuth } from "../session/use-auth.ts";
import { Facts } from "../ui/facts.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { Section } from "../ui/section.tsx";
import { Stack } from "../ui/stack.tsx";
import { stripMisleading } from "../contract/invisible-characters.ts";
import { formatEmailAddress } from "../contract/readable-email-address.ts";

/** `/dashboard`: the console's first page; a team replaces it with its own. */
export function DashboardPage() {
  const { session, user, organizationId, role, permissions } = useAuth();
  const { dashboard } = consoleMessages;
  const source =
    session.kind === "active" || session.kind === "unreachable" ? session.session?.source : undefined;
  return (
    <Stack gap="large">
      <title>{commonMessages.pageTitle(dashboard.title)}</title>
      <Stack gap="small">
        <Heading>{dashboard.title}</Heading>
        {user !== null && (
          <Lead>
            {dashboard.greeting(stripMisleading(user.firstName ?? "") || formatEmailAddress(user.email))}
          </Lead>
        )}
      </Stack>
      <Section title={dashboard.yourSession}>
        <Facts
          facts={[
            { name: consoleMessages.frame.signedInAs, value: formatEmailAddress(user?.email ?? "") },
            { name: dashboard.signedInWith, value: source === undefined ? "" : dashboard.methods[source] },
            { name: dashboard.organization, value: organizationId ?? dashboard.noOrganization },
            { name: dashboard.role, value: role ?? dashboard.noRole },
            {
              name: dashboard.permissions,
              value: permissions.length === 0 ? dashboard.noPermissions : permissions.join(", "),
            },
          ]}
        />
      </Section>
      <Section title={dashboard.nextTitle}>
        <Lead>{dashboard.nextText}</Lead>
      </Section>
    </Stack>
  );
}
