import * as v from "valibot";

// What the sync keeps of WorkOS's answers, in names of our own: these shapes also lie in the file of the sync's progress.

export const workosUserSchema = v.object({
  id: v.string(),
  email: v.string(),
  isConfirmed: v.boolean(),
  firstName: v.nullable(v.string()),
  lastName: v.nullable(v.string()),
  createdAtMs: v.nullable(v.number()),
});
export type WorkosUser = v.InferOutput<typeof workosUserSchema>;

export const workosOrganizationSchema = v.object({
  id: v.string(),
  name: v.string(),
  /** Domains whose mailboxes are proven to be the organization's. */
  verifiedDomains: v.array(v.string()),
});
export type WorkosOrganization = v.InferOutput<typeof workosOrganizationSchema>;

export const workosMembershipSchema = v.object({ userId: v.string(), role: v.nullable(v.string()) });
export type WorkosMembership = v.InferOutput<typeof workosMembershipSchema>;

export const workosConnectionSchema = v.object({
  id: v.string(),
  organizationId: v.nullable(v.string()),
  /** Whether people can sign in through it. */
  isUsable: v.boolean(),
  domains: v.array(v.string()),
});
export type WorkosConnection = v.InferOutput<typeof workosConnectionSchema>;

/** What WorkOS said about a person's second factors; "gone" where it doesn't know the person any more. */
export const authFactorsSchema = v.picklist(["none", "enrolled", "gone", "unknown"]);
export type AuthFactors = v.InferOutput<typeof authFactorsSchema>;
