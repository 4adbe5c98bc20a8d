import { SessionUnreachableError } from "../../../src/session/errors.ts";
import { ready } from "../../../src/session/ready.ts";
import { getRunningSession } from "../../../src/session/running-session.ts";

// #region load-members
export async function loadMembers(): Promise<unknown> {
  const answer = await ready({ permissions: ["members:read"] });
  switch (answer.status) {
    case "signed-in":
      return fetchMembers();
    case "signed-out":
      return { problem: "sign in first" };
    case "unreachable":
      return { problem: "the sign-in service doesn't answer", retryAtMs: answer.outage.retryAtMs };
    case "forbidden":
      return { problem: `missing: ${answer.missingPermissions.join(", ")}` };
    case "wrong-organization":
      return { problem: "another organization's page" };
  }
  answer satisfies never;
}
// #endregion

// #region fetch-members
export async function fetchMembers(): Promise<unknown> {
  try {
    const accessToken = await getRunningSession().getAccessToken();
    const answer = await fetch("/backend/members", { headers: { Authorization: `Bearer ${accessToken}` } });
    const members: unknown = await answer.json();
    return members;
  } catch (error) {
    if (error instanceof SessionUnreachableError) return { problem: "try again in a moment" };
    throw error;
  }
}
// #endregion
