import type { AnswerAsWorkos } from "./test-function.ts";

/**
 * A WorkOS whose list of a user's sessions has that many, a hundred a page, newest first, of which every hundredth hasn't ended. Revoking is recorded and always works.
 * @param count Infinity: the list never ends
 */
export function answerManySessions(count: number): { answer: AnswerAsWorkos; revoked: Set<string> } {
  const revoked = new Set<string>();
  const answer: AnswerAsWorkos = async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/user_management/sessions/revoke") {
      const sessionId = /session_[0-9]+(?=")/.exec(await request.clone().text())?.[0];
      if (sessionId === undefined) return null;
      revoked.add(sessionId);
      return new Response(null, { status: 200 });
    }
    if (!/^\/user_management\/users\/[^/]+\/sessions$/.test(pathname)) return null;
    const start = Number(/[0-9]+$/.exec(searchParams.get("after") ?? "")?.[0] ?? -1) + 1;
    const end = Math.min(count, start + 100);
    return Response.json({
      object: "list",
      data: Array.from({ length: end - start }, (_, index) => ({
        object: "session",
        id: `session_${String(start + index)}`,
        ended_at: (start + index) % 100 === 0 ? null : "2026-11-22T12:00:00.000Z",
        created_at: "2026-11-21T12:00:00.000Z",
        expires_at: "2099-11-21T12:00:00.000Z",
        auth_method: "magic_code",
        ip_address: null,
        user_agent: null,
      })),
      list_metadata: { before: null, after: end < count ? `session_${String(end - 1)}` : null },
    });
  };
  return { answer, revoked };
}
