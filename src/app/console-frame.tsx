import { Outlet } from "react-router-dom";

import { messages } from "../config/messages.ts";
import { paths } from "../config/paths.ts";
import { useAuth } from "../session/use-auth.ts";
import { Banner } from "../ui/banner.tsx";
import { ConsoleLayout } from "../ui/console-layout.tsx";
import { Notice } from "../ui/notice.tsx";
import { AccountMenu } from "./account-menu.tsx";

/** What stands around every page of the console. */
export function ConsoleFrame() {
  const { session, user, impersonator, signOut } = useAuth();
  const { frame } = messages;
  return (
    <ConsoleLayout
      product={messages.product}
      skipLabel={frame.skipToContent}
      navigationLabel={frame.navigation}
      links={[{ label: frame.dashboard, to: paths.dashboard }]}
      menu={<AccountMenu />}
      banner={
        impersonator !== null &&
        user !== null && (
          <Banner
            tone="warning"
            label={frame.impersonation}
            action={{ label: frame.stopImpersonating, onSelect: () => void signOut() }}
          >
            {frame.impersonating(impersonator.email, user.email)}
          </Banner>
        )
      }
    >
      {session.kind === "unreachable" && <Notice tone="info">{messages.session.notice}</Notice>}
      <Outlet />
    </ConsoleLayout>
  );
}
