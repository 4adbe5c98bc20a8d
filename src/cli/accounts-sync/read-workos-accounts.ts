import * as v from "valibot";

import { parseEmailAddress } from "../../contract/email-address.ts";
import { toPathSegment } from "../../contract/path-segment.ts";
import type { ProgressDisplay } from "../progress-display.ts";
import type { RequestOutcome } from "../retrying-fetch.ts";
import type { WorkosClient, WorkosPage } from "../workos-client.ts";
import {
  type PagedList,
  type SyncEntry,
  type SyncProgress,
  buildSsoRequirement,
  membershipsOf,
} from "./sync-progress.ts";
import {
  type AuthFactors,
  connectionFromWorkos,
  membershipFromWorkos,
  organizationFromWorkos,
  userFromWorkos,
} from "./workos-records.ts";

/** Why the reading ended early. */
export type ReadingFailure = Exclude<RequestOutcome, { kind: "answered" }>;

type Reading = {
  client: WorkosClient;
  progress: SyncProgress;
  /** Must add the entry to the progress. */
  keep: (entry: SyncEntry) => void;
  display: ProgressDisplay;
};

/** Second factors are read person by person; this many requests at once stay far below WorkOS's limit. */
const simultaneousFactorRequests = 4;

/** Oldest first: what is created during the sync comes last, and moves nothing to another page. */
const oldestFirst = { order: "asc" };

const factorSchema = v.object({ id: v.string() });

/**
 * Reads from WorkOS what the progress lacks; null when it is complete.
 *
 * People come first, so that someone who signs up meanwhile isn't in the copy, instead of being in it without the organization's rules.
 */
export async function readWorkosAccounts(reading: Reading): Promise<ReadingFailure | null> {
  const { progress, keep } = reading;
  return (
    (await readList(reading, "People", "/user_management/users", userFromWorkos, progress.users, (page) =>
      keep({ step: "users", ...page }),
    )) ??
    (await readList(
      reading,
      "Organizations",
      "/organizations",
      organizationFromWorkos,
      progress.organizations,
      (page) => keep({ step: "organizations", ...page }),
    )) ??
    (await readMemberships(reading)) ??
    (await readConnections(reading)) ??
    (await readFactors(reading))
  );
}

async function readList<Item>(
  { client, display }: Reading,
  title: string,
  path: string,
  item: v.GenericSchema<unknown, Item>,
  list: PagedList<Item>,
  keep: (page: WorkosPage<Item>) => void,
): Promise<ReadingFailure | null> {
  display.begin(title, null, list.items.size);
  return await readPages(
    list,
    (after) => client.list(path, item, { ...oldestFirst, after }),
    (page) => {
      keep(page);
      display.advance(list.items.size);
    },
  );
}

/** Reads a list from its cursor to its end. */
async function readPages<Item>(
  list: PagedList<Item>,
  read: (after: string | null) => Promise<RequestOutcome<WorkosPage<Item>>>,
  keep: (page: WorkosPage<Item>) => void,
): Promise<ReadingFailure | null> {
  while (!list.isComplete) {
    const outcome = await read(list.after);
    if (outcome.kind !== "answered") return outcome;
    keep(outcome.body);
  }
  return null;
}

async function readMemberships({ client, progress, keep, display }: Reading): Promise<ReadingFailure | null> {
  const ids = [...progress.organizations.items.keys()];
  const missing = ids.filter((id) => !membershipsOf(progress, id).isComplete);
  let done = ids.length - missing.length;
  display.begin("Memberships", ids.length, done);
  for (const organizationId of missing) {
    const query = { organization_id: organizationId, statuses: "active", ...oldestFirst };
    const failure = await readPages(
      membershipsOf(progress, organizationId),
      (after) =>
        client.list("/user_management/organization_memberships", membershipFromWorkos, { ...query, after }),
      (page) => keep({ step: "memberships", organizationId, ...page }),
    );
    if (failure?.kind === "refused" && failure.status === 404) {
      // Deleted since the organizations were listed, so it has no members any more.
      keep({ step: "memberships", organizationId, items: [], after: null });
    } else if (failure !== null) {
      return failure;
    }
    done += 1;
    display.advance(done);
  }
  return null;
}

async function readConnections(reading: Reading): Promise<ReadingFailure | null> {
  const { progress, keep } = reading;
  const failure = await readList(
    reading,
    "SSO connections",
    "/connections",
    connectionFromWorkos,
    progress.connections,
    (page) => keep({ step: "connections", ...page }),
  );
  if (failure?.kind !== "refused" || ![403, 404].includes(failure.status)) return failure;
  keep({ step: "connections_refused" });
  return null;
}

/** Only for people who may otherwise get a code: for the others a second factor would change nothing. */
async function readFactors({ client, progress, keep, display }: Reading): Promise<ReadingFailure | null> {
  const requiresSso = buildSsoRequirement(progress);
  const userIds = [...progress.users.items.values()].flatMap((user) => {
    const email = parseEmailAddress(user.email);
    return user.isConfirmed && email !== null && !requiresSso({ userId: user.id, email }) ? [user.id] : [];
  });
  const missing = userIds.filter((userId) => !progress.factors.has(userId));
  let done = userIds.length - missing.length;
  let failure: ReadingFailure | null = null;
  display.begin("Second factors", userIds.length, done);

  async function work(): Promise<void> {
    for (let userId = missing.shift(); userId !== undefined; userId = missing.shift()) {
      const outcome = await readFactorsOf(userId, client);
      if (outcome.kind !== "answered") {
        failure ??= outcome;
        missing.length = 0;
        return;
      }
      keep({ step: "factors", userId, factors: outcome.body });
      done += 1;
      display.advance(done);
    }
  }
  await Promise.all(Array.from({ length: simultaneousFactorRequests }, work));
  return failure;
}

async function readFactorsOf(userId: string, client: WorkosClient): Promise<RequestOutcome<AuthFactors>> {
  const path = `/user_management/users/${toPathSegment(userId)}`;
  const factors = await client.list(`${path}/auth_factors`, factorSchema, oldestFirst);
  if (factors.kind === "answered") {
    return { kind: "answered", body: factors.body.items.length > 0 ? "enrolled" : "none" };
  }
  if (factors.kind !== "refused" || factors.status === 401) return factors;
  if (factors.status !== 404) return { kind: "answered", body: "unknown" };
  // Either the person is gone, or this WorkOS has no list of factors.
  const user = await client.get(path);
  if (user.kind === "answered") return { kind: "answered", body: "unknown" };
  return user.kind === "refused" && user.status === 404 ? { kind: "answered", body: "gone" } : user;
}
