import * as v from "valibot";

// What the sync keeps of WorkOS's records, which is also the format of the progress file, each with the parser of WorkOS's own form.

const optionalText = v.nullish(v.string(), null);

export const userSchema = v.object({
  id: v.string(),
  email: v.string(),
  isConfirmed: v.boolean(),
  firstName: v.nullable(v.string()),
  lastName: v.nullable(v.string()),
  createdAtMs: v.nullable(v.number()),
});
export type WorkosUser = v.InferOutput<typeof userSchema>;

export const userFromWorkos = v.pipe(
  v.object({
    id: v.string(),
    email: v.string(),
    email_verified: v.boolean(),
    first_name: optionalText,
    last_name: optionalText,
    created_at: optionalText,
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

export const organizationSchema = v.object({
  id: v.string(),
  name: v.string(),
  /** Domains that the organization has proven to own. */
  verifiedDomains: v.array(v.string()),
});
export type WorkosOrganization = v.InferOutput<typeof organizationSchema>;

export const organizationFromWorkos = v.pipe(
  v.object({
    id: v.string(),
    name: v.string(),
    domains: v.optional(v.array(v.object({ domain: v.string(), state: v.optional(v.string()) })), []),
  }),
  v.transform(({ id, name, domains }): WorkosOrganization => ({
    id,
    name,
    verifiedDomains: domains
      // An unknown state counts as verified, which denies codes to more people.
      .filter(({ state }) => state !== "pending" && state !== "failed")
      .map(({ domain }) => domain.toLowerCase()),
  })),
);

export const membershipSchema = v.object({ userId: v.string(), role: v.nullable(v.string()) });
export type WorkosMembership = v.InferOutput<typeof membershipSchema>;

export const membershipFromWorkos = v.pipe(
  v.object({ user_id: v.string(), role: v.nullish(v.object({ slug: v.string() }), null) }),
  v.transform((membership): WorkosMembership => ({
    userId: membership.user_id,
    role: membership.role?.slug ?? null,
  })),
);

export const connectionSchema = v.object({
  id: v.string(),
  organizationId: v.nullable(v.string()),
  /** Whether people can sign in through it. */
  isUsable: v.boolean(),
  domains: v.array(v.string()),
});
export type WorkosConnection = v.InferOutput<typeof connectionSchema>;

export const connectionFromWorkos = v.pipe(
  v.object({
    id: v.string(),
    organization_id: optionalText,
    state: v.string(),
    domains: v.nullish(v.array(v.object({ domain: v.string() })), null),
  }),
  v.transform((connection): WorkosConnection => ({
    id: connection.id,
    organizationId: connection.organization_id,
    // An unknown state counts as usable, which denies codes to more people.
    isUsable: connection.state !== "draft" && connection.state !== "inactive",
    domains: (connection.domains ?? []).map(({ domain }) => domain.toLowerCase()),
  })),
);

/** What WorkOS says about a person's second factors; "gone" when it doesn't know the person any more. */
export const authFactorsSchema = v.picklist(["none", "enrolled", "gone", "unknown"]);
export type AuthFactors = v.InferOutput<typeof authFactorsSchema>;

function parseTime(text: string | null): number | null {
  const timeMs = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(timeMs) ? null : timeMs;
}
