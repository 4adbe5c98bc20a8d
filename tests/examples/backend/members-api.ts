import type { Caller } from "./verify-access-token.ts";

// #region members-api
/** A backend with two calls: every caller may read, and only after a whole sign-in may one invite. */
export function createMembersApi(verifyAccessToken: (token: string) => Promise<Caller | null>) {
  return async (request: Request): Promise<Response> => {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.get("Authorization") ?? "")?.[1];
    if (token === undefined) return refuse("Bearer");
    let caller: Caller | null;
    try {
      caller = await verifyAccessToken(token);
    } catch {
      return new Response(null, { status: 503, headers: { "Retry-After": "5" } });
    }
    if (caller === null) return refuse('Bearer error="invalid_token"');

    switch (`${request.method} ${new URL(request.url).pathname}`) {
      case "GET /members":
        return Response.json({ organizationId: caller.organizationId, members: [] });
      case "POST /invitations":
        return requireFullAuthentication(caller) ?? Response.json({ invited: true }, { status: 201 });
      default:
        return new Response(null, { status: 404 });
    }
  };
}

/** A refusal where the caller came in by the console's own email codes; null where the caller may go on. */
function requireFullAuthentication({ authentication }: Caller): Response | null {
  // RFC 9470, section 3: the same person may come back after another sign-in.
  return authentication === "full" ? null : refuse('Bearer error="insufficient_user_authentication"');
}

function refuse(challenge: string): Response {
  return new Response(null, { status: 401, headers: { "WWW-Authenticate": challenge } });
}
// #endregion
