import * as v from "valibot";

import {
  type AuthFactors,
  type WorkosConnection,
  type WorkosMembership,
  type WorkosOrganization,
  type WorkosUser,
  authFactorsSchema,
  workosConnectionSchema,
  workosMembershipSchema,
  workosOrganizationSchema,
  workosUserSchema,
} from "./workos-records.ts";

const after = v.nullable(v.string());

/** One answer of WorkOS, as it is kept from one run to the next. */
export const syncEntrySchema = v.variant("step", [
  v.object({ step: v.literal("users"), items: v.array(workosUserSchema), after }),
  v.object({ step: v.literal("organizations"), items: v.array(workosOrganizationSchema), after }),
  v.object({
    step: v.literal("memberships"),
    organizationId: v.string(),
    items: v.array(workosMembershipSchema),
    after,
  }),
  v.object({ step: v.literal("connections"), items: v.array(workosConnectionSchema), after }),
  v.object({ step: v.literal("connections_refused") }),
  v.object({ step: v.literal("factors"), userId: v.string(), factors: authFactorsSchema }),
]);

export type SyncEntry = v.InferOutput<typeof syncEntrySchema>;

/** How far a list was read. */
export type Cursor = { kind: "at"; after: string | null } | { kind: "end" };

/** Everything that was read of WorkOS so far, and how far. */
export type SyncProgress = {
  users: Map<string, WorkosUser>;
  usersCursor: Cursor;
  organizations: Map<string, WorkosOrganization>;
  organizationsCursor: Cursor;
  /** By organization, then by person. */
  memberships: Map<string, { byUser: Map<string, WorkosMembership>; cursor: Cursor }>;
  connections: Map<string, WorkosConnection>;
  connectionsCursor: Cursor;
  /** Whether the API key may not list connections, so that nobody knows who has to use them. */
  areConnectionsRefused: boolean;
  factors: Map<string, AuthFactors>;
};

export const listStart: Cursor = { kind: "at", after: null };

export function createSyncProgress(): SyncProgress {
  return {
    users: new Map(),
    usersCursor: listStart,
    organizations: new Map(),
    organizationsCursor: listStart,
    memberships: new Map(),
    connections: new Map(),
    connectionsCursor: listStart,
    areConnectionsRefused: false,
    factors: new Map(),
  };
}

/** Takes an answer in. The same one twice changes nothing: items are kept by their ids. */
export function addToProgress(progress: SyncProgress, entry: SyncEntry): void {
  switch (entry.step) {
    case "users":
      for (const user of entry.items) progress.users.set(user.id, user);
      progress.usersCursor = cursorAfter(entry.after);
      return;
    case "organizations":
      for (const organization of entry.items) progress.organizations.set(organization.id, organization);
      progress.organizationsCursor = cursorAfter(entry.after);
      return;
    case "memberships": {
      const known = progress.memberships.get(entry.organizationId);
      const byUser = known?.byUser ?? new Map<string, WorkosMembership>();
      for (const membership of entry.items) byUser.set(membership.userId, membership);
      progress.memberships.set(entry.organizationId, { byUser, cursor: cursorAfter(entry.after) });
      return;
    }
    case "connections":
      for (const connection of entry.items) progress.connections.set(connection.id, connection);
      progress.connectionsCursor = cursorAfter(entry.after);
      return;
    case "connections_refused":
      progress.areConnectionsRefused = true;
      progress.connectionsCursor = { kind: "end" };
      return;
    case "factors":
      progress.factors.set(entry.userId, entry.factors);
      return;
  }
  entry satisfies never;
}

function cursorAfter(after: string | null): Cursor {
  return after === null ? { kind: "end" } : { kind: "at", after };
}
