import { useCallback, useLayoutEffect, useState } from "react";

import { type SignInMethod } from "../config/last-method.ts";
import { type ReturnTo } from "../contract/return-to.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { hasEarly, takeEarly } from "../early/early-state.ts";
import { useMountedValue } from "../ui/use-mounted-value.ts";
import { type CheckReachability } from "../workos/reachability.ts";
import { buildAddressStep } from "./address-step.ts";
import { RedirectButton } from "./authkit/redirect-button.tsx";
import { useAuthkitRedirect } from "./authkit/use-authkit-redirect.ts";
import { methodStep } from "./email-code/sign-in-state.ts";
import { EmailCodeSteps } from "./email-code/steps.tsx";
import { useEmailCode } from "./email-code/use-email-code.ts";
import { MethodChoice } from "./method-choice.tsx";
import { useFunctionHealth } from "./use-function-health.ts";
import { type WayIn } from "./way-in.ts";
import { waysIn } from "./ways-in.ts";

/** What AuthKit's page can fill in. */
export type WorkosHint = { loginHint?: string; organizationId?: string };

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

const offers = waysIn.flatMap(({ offer }) => offer ?? []);
const findInterrupted = () => offers.find(({ isInterrupted }) => isInterrupted?.() === true) ?? null;

/** The sign-in page's content: the method choice, the steps of an email code, or the panel of another way in. */
export function SignInPanel(props: Props) {
  const [initialState] = useState(() => (hasEarly("emailStep") ? buildAddressStep(0, "") : methodStep));
  const [state, calls] = useEmailCode(props.onVerified, props.returnTo, initialState, props.invitationToken);
  useLayoutEffect(() => {
    const early = takeEarly("emailStep");
    if (early === null) return;
    calls.dispatch({ type: "emailChanged", email: early.typedEmail });
    if (early.isSubmitted) void calls.send(early.typedEmail);
  }, [calls]);
  const health = useFunctionHealth();
  const { buildWorkosUrl } = props;
  const hintedEmail = state.step === "blocked" ? state.email : null;
  const organizationId = state.step === "blocked" ? state.organizationId : null;
  const buildUrl = useCallback(
    () =>
      buildWorkosUrl({
        ...(hintedEmail !== null && { loginHint: hintedEmail }),
        ...(organizationId !== null && { organizationId }),
      }),
    [buildWorkosUrl, hintedEmail, organizationId],
  );
  const redirect = useAuthkitRedirect({
    isConfigured: props.isWorkosConfigured,
    checkReachability: props.checkReachability,
    buildUrl,
  });

  const interrupted = useMountedValue(findInterrupted, null);
  const [chosen = interrupted, setChosen] = useState<Offer | null>();

  const initialEmail = props.loginHint ?? "";
  if (chosen !== null)
    return (
      <chosen.Panel
        email={initialEmail}
        returnTo={props.returnTo}
        onBack={() => setChosen(null)}
        onSignedIn={props.onVerified}
      />
    );
  if (state.step !== "method")
    return (
      <EmailCodeSteps
        state={state}
        calls={calls}
        place="page"
        renderWorkosWay={(label) => (
          <RedirectButton redirect={redirect} isWorkosConfigured={props.isWorkosConfigured}>
            {label}
          </RedirectButton>
        )}
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
      onEmailCode={() => {
        redirect.cancel();
        calls.dispatch({ type: "emailCodeChosen", email: initialEmail });
      }}
      others={offers
        .filter(({ readAvailability }) => readAvailability(health.body) === "available")
        .map((offer) => ({
          label: offer.label,
          onChoose() {
            redirect.cancel();
            setChosen(offer);
          },
        }))}
    />
  );
}
