import * as v from "valibot";

/** Schema of an impersonator as sealed tokens carry it. */
export const impersonatorSchema = v.object({ email: v.string(), reason: v.nullable(v.string()) });

/** The administrator who acts as somebody else, and why; null where no reason was asked for. */
export type Impersonator = v.InferOutput<typeof impersonatorSchema>;

/** An impersonated session ends after an hour, however often it is refreshed. */
export const impersonationLifetimeMs = 60 * 60 * 1000;
