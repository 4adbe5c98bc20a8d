import { useCallback, useLayoutEffect, useState } from "react";

import { type ReturnTo } from "../../contract/return-to.ts";
import { type SessionAnswer } from "../../contract/session.ts";
import { hasEarly, takeEarly } from "../../early/early-state.ts";
import { type CheckReachability } from "../../workos/reachability.ts";
import { buildAddressStep } from "../address-step.ts";
import { RedirectButton } from "../authkit/redirect-button.tsx";
import { useAuthkitRedirect } from "../authkit/use-authkit-redirect.ts";
import { EmailCodeSteps } from "./steps.tsx";
import { useEmailCode } from "./use-email-code.ts";

/** What AuthKit's page can fill in. */
export type WorkosHint = { loginHint?: string; organizationId?: string };

type Props = {
  /** Initial value of the address field. */
  email: string;
  returnTo: ReturnTo | null;
  /** The invitation to accept with the sign-in. */
  invitationToken: string | null;
  isWorkosConfigured: boolean;
  checkReachability: CheckReachability;
  buildWorkosUrl: (hint: WorkosHint) => Promise<string>;
  onBack: () => void;
  onVerified: (answer: SessionAnswer) => void;
};

/** The sign-in page's steps of an email code, from the address on, or from where a page load has interrupted them. */
export function EmailCodePanel({ email, returnTo, invitationToken, onBack, onVerified, ...workos }: Props) {
  // As the build has rendered it; what was typed since comes in the effect.
  const [initialState] = useState(() => buildAddressStep(0, hasEarly("emailStep") ? "" : email));
  const [state, calls] = useEmailCode(onVerified, returnTo, initialState, invitationToken);

  useLayoutEffect(() => {
    const early = takeEarly("emailStep");
    if (early === null) return;
    calls.dispatch({ type: "emailChanged", email: early.typedEmail });
    if (early.isSubmitted) void calls.send(early.typedEmail);
  }, [calls]);

  const hasGoneBack = state.step === "method";
  useLayoutEffect(() => {
    if (hasGoneBack) onBack();
  }, [hasGoneBack, onBack]);
  if (state.step === "method") return null;

  return (
    <EmailCodeSteps
      state={state}
      calls={calls}
      place="page"
      renderWorkosWay={(label) =>
        state.step === "blocked" && (
          <WorkosWay {...workos} email={state.email} organizationId={state.organizationId} label={label} />
        )
      }
    />
  );
}

type WorkosWayProps = Pick<Props, "isWorkosConfigured" | "checkReachability" | "buildWorkosUrl"> & {
  email: string;
  organizationId: string | null;
  label: string;
};

function WorkosWay(props: WorkosWayProps) {
  const { isWorkosConfigured, checkReachability, buildWorkosUrl, email, organizationId, label } = props;
  const buildUrl = useCallback(
    () => buildWorkosUrl({ loginHint: email, ...(organizationId !== null && { organizationId }) }),
    [buildWorkosUrl, email, organizationId],
  );
  const redirect = useAuthkitRedirect({ isConfigured: isWorkosConfigured, checkReachability, buildUrl });
  return (
    <RedirectButton redirect={redirect} isWorkosConfigured={isWorkosConfigured}>
      {label}
    </RedirectButton>
  );
}
