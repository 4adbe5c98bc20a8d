import { useCallback, useEffect, useState } from "react";

import { describeRequirement } from "../config/refusal-message.ts";
import { commonMessages } from "../config/messages/common.ts";
import { consoleMessages } from "../config/messages/console.ts";
import { decodeAccessToken } from "../contract/access-token.ts";
import { stripMisleading } from "../contract/invisible-characters.ts";
import { apiPaths } from "../contract/api-paths.ts";
import { type OrganizationMembership, parseOrganizationsAnswer } from "../contract/organizations.ts";
import { readAsPerson } from "../pages/console-calls.ts";
import { OrganizationRefusedError } from "../session/errors.ts";
import { getRunningSession } from "../session/running-session.ts";
import { useAuth } from "../session/use-auth.ts";

/** What the switcher shows and does. */
export type Organizations = {
  /** The person's organizations by name; none while they aren't known. */
  memberships: readonly OrganizationMembership[];
  current: OrganizationMembership | null;
  /** Whether these are all of them. */
  isComplete: boolean;
  /** Why the one couldn't be opened that was tried last; null when none was tried or it went well. */
  failure: string | null;
  /** The name of the one that is being opened. */
  switchingTo: string | null;
  switchTo: (membership: OrganizationMembership) => void;
};

type Known = {
  userId: string;
  askedIn: string | null;
  memberships: OrganizationMembership[];
  isComplete: boolean;
};

/** The organizations of who is signed in. Where they can't be had there is nothing to choose, and no harm done. */
export function useOrganizations(): Organizations {
  const { user, organizationId, switchToOrganization } = useAuth();
  const userId = user?.id ?? null;
  const [known, setKnown] = useState<Known | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [switchingTo, setSwitchingTo] = useState<string | null>(null);

  // Asked again after a switch: whoever has just joined an organization finds it here.
  useEffect(() => {
    if (userId === null) return undefined;
    let isCurrent = true;
    const ask = async () => {
      const accessToken = await getRunningSession()
        .getAccessToken()
        .catch(() => null);
      if (accessToken === null || decodeAccessToken(accessToken)?.isEmailAlone === true) return;
      const result = await readAsPerson(apiPaths.listOrganizations, parseOrganizationsAnswer);
      if (isCurrent && result.ok)
        setKnown({
          userId,
          askedIn: organizationId,
          memberships: result.value.organizations.map(({ name, ...membership }) => ({
            ...membership,
            name: stripMisleading(name) || membership.id,
          })),
          isComplete: result.value.isComplete,
        });
    };
    void ask();
    return () => {
      isCurrent = false;
    };
  }, [userId, organizationId]);

  const switchTo = useCallback(
    ({ id, name }: OrganizationMembership) => {
      setFailure(null);
      setSwitchingTo(name);
      switchToOrganization({ organizationId: id }).then(
        () => setSwitchingTo(null),
        (error: unknown) => {
          setSwitchingTo(null);
          setFailure(describeFailure(name, error));
        },
      );
    },
    [switchToOrganization],
  );

  // Another person's organizations are nobody else's to see, not even until the answer is there.
  const memberships = known?.userId === userId ? known.memberships : [];
  const current = memberships.find(({ id }) => id === organizationId) ?? null;
  const isComplete = known?.isComplete ?? true;
  return { memberships, current, isComplete, failure, switchingTo, switchTo };
}

function describeFailure(name: string, error: unknown): string {
  const words = consoleMessages.organizations;
  if (!(error instanceof OrganizationRefusedError)) return words.failed(name);
  const requirement = describeRequirement(error.error);
  return requirement === null
    ? words.refused(name)
    : words.refusedFor(name, commonMessages.signIn.refused(requirement));
}
