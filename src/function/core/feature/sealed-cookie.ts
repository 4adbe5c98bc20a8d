import * as v from "valibot";

import { type EmailAddress, parseEmailAddress } from "../../../contract/email-address.ts";
import { type CookieName, type Cookies, longestCookieValue } from "../http/cookies.ts";
import type { Context } from "../http/context.ts";
import type { SubkeyPurpose } from "../sealing/keyed-hash.ts";
import type { Sealer } from "../sealing/sealer.ts";

/** A cookie whose value the browser can neither read nor change. */
export type SealedCookie<Value> = {
  /** Null when the cookie is absent or wasn't sealed by the function for this purpose. */
  read: (context: Context) => Promise<Value | null>;
  write: (context: Context, value: Value, maxAgeSeconds: number) => Promise<void>;
  /** Does nothing when the cookie is absent. */
  clear: (context: Context) => void;
};

/** @param form.version of the schema; values of another version count as absent */
export function createSealedCookie<Value extends object>(
  { sealer, cookies }: { sealer: Sealer; cookies: Cookies },
  form: {
    name: CookieName;
    purpose: SubkeyPurpose;
    version: number;
    schema: v.GenericSchema<unknown, Value>;
  },
): SealedCookie<Value> {
  const { name, purpose, version, schema } = form;
  const versioned = v.object({ version: v.literal(version) });
  return {
    read: async (context) => {
      const sealed = cookies.read(context, name);
      const payload = sealed === null ? null : await sealer.open(purpose, sealed);
      if (!v.is(versioned, payload)) return null;
      const result = v.safeParse(schema, payload);
      return result.success ? result.output : null;
    },
    write: async (context, value, maxAgeSeconds) => {
      // Parsed, so that only members of the schema get into the cookie.
      const payload = { version, ...v.parse(schema, value) };
      const sealed = await sealer.seal(purpose, payload);
      // Our own values fit together. Where WorkOS's are longer than any seen so far, the return path makes room: the tab knows it too.
      const fitting =
        sealed.length > longestCookieValue && "returnTo" in payload
          ? await sealer.seal(purpose, { ...payload, returnTo: null })
          : sealed;
      cookies.write(context, name, fitting, maxAgeSeconds);
    },
    clear: (context) => {
      if (cookies.read(context, name) !== null) cookies.clear(context, name);
    },
  };
}

/** An address that was parsed before it was sealed. */
export const sealedEmailSchema = v.custom<EmailAddress>((value) => parseEmailAddress(value) !== null);
