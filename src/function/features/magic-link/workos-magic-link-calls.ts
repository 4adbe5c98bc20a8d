import * as v from "valibot";

import { toPathSegment } from "../../../contract/path-segment.ts";
import type { EmailAddress } from "../../../contract/email-address.ts";
import { type CallWorkos } from "../../core/workos/call-workos.ts";
import type { WorkosFailure } from "../../core/workos/workos-error.ts";

export type MailMagicLinkResult =
  | { kind: "mailed" }
  /** WorkOS mails no link: Magic Link is disabled there, or the callback isn't a registered redirect URI. */
  | { kind: "refused" }
  | WorkosFailure;

/** The identity behind an authorization code, and the kind of connection that asserts it. */
export type WorkosProfile = { email: string; connectionType: string };

export type ExchangeMagicLinkCodeResult =
  | { kind: "exchanged"; profile: WorkosProfile }
  /** WorkOS no longer accepts the code, or never issued it. */
  | { kind: "code_refused" }
  | WorkosFailure;

/** The calls of WorkOS's Magic Link, which WorkOS has deprecated. */
export type WorkosMagicLinkCalls = {
  mailMagicLink: (
    email: EmailAddress,
    link: { redirectUri: string; oauthState: string; lifetimeSeconds: number },
  ) => Promise<MailMagicLinkResult>;
  /** Uses up the code; returns a profile, not a session. */
  exchangeMagicLinkCode: (authorizationCode: string) => Promise<ExchangeMagicLinkCodeResult>;
};

const profileSchema = v.object({
  profile: v.object({ email: v.string(), connectionType: v.string() }),
});

export function createWorkosMagicLinkCalls(call: CallWorkos): WorkosMagicLinkCalls {
  return {
    mailMagicLink: async (email, { redirectUri, oauthState, lifetimeSeconds }) => {
      const body = {
        type: "MagicLink",
        email,
        redirect_uri: redirectUri,
        state: oauthState,
        expires_in: lifetimeSeconds,
      };
      const created = await call(
        "create_magic_link",
        { method: "POST", path: "/passwordless/sessions", body },
        v.object({ id: v.string() }),
      );
      if (created.kind === "refused") return { kind: "refused" };
      if (created.kind !== "answered") return created;
      const path = `/passwordless/sessions/${toPathSegment(created.answer.id)}/send`;
      const sent = await call("send_magic_link", { method: "POST", path }, v.unknown());
      if (sent.kind === "refused") return { kind: "refused" };
      return sent.kind === "answered" ? { kind: "mailed" } : sent;
    },

    exchangeMagicLinkCode: async (authorizationCode) => {
      const body = { grant_type: "authorization_code", code: authorizationCode };
      const result = await call(
        "exchange_magic_link_code",
        { method: "POST", path: "/sso/token", isForm: true, isClientAuthenticated: true, body },
        profileSchema,
      );
      if (result.kind === "refused") return { kind: "code_refused" };
      return result.kind === "answered" ? { kind: "exchanged", profile: result.answer.profile } : result;
    },
  };
}
