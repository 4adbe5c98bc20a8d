import { parseEmailAddress } from "../../contract/email-address.ts";
import type { ProgressDisplay } from "../progress-display.ts";
import { buildSsoRequirement } from "./sso-requirement.ts";
import { type Cursor, type SyncEntry, type SyncProgress, listStart } from "./sync-progress.ts";
import type { WorkosPage, WorkosReader, WorkosReading } from "./workos-reader.ts";

/** Why the reading ended before its end; what was read until then is kept. */
export type ReadingStop = { kind: "interrupted" } | { kind: "failed"; cause: string };

/** Second factors are asked about person by person; so many at once stay far below WorkOS's limit. */
const simultaneousFactorRequests = 4;

/**
 * Reads from WorkOS what is still missing; null when nothing is. Each answer is handed to `keep`, which has to add it to the progress.
 *
 * People come first: who signs up in the meantime isn't in the copy, instead of being in it without his organization's rules.
 */
export async function readWorkosAccounts(options: {
  reader: WorkosReader;
  progress: SyncProgress;
  keep: (entry: SyncEntry) => void;
  display: ProgressDisplay;
}): Promise<ReadingStop | null> {
  const { reader, progress, keep, display } = options;

  display.begin("People", null, progress.users.size);
  const users = await readList({
    cursor: () => progress.usersCursor,
    read: (after) => reader.listUsers(after),
    keep: ({ items, after }) => {
      keep({ step: "users", items, after });
      display.advance(progress.users.size);
    },
  });
  if (users !== null) return toStop(users);

  display.begin("Organizations", null, progress.organizations.size);
  const organizations = await readList({
    cursor: () => progress.organizationsCursor,
    read: (after) => reader.listOrganizations(after),
    keep: ({ items, after }) => {
      keep({ step: "organizations", items, after });
      display.advance(progress.organizations.size);
    },
  });
  if (organizations !== null) return toStop(organizations);

  const memberships = await readMemberships(options);
  if (memberships !== null) return memberships;

  display.begin("SSO connections", null, progress.connections.size);
  const connections = await readList({
    cursor: () => progress.connectionsCursor,
    read: (after) => reader.listConnections(after),
    keep: ({ items, after }) => {
      keep({ step: "connections", items, after });
      display.advance(progress.connections.size);
    },
  });
  if (connections !== null) {
    if (connections.kind !== "refused" || ![403, 404].includes(connections.status))
      return toStop(connections);
    keep({ step: "connections_refused" });
  }

  return await readFactors(options);
}

/** Reads a list from where its cursor stands to its end; null when it got there. */
async function readList<Item>(list: {
  cursor: () => Cursor;
  read: (after: string | null) => Promise<WorkosReading<WorkosPage<Item>>>;
  keep: (page: WorkosPage<Item>) => void;
}): Promise<Exclude<WorkosReading<never>, { kind: "read" }> | null> {
  for (let cursor = list.cursor(); cursor.kind === "at"; cursor = list.cursor()) {
    const page = await list.read(cursor.after);
    if (page.kind !== "read") return page;
    list.keep(page.value);
  }
  return null;
}

async function readMemberships({
  reader,
  progress,
  keep,
  display,
}: Parameters<typeof readWorkosAccounts>[0]): Promise<ReadingStop | null> {
  const isRead = (organizationId: string): boolean =>
    progress.memberships.get(organizationId)?.cursor.kind === "end";
  const ids = [...progress.organizations.keys()];
  let done = ids.filter(isRead).length;
  display.begin("Memberships", ids.length, done);
  for (const organizationId of ids.filter((id) => !isRead(id))) {
    const stop = await readList({
      cursor: () => progress.memberships.get(organizationId)?.cursor ?? listStart,
      read: (after) => reader.listActiveMemberships(organizationId, after),
      keep: ({ items, after }) => keep({ step: "memberships", organizationId, items, after }),
    });
    if (stop?.kind === "refused" && stop.status === 404) {
      // Deleted since the organizations were listed: nobody belongs to it any more.
      keep({ step: "memberships", organizationId, items: [], after: null });
    } else if (stop !== null) {
      return toStop(stop);
    }
    done += 1;
    display.advance(done);
  }
  return null;
}

/** Only of those who may otherwise get a code: for the others a second factor would change nothing. */
async function readFactors({
  reader,
  progress,
  keep,
  display,
}: Parameters<typeof readWorkosAccounts>[0]): Promise<ReadingStop | null> {
  const requiresSso = buildSsoRequirement(progress);
  const asked = [...progress.users.values()].flatMap((user) => {
    const email = parseEmailAddress(user.email);
    return user.isConfirmed && email !== null && !requiresSso({ userId: user.id, email }) ? [user.id] : [];
  });
  const missing = asked.filter((userId) => !progress.factors.has(userId));
  let done = asked.length - missing.length;
  let stop: ReadingStop | null = null;
  display.begin("Second factors", asked.length, done);

  async function work(): Promise<void> {
    for (let userId = missing.shift(); userId !== undefined; userId = missing.shift()) {
      const factors = await reader.readAuthFactors(userId);
      if (factors.kind !== "read") {
        stop ??= toStop(factors);
        missing.length = 0;
        return;
      }
      keep({ step: "factors", userId, factors: factors.value });
      done += 1;
      display.advance(done);
    }
  }
  await Promise.all(Array.from({ length: simultaneousFactorRequests }, work));
  return stop;
}

function toStop(reading: Exclude<WorkosReading<never>, { kind: "read" }>): ReadingStop {
  switch (reading.kind) {
    case "interrupted":
      return { kind: "interrupted" };
    case "gave_up":
      return { kind: "failed", cause: reading.cause };
    case "refused":
      return {
        kind: "failed",
        cause:
          reading.status === 401
            ? "WorkOS doesn't take WORKOS_API_KEY"
            : `WorkOS refused with status ${String(reading.status)}`,
      };
  }
  return reading satisfies never;
}
