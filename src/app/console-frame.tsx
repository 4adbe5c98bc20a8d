import { Outlet } from "react-router-dom";

import { messages } from "../config/messages.ts";
import { paths } from "../config/paths.ts";
import { useAuth } from "../session/use-auth.ts";
import { ConsoleLayout } from "../ui/console-layout.tsx";
import { Notice } from "../ui/notice.tsx";
import { AccountMenu } from "./account-menu.tsx";

/** What stands around every page of the console. */
export function ConsoleFrame() {
  const { session } = useAuth();
  return (
    <ConsoleLayout
      product={messages.product}
      skipLabel={messages.frame.skipToContent}
      navigationLabel={messages.frame.navigation}
      links={[{ label: messages.frame.dashboard, to: paths.dashboard }]}
      menu={<AccountMenu />}
    >
      {session.kind === "unreachable" && <Notice tone="info">{messages.session.unreachableText}</Notice>}
      <Outlet />
    </ConsoleLayout>
  );
}
