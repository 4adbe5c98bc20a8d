import { useState } from "react";

import { messages } from "../config/messages.ts";
import { paths } from "../config/paths.ts";
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
  const [progress, setProgress] = useState<"idle" | "switching" | "failed">("idle");
  const { wrongOrganization } = messages;
  const title = required === null ? wrongOrganization.noOrganizationTitle : wrongOrganization.title;

  const switchNow = (organizationId: string) => {
    setProgress("switching");
    switchToOrganization({ organizationId }).then(
      () => setProgress("idle"),
      () => setProgress("failed"),
    );
  };

  return (
    <Column>
      <Stack gap="large">
        <title>{messages.pageTitle(title)}</title>
        <Stack gap="small">
          <Heading>{title}</Heading>
          <Lead>{required === null ? wrongOrganization.noOrganizationText : wrongOrganization.text}</Lead>
        </Stack>
        {progress === "failed" && <Notice tone="problem">{wrongOrganization.failed}</Notice>}
        <Stack gap="medium">
          {required !== null && (
            <Button
              look="primary"
              isBusy={progress === "switching"}
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
