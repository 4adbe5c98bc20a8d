import { useEffect, useState } from "react";
import { useNavigate } from "react-router-dom";

import { messages } from "../config/messages.ts";
import { type EmailLinkToken } from "../contract/email-link.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { useAuth } from "../session/use-auth.ts";
import { EmailLinkPanel } from "../sign-in/email-link-panel.tsx";
import { takeEmailLink } from "../sign-in/take-email-link.ts";
import { DoorFrame } from "../ui/door-frame.tsx";
import { chooseLanding } from "./choose-landing.ts";

type Props = {
  origin: string;
  /** The link that the page was opened with. */
  token: EmailLinkToken | null;
};

/** `/auth/email-link`: where a mailed link leads. Opening it does nothing; the button uses it. */
export function EmailLinkPage({ origin, token }: Props) {
  const { session, adoptEmailSession } = useAuth();
  const navigate = useNavigate();
  const [opened, setOpened] = useState({ token, count: 0 });

  // A link that is pasted over this page's address changes the fragment alone, and loads nothing.
  useEffect(() => {
    const take = () => {
      if (window.location.hash === "") return;
      const next = takeEmailLink();
      setOpened(({ count }) => ({ token: next, count: count + 1 }));
    };
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, []);

  const adopt = (answer: SessionAnswer) => {
    adoptEmailSession(answer);
    void navigate(chooseLanding(answer, origin), { replace: true });
  };
  return (
    <DoorFrame product={messages.product} tagline={messages.tagline}>
      <EmailLinkPanel
        key={opened.count}
        token={opened.token}
        signedInAs={session.kind === "active" ? session.session.user.email : null}
        onSignedIn={adopt}
      />
    </DoorFrame>
  );
}
