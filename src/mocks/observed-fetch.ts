import * as v from "valibot";

import { readJson } from "./http/read-json.ts";
import { composeMagicAuthMail } from "./mailbox/magic-auth-mail.ts";
import type { Mailbox } from "./mailbox/mailbox.ts";

const magicAuthSchema = v.object({ email: v.string(), code: v.string() });

/**
 * The given fetch, which also puts the code of every Magic Auth request it makes into the mailbox.
 * For WorkOS emulators, which create codes but mail nothing. The answer reaches the caller untouched.
 */
export function deliverMagicAuthCodes(forward: typeof fetch, mailbox: Mailbox): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const isMagicAuth =
      request.method === "POST" && new URL(request.url).pathname.endsWith("/user_management/magic_auth");
    const response = await forward(request);
    if (!isMagicAuth || !response.ok) return response;
    const body = v.safeParse(magicAuthSchema, await readJson(response.clone()));
    if (body.success) mailbox.deliver(composeMagicAuthMail(body.output.email, body.output.code));
    return response;
  };
}
