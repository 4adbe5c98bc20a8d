import { useEffect, useState } from "react";

import { apiPaths, buildApiPath } from "../../contract/api-paths.ts";
import { parseEmailAddress } from "../../contract/email-address.ts";
import { type Member, parseMembersAnswer } from "../../contract/members.ts";
import { readAsPerson } from "../console-calls.ts";

/** The member with exactly the address that is searched for, wherever in the list; null while none is known. */
export function useMemberLookup(search: string): Member | null {
  const [found, setFound] = useState<{ email: string; member: Member | null } | null>(null);
  const email = parseEmailAddress(search);

  useEffect(() => {
    if (email === null) return undefined;
    let isCurrent = true;
    const lookUp = async () => {
      const result = await readAsPerson(
        buildApiPath(apiPaths.listMembers, {}, { email }),
        parseMembersAnswer,
      );
      if (isCurrent && result.ok) setFound({ email, member: result.value.members[0] ?? null });
    };
    void lookUp();
    return () => {
      isCurrent = false;
    };
  }, [email]);

  return found !== null && found.email === email ? found.member : null;
}
