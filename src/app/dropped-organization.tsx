import { consoleMessages } from "../config/messages/console.ts";
import { useAuth } from "../session/use-auth.ts";
import { Button } from "../ui/button.tsx";
import { LiveRegion } from "../ui/live-region.tsx";
import { Notice } from "../ui/notice.tsx";
import { type Organizations } from "./use-organizations.ts";

/** Says that the person isn't in this tab's organization any more, and where the session goes on. */
export function DroppedOrganization({ organizations }: { organizations: Organizations }) {
  const { droppedOrganization, dismissDroppedOrganization } = useAuth();
  const words = consoleMessages.organizations;
  return (
    <LiveRegion>
      {droppedOrganization !== null && (
        <Notice
          tone="info"
          action={
            <Button look="quiet" onClick={dismissDroppedOrganization}>
              {words.dismiss}
            </Button>
          }
        >
          {words.dropped(organizations.current?.name ?? null)}
        </Notice>
      )}
    </LiveRegion>
  );
}
