import { consoleMessages } from "../config/messages/console.ts";
import { useAuth } from "../session/use-auth.ts";
import { Button } from "../ui/button.tsx";
import { LiveRegion } from "../ui/live-region.tsx";
import { Notice } from "../ui/notice.tsx";
import { Stack } from "../ui/stack.tsx";
import { type Organizations } from "./use-organizations.ts";

/** Says that another tab is in another organization now, and offers to open it here too: this page changes by a click alone. */
export function OrganizationElsewhere({ organizations }: { organizations: Organizations }) {
  const { organizationElsewhere, stayInOrganization } = useAuth();
  const { memberships, current, switchTo } = organizations;
  const elsewhere = memberships.find(({ id }) => id === organizationElsewhere);
  const words = consoleMessages.organizations;
  return (
    <LiveRegion>
      {organizationElsewhere !== null && (
        <Notice
          tone="info"
          action={
            <Stack gap="small">
              {elsewhere !== undefined && (
                <Button look="secondary" onClick={() => switchTo(elsewhere)}>
                  {words.openHereToo}
                </Button>
              )}
              <Button look="quiet" onClick={stayInOrganization}>
                {words.stay}
              </Button>
            </Stack>
          }
        >
          {words.elsewhere(elsewhere?.name ?? null, current?.name ?? null)}
        </Notice>
      )}
    </LiveRegion>
  );
}
