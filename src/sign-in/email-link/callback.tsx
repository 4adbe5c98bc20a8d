import { useEffect, useState } from "react";

import { commonMessages } from "../../config/messages/common.ts";
import { type EmailLinkToken } from "../../contract/email-link-token.ts";
import { DoorFrame } from "../../ui/door-frame.tsx";
import { type WayCallbackProps } from "../way-in.ts";
import { EmailLinkPanel } from "./panel.tsx";
import { takeEmailLinkToken } from "./take-token.ts";

type Props = Pick<WayCallbackProps, "signedInAs" | "onSignedIn"> & {
  /** From the link that the page was opened with. */
  token: EmailLinkToken | null;
};

/** `/auth/email-link`: the page that a mailed link opens. Opening it does nothing; the button uses the link. */
export function EmailLinkCallback({ token, signedInAs, onSignedIn }: Props) {
  const [opened, setOpened] = useState({ token, count: 0 });

  // Pasting a link over this page's address only changes the fragment and loads nothing.
  useEffect(() => {
    const take = () => {
      if (window.location.hash === "") return;
      const next = takeEmailLinkToken();
      setOpened(({ count }) => ({ token: next, count: count + 1 }));
    };
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, []);

  return (
    <DoorFrame product={commonMessages.product} tagline={commonMessages.tagline}>
      <EmailLinkPanel
        key={opened.count}
        token={opened.token}
        signedInAs={signedInAs}
        onSignedIn={onSignedIn}
      />
    </DoorFrame>
  );
}
