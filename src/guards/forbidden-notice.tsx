import { commonMessages } from "../config/messages/common.ts";
import { consoleMessages } from "../config/messages/console.ts";
import { paths } from "../config/paths.ts";
import { Column } from "../ui/column.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Stack } from "../ui/stack.tsx";

type Props = { permissions: readonly string[]; roles: readonly string[] };

/** Says what a person lacks for a page, so that they know what to ask for. */
export function ForbiddenNotice({ permissions, roles }: Props) {
  const { forbidden } = consoleMessages;
  return (
    <Column>
      <Stack gap="large">
        <title>{commonMessages.pageTitle(forbidden.title)}</title>
        <Stack gap="small">
          <Heading>{forbidden.title}</Heading>
          <Lead>{forbidden.text}</Lead>
          {permissions.length > 0 && <Lead>{forbidden.missingPermissions(permissions)}</Lead>}
          {roles.length > 0 && <Lead>{forbidden.missingRoles(roles)}</Lead>}
        </Stack>
        <LinkButton look="primary" to={paths.dashboard}>
          {forbidden.home}
        </LinkButton>
      </Stack>
    </Column>
  );
}
