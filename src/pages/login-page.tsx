import { useCallback, useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router-dom";

import { createBrowserStorage } from "../config/browser-storage.ts";
import { commonMessages } from "../config/messages/common.ts";
import { landingMessages } from "../config/messages/landing.ts";
import { defaultReturnTo, paths } from "../config/paths.ts";
import { buildSignInPath } from "../config/sign-in-path.ts";
import { hasEarly } from "../early/early-state.ts";
import { useAuth } from "../session/use-auth.ts";
import { admitAutomaticSignIn, forgetAutomaticSignIns } from "../sign-in/authkit/automatic-sign-in-limit.ts";
import { describeInsecurePage } from "../sign-in/authkit/describe-redirect.ts";
import { type RedirectState } from "../sign-in/authkit/redirect-state.ts";
import { readSignInParameters } from "../sign-in/sign-in-parameters.ts";
import { useAuthkitRedirect } from "../sign-in/authkit/use-authkit-redirect.ts";
import { Intro } from "../sign-in/intro.tsx";
import { Button } from "../ui/button.tsx";
import { DoorFrame } from "../ui/door-frame.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Stack } from "../ui/stack.tsx";
import { Waiting } from "../ui/waiting.tsx";

/**
 * `/login`: the Sign-in URL registered at WorkOS. Redirects to AuthKit once per page load, and takes `return_to`, `login_hint`,
 * `organization_id`, `invitation_token`, `screen_hint`. A link with a part that can't be used opens the sign-in page, which says so.
 */
export function LoginPage({ origin }: { origin: string }) {
  const { isWorkosConfigured, getSignInUrl, checkWorkosReachability } = useAuth();
  const [parameters] = useSearchParams();
  const [{ returnTo, authorization, dropped }] = useState(() => readSignInParameters(parameters, origin));
  // An empty return path is none: there is nothing to say of it.
  const isComplete = dropped.every((part) => part === "returnTo" && parameters.get("return_to") === "");
  const mayStart = isWorkosConfigured && isComplete;
  // The early script has counted it.
  const [isStarted] = useState(() => hasEarly("redirect"));
  const buildUrl = useCallback(
    () => getSignInUrl({ ...authorization, returnTo: returnTo ?? defaultReturnTo }),
    [getSignInUrl, authorization, returnTo],
  );
  const { state, start, stopLoop } = useAuthkitRedirect({
    isConfigured: isWorkosConfigured,
    checkReachability: checkWorkosReachability,
    buildUrl,
  });

  // StrictMode runs the effect twice, and a second URL would overwrite the first one's code verifier.
  const hasStarted = useRef(isStarted);
  useEffect(() => {
    if (hasStarted.current || !mayStart) return;
    hasStarted.current = true;
    if (admitAutomaticSignIn(createBrowserStorage("sessionStorage"), Date.now())) start();
    else stopLoop();
  }, [mayStart, start, stopLoop]);

  const words = isWorkosConfigured ? chooseWords(state) : null;
  if (!isComplete || (words === null && isWorkosConfigured))
    return (
      <Waiting
        title={commonMessages.pageTitle(commonMessages.loading)}
        slowWords={commonMessages.signIn.workosSlow}
        to={isComplete ? null : buildSignInAddress(parameters, returnTo)}
      >
        {landingMessages.login.busy}
      </Waiting>
    );

  const again = () => {
    forgetAutomaticSignIns(createBrowserStorage("sessionStorage"));
    start();
  };
  const { title, text } = words ?? {
    title: commonMessages.signIn.title,
    text: commonMessages.signIn.notConfigured,
  };
  return (
    <DoorFrame product={commonMessages.product} tagline={commonMessages.tagline}>
      <Stack gap="large">
        <Intro title={title} text={text} role="alert" />
        <Stack gap="medium">
          <LinkButton look="primary" to={buildSignInPath(returnTo)}>
            {landingMessages.login.toSignIn}
          </LinkButton>
          {isWorkosConfigured && (
            <Button look="secondary" onClick={again}>
              {commonMessages.signIn.workosAgain}
            </Button>
          )}
        </Stack>
      </Stack>
    </DoorFrame>
  );
}

/** The sign-in page with the same parameters; of a return path that can't be carried along, only that there was one. */
function buildSignInAddress(parameters: URLSearchParams, returnTo: string | null): string {
  const carried = new URLSearchParams(parameters);
  if (carried.has("return_to")) carried.set("return_to", returnTo ?? "");
  return `${paths.signIn}?${carried.toString()}`;
}

function chooseWords(state: RedirectState) {
  switch (state.kind) {
    case "idle":
    case "redirecting":
      return null;
    case "unreachable":
    case "stalled":
      return landingMessages.login.unreachable;
    case "failed":
      if (state.reason === "insecurePage")
        return { ...landingMessages.login.failed, text: describeInsecurePage() };
      return state.reason === "looping" ? landingMessages.login.looping : landingMessages.login.failed;
  }
  state satisfies never;
}
