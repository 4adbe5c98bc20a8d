import { createBrowserStorage } from "../config/browser-storage.ts";
import { describeSessionRefusal } from "../config/refusal-message.ts";
import { commonMessages } from "../config/messages/common.ts";
import { emailCodeMessages } from "../config/messages/email-code.ts";
import { paths } from "../config/paths.ts";
import { type Session } from "../session/session-state.ts";
import { useAuth } from "../session/use-auth.ts";
import { forgetPendingSignIn } from "../sign-in/email-code/pending-sign-in.ts";
import { reduceSignIn, methodStep } from "../sign-in/email-code/sign-in-state.ts";
import { EmailCodeSteps } from "../sign-in/email-code/steps.tsx";
import { useEmailCode } from "../sign-in/email-code/use-email-code.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { HelpContext } from "../ui/help.tsx";
import { Lead } from "../ui/lead.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { OrDivider } from "../ui/or-divider.tsx";
import { Stack } from "../ui/stack.tsx";

/** A dialog over a page whose session has expired: signs in with an email code, or through WorkOS in a new tab. */
export function ReauthenticationDialog() {
  const { session } = useAuth();
  if (session.kind !== "signedOut" || session.expiredSession === null) return null;
  return <Offer expiredSession={session.expiredSession} refusal={session.refusal} />;
}

type Props = { expiredSession: Session; refusal: { error: string | null; reference: string } | null };

function Offer({ expiredSession, refusal }: Props) {
  const { isWorkosConfigured, adoptEmailSession, dismissExpiredSession } = useAuth();
  const [state, calls] = useEmailCode(
    adoptEmailSession,
    null,
    reduceSignIn(methodStep, { type: "emailCodeChosen", email: expiredSession.user.email }),
  );
  const { reauthentication } = emailCodeMessages;

  const leave = () => {
    forgetPendingSignIn(createBrowserStorage("sessionStorage"));
    dismissExpiredSession();
  };

  return (
    // A reference that led to another page would lose what the person has entered in this one.
    <HelpContext value={null}>
      <Dialog title={reauthentication.title}>
        <Stack gap="large">
          <Lead>{reauthentication.text}</Lead>
          {refusal !== null && (
            <Notice tone="info" reference={commonMessages.reference(refusal.reference)}>
              {describeSessionRefusal(refusal.error)}
            </Notice>
          )}
          {isWorkosConfigured && state.step === "email" && (
            <Stack gap="medium">
              <LinkButton
                look="primary"
                to={buildLoginPath(expiredSession.user.email, expiredSession.organizationId)}
                target="_blank"
              >
                {reauthentication.withWorkos}
              </LinkButton>
              <OrDivider>{commonMessages.signIn.or}</OrDivider>
            </Stack>
          )}
          {state.step !== "method" && (
            <EmailCodeSteps
              state={state}
              calls={calls}
              place="dialog"
              renderWorkosWay={(label) =>
                isWorkosConfigured &&
                state.step === "blocked" && (
                  <LinkButton
                    look="primary"
                    to={buildLoginPath(state.email, state.organizationId)}
                    target="_blank"
                  >
                    {label}
                  </LinkButton>
                )
              }
            />
          )}
          <Button look="quiet" onClick={leave}>
            {reauthentication.leave}
          </Button>
        </Stack>
      </Dialog>
    </HelpContext>
  );
}

/** A sign-in in a new tab for the same person and organization, which ends on a page that says to go back. */
function buildLoginPath(email: string, organizationId: string | null): string {
  const parameters = new URLSearchParams({ return_to: paths.signedIn, login_hint: email });
  if (organizationId !== null) parameters.set("organization_id", organizationId);
  return `${paths.login}?${parameters.toString()}`;
}
