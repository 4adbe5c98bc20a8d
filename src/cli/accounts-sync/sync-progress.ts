import * as v from "valibot";

import type { EmailAddress } from "../../contract/email-address.ts";
import type { WorkosPage } from "../workos-client.ts";
import {
  type AuthFactors,
  type WorkosConnection,
  type WorkosMembership,
  type WorkosOrganization,
  type WorkosUser,
  authFactorsSchema,
  connectionSchema,
  membershipSchema,
  organizationSchema,
  userSchema,
} from "./workos-records.ts";

const after = v.nullable(v.string());

/** One response of WorkOS, as the progress file keeps it for the next run. */
export const syncEntrySchema = v.variant("step", [
  v.object({ step: v.literal("users"), items: v.array(userSchema), after }),
  v.object({ step: v.literal("organizations"), items: v.array(organizationSchema), after }),
  v.object({
    step: v.literal("memberships"),
    organizationId: v.string(),
    items: v.array(membershipSchema),
    after,
  }),
  v.object({ step: v.literal("connections"), items: v.array(connectionSchema), after }),
  v.object({ step: v.literal("connections_refused") }),
  v.object({ step: v.literal("factors"), userId: v.string(), factors: authFactorsSchema }),
]);

export type SyncEntry = v.InferOutput<typeof syncEntrySchema>;

/** A list of WorkOS as far as it has been read. Its items are by id, so that a page that is read twice changes nothing. */
export type PagedList<Item> = { items: Map<string, Item>; after: string | null; isComplete: boolean };

/** Everything that has been read of WorkOS so far. */
export type SyncProgress = {
  users: PagedList<WorkosUser>;
  organizations: PagedList<WorkosOrganization>;
  /** By organization id; the items of each list by user id. */
  memberships: Map<string, PagedList<WorkosMembership>>;
  connections: PagedList<WorkosConnection>;
  /** Whether the API key may not list connections, so that it is unknown who has to use them. */
  areConnectionsRefused: boolean;
  /** By user id. */
  factors: Map<string, AuthFactors>;
};

export function createSyncProgress(): SyncProgress {
  return {
    users: createList(),
    organizations: createList(),
    memberships: new Map(),
    connections: createList(),
    areConnectionsRefused: false,
    factors: new Map(),
  };
}

/** The memberships of an organization; a new list when nothing of it has been read. */
export function membershipsOf(
  { memberships }: SyncProgress,
  organizationId: string,
): PagedList<WorkosMembership> {
  const list = memberships.get(organizationId) ?? createList<WorkosMembership>();
  memberships.set(organizationId, list);
  return list;
}

export function addToProgress(progress: SyncProgress, entry: SyncEntry): void {
  switch (entry.step) {
    case "users":
      return addPage(progress.users, entry, ({ id }) => id);
    case "organizations":
      return addPage(progress.organizations, entry, ({ id }) => id);
    case "memberships":
      return addPage(membershipsOf(progress, entry.organizationId), entry, ({ userId }) => userId);
    case "connections":
      return addPage(progress.connections, entry, ({ id }) => id);
    case "connections_refused":
      progress.areConnectionsRefused = true;
      progress.connections.isComplete = true;
      return;
    case "factors":
      progress.factors.set(entry.userId, entry.factors);
      return;
  }
  entry satisfies never;
}

/**
 * Decides who has to sign in through an organization's identity provider: members of an organization with a usable connection, and
 * people whose address is in one of its verified domains, because WorkOS sends them there too. When connections can't be listed,
 * every organization counts as having one.
 */
export function buildSsoRequirement(
  progress: SyncProgress,
): (person: { userId: string; email: EmailAddress }) => boolean {
  const usable = [...progress.connections.items.values()].filter((connection) => connection.isUsable);
  const withConnection = new Set(usable.flatMap(({ organizationId }) => organizationId ?? []));
  const organizations = [...progress.organizations.items.values()].filter(
    ({ id }) => progress.areConnectionsRefused || withConnection.has(id),
  );
  const members = new Set(organizations.flatMap(({ id }) => [...membershipsOf(progress, id).items.keys()]));
  const domains = new Set([
    ...usable.flatMap((connection) => connection.domains),
    ...organizations.flatMap((organization) => organization.verifiedDomains),
  ]);
  return ({ userId, email }) => members.has(userId) || domains.has(email.slice(email.lastIndexOf("@") + 1));
}

function createList<Item>(): PagedList<Item> {
  return { items: new Map(), after: null, isComplete: false };
}

function addPage<Item>(list: PagedList<Item>, page: WorkosPage<Item>, idOf: (item: Item) => string): void {
  for (const item of page.items) list.items.set(idOf(item), item);
  list.after = page.after;
  list.isComplete = page.after === null;
}
