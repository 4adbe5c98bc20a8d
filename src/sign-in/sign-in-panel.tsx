import { startTransition, useCallback, useState } from "react";

import { createBrowserStorage } from "../config/browser-storage.ts";
import { type SignInMethod } from "../config/last-method.ts";
import { type ReturnTo } from "../contract/return-to.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { hasEarly } from "../early/early-state.ts";
import { lazyPart } from "../ui/lazy-part.tsx";
import { useMountedValue } from "../ui/use-mounted-value.ts";
import { type CheckReachability } from "../workos/reachability.ts";
import { useAuthkitRedirect } from "./authkit/use-authkit-redirect.ts";
import { type WorkosHint } from "./email-code/panel.tsx";
import { MethodChoice } from "./method-choice.tsx";
import { hasPendingEntry, pendingKeys } from "./pending-entry.ts";
import { useFunctionHealth } from "./use-function-health.ts";
import { type WayIn } from "./way-in.ts";
import { waysIn } from "./ways-in.ts";

export type { WorkosHint } from "./email-code/panel.tsx";

/** What the method choice may be followed by; loaded when it is chosen, or before. */
export const EmailCodePanel = lazyPart(async () => (await import("./email-code/panel.tsx")).EmailCodePanel);

type Props = {
  isWorkosConfigured: boolean;
  checkReachability: CheckReachability;
  buildWorkosUrl: (hint: WorkosHint) => Promise<string>;
  onVerified: (answer: SessionAnswer) => void;
  returnTo: ReturnTo | null;
  /** Why the sign-in page was opened, and what of the link to it was left out, where that needs an explanation. */
  notices: readonly string[];
  /** What an administrator can search for about that. */
  reference?: string | null;
  areCookiesBlocked: boolean;
  lastMethod: SignInMethod | null;
  /** Initial value of the address field. */
  loginHint: string | null;
  /** The invitation that led to this page. */
  invitationToken: string | null;
};

type Offer = NonNullable<WayIn["offer"]>;

/** The part of the page that is open: an email code's steps, or another way's panel; null is the method choice. */
type Opened = "email-code" | Offer | null;

const offers = waysIn.flatMap(({ offer }) => offer ?? []);

function findInterrupted(): Opened {
  const offer = offers.find(({ isInterrupted }) => isInterrupted?.() === true);
  if (offer !== undefined) return offer;
  const storage = createBrowserStorage("sessionStorage");
  const isPending = (key: string) => hasPendingEntry(storage, key, Date.now());
  return isPending(pendingKeys.emailCode) || isPending(pendingKeys.requiredStep) ? "email-code" : null;
}

/** Loads the code of the steps with which the page opens: those that a page load has interrupted, or that a click before it has opened. */
export async function preloadSteps(): Promise<boolean> {
  const opened = hasEarly("emailStep") ? "email-code" : findInterrupted();
  return opened === null || (await (opened === "email-code" ? EmailCodePanel : opened.Panel).preload());
}

/** The sign-in page's content: the method choice, the steps of an email code, or the panel of another way in. */
export function SignInPanel(props: Props) {
  const { isWorkosConfigured, checkReachability, buildWorkosUrl } = props;
  const health = useFunctionHealth();
  const buildUrl = useCallback(() => buildWorkosUrl({}), [buildWorkosUrl]);
  const redirect = useAuthkitRedirect({ isConfigured: isWorkosConfigured, checkReachability, buildUrl });

  const interrupted = useMountedValue(findInterrupted, null);
  const [opened = interrupted, setOpened] = useState<Opened | undefined>(() =>
    hasEarly("emailStep") ? "email-code" : undefined,
  );
  const goBack = useCallback(() => setOpened(null), []);
  const open = (part: Opened) => {
    redirect.cancel();
    // The method choice stays until the part's code is there.
    startTransition(() => setOpened(part));
  };

  const initialEmail = props.loginHint ?? "";
  if (opened === "email-code")
    return (
      <EmailCodePanel
        email={initialEmail}
        returnTo={props.returnTo}
        invitationToken={props.invitationToken}
        isWorkosConfigured={isWorkosConfigured}
        checkReachability={checkReachability}
        buildWorkosUrl={buildWorkosUrl}
        onBack={goBack}
        onVerified={props.onVerified}
      />
    );
  if (opened !== null)
    return (
      <opened.Panel
        email={initialEmail}
        returnTo={props.returnTo}
        onBack={goBack}
        onSignedIn={props.onVerified}
      />
    );
  return (
    <MethodChoice
      notices={props.notices}
      reference={props.reference ?? null}
      isWorkosConfigured={props.isWorkosConfigured}
      redirect={redirect}
      emailCode={health.emailCode}
      areCookiesBlocked={props.areCookiesBlocked}
      lastMethod={props.lastMethod}
      onEmailCode={() => open("email-code")}
      others={offers
        .filter(({ readAvailability }) => readAvailability(health.body) === "available")
        .map((offer) => ({
          label: offer.label,
          onChoose: () => open(offer),
        }))}
    />
  );
}
