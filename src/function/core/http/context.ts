import type { FailureCode } from "../../../contract/failure.ts";

/** The identity and the claims of a verified access token. */
export type VerifiedAccess = {
  /** Name of the issuer. Only together with `subject` it identifies a user: the same subject at another issuer is someone else. */
  issuer: string;
  subject: string;
  sessionId: string;
  organizationId: string | null;
  role: string | null;
  permissions: readonly string[];
  /** `email`: the user has proved only a mailbox, which isn't enough to invite or to administer. */
  authentication: "full" | "email";
  /** The token's `act.sub` (RFC 8693 section 4.1): who acts as the subject, an email address at WorkOS; null when no one does. */
  impersonator: string | null;
};

/** Headers of every answer: it isn't cached, sniffed, framed or embedded elsewhere, and sends no referrer. */
export const answerHeaders = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
} as const;

/** A request that is being answered, and what its checks and its handler know of it. */
export class Context {
  readonly request: Request;
  /** Path of the call, with parameters in braces; null when no call has the request's path. */
  readonly path: string | null;
  /** Random id of the request, in its problem answer and in the log. */
  readonly reference: string = crypto.randomUUID();
  /** The failure in the answer, for the log. */
  failureCode: FailureCode | null = null;
  /** Whether WorkOS failed it with a network failure or a 5xx, for the breaker. */
  hasMetOutage = false;
  /** The request's JSON object, set by the request checks; each call parses it. */
  body: Record<string, unknown> = {};
  /** Set by the check of calls that require an access token. */
  verifiedAccess: VerifiedAccess | null = null;
  readonly #headers: Record<string, string> = { ...answerHeaders };
  readonly #cookies: string[] = [];

  constructor(request: Request, path: string | null) {
    this.request = request;
    this.path = path;
  }

  /** The caller of a call that requires an access token. */
  get access(): VerifiedAccess {
    if (this.verifiedAccess === null) throw new Error("The call requires no access token");
    return this.verifiedAccess;
  }

  /** The organization of the access token of a call that requires one. */
  get organizationId(): string {
    if (this.access.organizationId === null) throw new Error("The call requires no organization");
    return this.access.organizationId;
  }

  header(name: string): string | undefined {
    return this.request.headers.get(name) ?? undefined;
  }

  /** The query's parameters; of several with one name the first. */
  readQuery(): Record<string, string> {
    return Object.fromEntries([...new URL(this.request.url).searchParams].toReversed());
  }

  /** A segment of the request's path by the name that the call's path has for it. */
  readParameter(name: string): string {
    const index = this.path?.split("/").indexOf(`{${name}}`) ?? -1;
    return new URL(this.request.url).pathname.split("/")[index] ?? "";
  }

  setHeader(name: string, value: string): void {
    this.#headers[name] = value;
  }

  addCookie(cookie: string): void {
    this.#cookies.push(cookie);
  }

  /** Builds the answer, with what has been set so far. */
  json(value: unknown, status = 200, mediaType = "application/json"): Response {
    // A record takes fetch half as long as pairs.
    const headers = { ...this.#headers, "Content-Type": mediaType };
    const response = new Response(JSON.stringify(value), { status, headers });
    for (const cookie of this.#cookies) response.headers.append("Set-Cookie", cookie);
    return response;
  }
}

export type Handler = (context: Context) => Response | Promise<Response>;

/** A check before a handler: the answer that refuses the request, or null. */
export type Check = (context: Context) => Response | null | Promise<Response | null>;
