import * as v from "valibot";

const registrationSchema = v.object({
  /** `different`: key and client id are of two environments. */
  credentials: v.picklist(["accepted", "keyRefused", "different"]),
  redirectUris: v.nullable(v.array(v.string())),
  allowedOrigins: v.nullable(v.array(v.string())),
});

/** What WorkOS knows of the console. */
export type Registration = v.InferOutput<typeof registrationSchema>;

/** What the function says of itself to who holds its keys. Nothing in it is a secret. */
export const diagnosisSchema = v.object({
  /** The origin whose pages the function serves. A request for another origin is told nothing else. */
  ownOrigin: v.string(),
  details: v.nullable(
    v.object({
      clientId: v.string(),
      /** Where the function asks WorkOS, and whose tokens it takes. */
      workosOrigins: v.array(v.string()),
      /** Newest first; a fingerprint is a keyed hash, which says nothing of the key. */
      keys: v.array(v.object({ id: v.string(), fingerprint: v.string() })),
      /** The address of who asks, as the function counts it; null: it can't be read. */
      clientAddress: v.nullable(v.string()),
      /** A fingerprint of the store's id: instances with another one count by themselves. Null: the store doesn't answer. */
      store: v.nullable(v.string()),
      mail: v.picklist(["working", "failing"]),
      /** Null: it wasn't asked for, or WorkOS gave no answer to judge by. */
      registration: v.nullable(registrationSchema),
    }),
  ),
});

export type Diagnosis = v.InferOutput<typeof diagnosisSchema>;

/** Query that asks for the registration, too. */
export const registrationQuery = v.strictObject({ registration: v.optional(v.literal("true")) });

/** Scheme of the `Authorization` header (RFC 9110, section 11.1). */
export const doctorScheme = "Portico-Doctor";

export function parseDiagnosis(body: unknown): Diagnosis | null {
  const result = v.safeParse(diagnosisSchema, body);
  return result.success ? result.output : null;
}
