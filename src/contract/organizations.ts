import * as v from "valibot";

const organizationSchema = v.object({
  id: v.string(),
  name: v.string(),
  roleSlug: v.string(),
});

/** An organization that the caller is an active member of, with the caller's role in it. */
export type OrganizationMembership = v.InferOutput<typeof organizationSchema>;

/** Answer of `GET /api/organizations`. */
export const organizationsAnswerSchema = v.object({
  organizations: v.array(organizationSchema),
  /** False where there are more than these. */
  isComplete: v.optional(v.boolean(), true),
});

/** The caller's organizations, by name. */
export type OrganizationsAnswer = v.InferOutput<typeof organizationsAnswerSchema>;

export function parseOrganizationsAnswer(body: unknown): OrganizationsAnswer | null {
  const result = v.safeParse(organizationsAnswerSchema, body);
  return result.success ? result.output : null;
}
