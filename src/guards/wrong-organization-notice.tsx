import { useState } from "react";

import { describeRequirement } from "../config/refusal-message.ts";
import { commonMessages } from "../config/messages/common.ts";
import { consoleMessages } from "../config/messages/console.ts";
import { paths } from "../config/paths.ts";
import { OrganizationRefusedError } from "../session/errors.ts";
import { useAuth } from "../session/use-auth.ts";
import { Button } from "../ui/button.tsx";
import { Column } from "../ui/column.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Stack } from "../ui/stack.tsx";

/** Says that a page belongs to another organization, and offers the way there; `required` is null for "any". */
export function WrongOrganizationNotice({ required }: { required: string | null }) {
  const { switchToOrganization } = useAuth();
  const [isSwitching, setIsSwitching] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const { wrongOrganization } = consoleMessages;
  const title = required === null ? wrongOrganization.noOrganizationTitle : wrongOrganization.title;

  const switchNow = (organizationId: string) => {
    setIsSwitching(true);
    setFailure(null);
    switchToOrganization({ organizationId })
      .catch((error: unknown) => setFailure(describeFailure(error)))
      .finally(() => setIsSwitching(false));
  };

  return (
    <Column>
      <Stack gap="large">
        <title>{commonMessages.pageTitle(title)}</title>
        <Stack gap="small">
          <Heading>{title}</Heading>
          <Lead>{required === null ? wrongOrganization.noOrganizationText : wrongOrganization.text}</Lead>
        </Stack>
        {failure !== null && <Notice tone="problem">{failure}</Notice>}
        <Stack gap="medium">
          {required !== null && (
            <Button
              look="primary"
              isBusy={isSwitching}
              busyLabel={wrongOrganization.switching}
              onClick={() => switchNow(required)}
            >
              {wrongOrganization.switch}
            </Button>
          )}
          <LinkButton look={required === null ? "primary" : "secondary"} to={paths.dashboard}>
            {wrongOrganization.home}
          </LinkButton>
        </Stack>
      </Stack>
    </Column>
  );
}

function describeFailure(error: unknown): string {
  const { wrongOrganization } = consoleMessages;
  const { signIn } = commonMessages;
  if (!(error instanceof OrganizationRefusedError)) return wrongOrganization.failed;
  const requirement = describeRequirement(error.error);
  return requirement === null ? wrongOrganization.refused : signIn.refused(requirement);
}
