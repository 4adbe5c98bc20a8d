import * as v from "valibot";

import { type Finding, ok, wrong } from "./check.ts";

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
      /** A fingerprint of WORKOS_API_KEY. */
      apiKey: v.string(),
      /** The address of who asks, as the function counts it; null: it can't be read. */
      clientAddress: v.nullable(v.string()),
      /** A fingerprint of the store's id: instances with another one count by themselves. Null: the store doesn't answer. */
      store: v.nullable(v.string()),
    }),
  ),
});

export type Diagnosis = v.InferOutput<typeof diagnosisSchema>;

export function parseDiagnosis(body: unknown): Diagnosis | null {
  const result = v.safeParse(diagnosisSchema, body);
  return result.success ? result.output : null;
}

/** Addresses that no visitor of a public console has: they are a proxy's (RFC 1918, RFC 4193, RFC 6598, loopback). */
const privateAddress =
  /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|::ffff:(?:127|10)\.|f[cd]|fe80:)/i;

/** Whether the function tells its clients apart, as seen by one of them. */
export function judgeClientAddress(clientAddress: string | null, isLocal: boolean): Finding {
  if (clientAddress === null) return wrong("client-addresses", "unknown");
  if (isLocal || !privateAddress.test(clientAddress)) return ok;
  return wrong("client-addresses", "proxy", clientAddress);
}
