import * as v from "valibot";

import { ada, analyticalEngines } from "../people.ts";
import type { MockClient } from "../workos/mock-client.ts";

const invitationSchema = v.object({ id: v.string(), token: v.string() });

/** Ada invites an address to Analytical Engines, but for what `changes` says. */
export async function invite(
  client: MockClient,
  email: string,
  changes: Record<string, unknown> = {},
): Promise<{ id: string; token: string }> {
  const body = {
    email,
    organization_id: analyticalEngines.id,
    inviter_user_id: ada.id,
    ...changes,
  };
  const response = await client.postWithKey("/user_management/invitations", body);
  return v.parse(invitationSchema, await response.json());
}

/** What WorkOS says of an invitation. */
export async function readInvitation(client: MockClient, id: string): Promise<unknown> {
  const invitation: unknown = await (await client.getWithKey(`/user_management/invitations/${id}`)).json();
  return invitation;
}

export async function revoke(client: MockClient, id: string): Promise<void> {
  await client.postWithKey(`/user_management/invitations/${id}/revoke`, {});
}

/** Ways in which a token is no pending invitation's; each makes one. */
export const deadTokens: [name: string, make: (client: MockClient) => Promise<string>][] = [
  ["unknown", async () => "Z1uX3RbwcIl5fIGJJJCXXisd"],
  [
    "revoked",
    async (client) => {
      const { id, token } = await invite(client, "mary@acme.example");
      await revoke(client, id);
      return token;
    },
  ],
  [
    "used",
    async (client) => {
      const { id, token } = await invite(client, "mary@acme.example");
      await client.postWithKey(`/user_management/invitations/${id}/accept`, {});
      return token;
    },
  ],
  [
    "expired",
    async (client) => {
      const { token } = await invite(client, "mary@acme.example");
      await client.postJson("/mock/expire-invitation", { email: "mary@acme.example" });
      return token;
    },
  ],
];
