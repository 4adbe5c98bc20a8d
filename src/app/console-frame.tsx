import { Outlet } from "react-router-dom";

import { commonMessages } from "../config/messages/common.ts";
import { consoleMessages } from "../config/messages/console.ts";
import { paths } from "../config/paths.ts";
import { memberPermissions } from "../contract/member-permissions.ts";
import { formatEmailAddress } from "../contract/readable-email-address.ts";
import { useAuth } from "../session/use-auth.ts";
import { Banner } from "../ui/banner.tsx";
import { ConsoleLayout } from "../ui/console-layout.tsx";
import { type PartFailure, PartFailureContext } from "../ui/lazy-part.tsx";
import { LiveRegion } from "../ui/live-region.tsx";
import { Notice } from "../ui/notice.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { DroppedOrganization } from "./dropped-organization.tsx";
import { MissingPart } from "./missing-part.tsx";
import { OrganizationElsewhere } from "./organization-elsewhere.tsx";
import { useOrganizations } from "./use-organizations.ts";

const showMissing = (failure: PartFailure) => <MissingPart {...failure} />;

/** What stands around every page of the console. */
export function ConsoleFrame() {
  const { session, user, impersonator, organizationId, permissions, signOut } = useAuth();
  const organizations = useOrganizations();
  const { frame } = consoleMessages;
  const mayReadMembers = organizationId !== null && permissions.includes(memberPermissions.read);
  return (
    <ConsoleLayout
      product={commonMessages.product}
      skipLabel={frame.skipToContent}
      navigationLabel={frame.navigation}
      organization={organizations.current?.name ?? null}
      links={[
        { label: frame.dashboard, to: paths.dashboard },
        ...(mayReadMembers ? [{ label: frame.members, to: paths.members }] : []),
      ]}
      menu={<AccountMenu organizations={organizations} />}
      banner={
        impersonator !== null &&
        user !== null && (
          <Banner
            tone="warning"
            label={frame.impersonation}
            action={{ label: frame.stopImpersonating, onSelect: () => void signOut() }}
          >
            {frame.impersonating(formatEmailAddress(impersonator.email), formatEmailAddress(user.email))}
          </Banner>
        )
      }
    >
      {session.kind === "unreachable" && <Notice tone="info">{consoleMessages.outage.notice}</Notice>}
      <LiveRegion>
        {organizations.switchingTo !== null && (
          <Notice tone="info">{consoleMessages.organizations.switching(organizations.switchingTo)}</Notice>
        )}
      </LiveRegion>
      <DroppedOrganization organizations={organizations} />
      <OrganizationElsewhere organizations={organizations} />
      {organizations.failure !== null && <Notice tone="problem">{organizations.failure}</Notice>}
      {/* Nothing of one organization stays on the screen of another. */}
      <PartFailureContext value={showMissing}>
        <Outlet key={organizationId} />
      </PartFailureContext>
    </ConsoleLayout>
  );
}
