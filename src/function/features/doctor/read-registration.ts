import * as v from "valibot";

import type { Registration } from "../../../contract/doctor/diagnosis.ts";
import type { CallWorkos } from "../../core/workos/call-workos.ts";

/** The doctor waits for eight seconds. */
const timeoutMs = 3_000;

const uris = v.object({ data: v.array(v.object({ uri: v.string() })) });
const origins = v.object({ data: v.array(v.object({ origin: v.string() })) });

/** What WorkOS has registered for the function's own key and client id; null when it gives no answer to judge by. */
export async function readRegistration(call: CallWorkos): Promise<Registration | null> {
  // A code that was never issued is refused as such only once key and client id are accepted (RFC 6749, section 5.2).
  const probed = await call(
    "doctor_probe",
    {
      method: "POST",
      path: "/user_management/authenticate",
      body: { grant_type: "authorization_code", code: "portico-doctor" },
      isClientAuthenticated: true,
      timeoutMs,
    },
    v.never(),
  );
  const redirectUris = await list("redirect_uris", uris);
  const allowedOrigins = await list("cors_origins", origins);
  const isAccepted = probed.kind === "refused" && probed.workosErrorCode === "invalid_grant";
  if (!isAccepted && probed.kind !== "credentials_refused") return null;
  return {
    credentials: isAccepted ? "accepted" : redirectUris === "refused" ? "keyRefused" : "different",
    redirectUris: Array.isArray(redirectUris) ? redirectUris.map(({ uri }) => uri) : null,
    allowedOrigins: Array.isArray(allowedOrigins) ? allowedOrigins.map(({ origin }) => origin) : null,
  };

  async function list<Item>(
    name: string,
    schema: v.GenericSchema<unknown, { data: Item[] }>,
  ): Promise<Item[] | "refused" | null> {
    const answered = await call(
      `doctor_${name}`,
      { method: "GET", path: `/user_management/${name}`, query: { limit: 100 }, timeoutMs },
      schema,
    );
    if (answered.kind === "answered") return answered.answer.data;
    return answered.kind === "credentials_refused" ? "refused" : null;
  }
}
