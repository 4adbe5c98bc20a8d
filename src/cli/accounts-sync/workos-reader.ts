import * as v from "valibot";

import { type PatientAnswer, type PatientOptions, askPatiently } from "../patient-request.ts";
import type {
  AuthFactors,
  WorkosConnection,
  WorkosMembership,
  WorkosOrganization,
  WorkosUser,
} from "./workos-records.ts";

export type WorkosPage<Item> = { items: Item[]; after: string | null };

export type WorkosReading<Value> =
  | { kind: "read"; value: Value }
  | Exclude<PatientAnswer, { kind: "answered" }>;

/** The lists of WorkOS that the sync reads. `after` is the cursor of the page before; null asks for the first page. */
export type WorkosReader = {
  listUsers: (after: string | null) => Promise<WorkosReading<WorkosPage<WorkosUser>>>;
  listOrganizations: (after: string | null) => Promise<WorkosReading<WorkosPage<WorkosOrganization>>>;
  listActiveMemberships: (
    organizationId: string,
    after: string | null,
  ) => Promise<WorkosReading<WorkosPage<WorkosMembership>>>;
  listConnections: (after: string | null) => Promise<WorkosReading<WorkosPage<WorkosConnection>>>;
  readAuthFactors: (userId: string) => Promise<WorkosReading<AuthFactors>>;
};

const pageLimit = "100";

const userSchema = v.pipe(
  v.object({
    id: v.string(),
    email: v.string(),
    email_verified: v.boolean(),
    first_name: v.nullish(v.string(), null),
    last_name: v.nullish(v.string(), null),
    created_at: v.nullish(v.string(), null),
  }),
  v.transform((user): WorkosUser => ({
    id: user.id,
    email: user.email,
    isConfirmed: user.email_verified,
    firstName: user.first_name,
    lastName: user.last_name,
    createdAtMs: parseTime(user.created_at),
  })),
);

const organizationSchema = v.pipe(
  v.object({
    id: v.string(),
    name: v.string(),
    domains: v.optional(v.array(v.object({ domain: v.string(), state: v.optional(v.string()) })), []),
  }),
  v.transform((organization): WorkosOrganization => ({
    id: organization.id,
    name: organization.name,
    verifiedDomains: organization.domains
      // Only these two states say that the domain isn't proven; an unknown one is taken for proven, which denies more.
      .filter(({ state }) => state !== "pending" && state !== "failed")
      .map(({ domain }) => domain.toLowerCase()),
  })),
);

const membershipSchema = v.pipe(
  v.object({
    user_id: v.string(),
    role: v.nullish(v.object({ slug: v.string() }), null),
  }),
  v.transform((membership): WorkosMembership => ({
    userId: membership.user_id,
    role: membership.role?.slug ?? null,
  })),
);

const connectionSchema = v.pipe(
  v.object({
    id: v.string(),
    organization_id: v.nullish(v.string(), null),
    state: v.string(),
    domains: v.nullish(v.array(v.object({ domain: v.string() })), null),
  }),
  v.transform((connection): WorkosConnection => ({
    id: connection.id,
    organizationId: connection.organization_id,
    // Whatever else WorkOS may call it, people may have to sign in through it.
    isUsable: connection.state !== "draft" && connection.state !== "inactive",
    domains: (connection.domains ?? []).map(({ domain }) => domain.toLowerCase()),
  })),
);

const factorSchema = v.object({ id: v.string() });

/** Reads WorkOS with an API key; the only place of the sync that knows WorkOS's field names. */
export function createWorkosReader(
  access: { apiUrl: URL; apiKey: string },
  options: PatientOptions,
): WorkosReader {
  const ask = (path: string, query: Record<string, string | null> = {}): Promise<PatientAnswer> => {
    const url = new URL(path, access.apiUrl);
    for (const [name, value] of Object.entries(query)) if (value !== null) url.searchParams.set(name, value);
    const headers = { Authorization: `Bearer ${access.apiKey}`, Accept: "application/json" };
    return askPatiently(new Request(url, { headers }), options);
  };

  /** Oldest first: what is made while the sync runs comes last, and no page shifts under it. */
  const readPage = async <Item>(
    path: string,
    item: v.GenericSchema<unknown, Item>,
    after: string | null,
    query: Record<string, string> = {},
  ): Promise<WorkosReading<WorkosPage<Item>>> => {
    const answer = await ask(path, { ...query, limit: pageLimit, order: "asc", after });
    if (answer.kind !== "answered") return answer;
    const page = v.safeParse(listOf(item), answer.body);
    if (!page.success)
      return { kind: "gave_up", cause: `WorkOS's answer to ${path} has another form than expected` };
    const next = page.output.list_metadata.after;
    if (next !== null && next === after)
      return { kind: "gave_up", cause: `WorkOS repeats a page of ${path}` };
    return { kind: "read", value: { items: page.output.data, after: next } };
  };

  return {
    listUsers: (after) => readPage("/user_management/users", userSchema, after),
    listOrganizations: (after) => readPage("/organizations", organizationSchema, after),
    listActiveMemberships: (organizationId, after) =>
      readPage("/user_management/organization_memberships", membershipSchema, after, {
        organization_id: organizationId,
        statuses: "active",
      }),
    listConnections: (after) => readPage("/connections", connectionSchema, after),
    readAuthFactors: async (userId) => {
      const path = `/user_management/users/${encodeURIComponent(userId)}`;
      const factors = await readPage(`${path}/auth_factors`, factorSchema, null);
      if (factors.kind === "read") {
        return { kind: "read", value: factors.value.items.length > 0 ? "enrolled" : "none" };
      }
      if (factors.kind !== "refused" || factors.status === 401) return factors;
      if (factors.status !== 404) return { kind: "read", value: "unknown" };
      // Not found may mean the person, or that this WorkOS keeps no list of factors.
      const user = await ask(path);
      if (user.kind === "answered") return { kind: "read", value: "unknown" };
      return user.kind === "refused" && user.status === 404 ? { kind: "read", value: "gone" } : user;
    },
  };
}

function listOf<Item>(item: v.GenericSchema<unknown, Item>) {
  return v.object({
    data: v.array(item),
    list_metadata: v.object({ after: v.nullish(v.string(), null) }),
  });
}

function parseTime(text: string | null): number | null {
  const timeMs = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(timeMs) ? null : timeMs;
}
