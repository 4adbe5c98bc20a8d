import * as v from "valibot";

import { type Checks, type Finding, ok, unknown, wrong } from "../../contract/doctor/check.ts";
import { judgeRedirectUri } from "../../contract/doctor/function-checks.ts";
import { parseJson } from "../../contract/doctor/site-checks.ts";
import { withTimeLimit } from "../../contract/time-limit.ts";
import { isLoopback } from "../../contract/variables.ts";
import { readRefusalName } from "../../contract/workos-refusal.ts";

/** What is asked of WorkOS, and for whom. */
export type WorkosQuestion = {
  fetch: typeof fetch;
  /** The console's own origin; null: it isn't known. */
  ownOrigin: string | null;
  clientId: string | null;
  apiKey: string | null;
  /** Where browsers ask WorkOS. */
  browserOrigin: string;
  /** Where the function asks it. */
  functionOrigin: string;
  redirectUri: string | null;
};

type Answer = { status: number; headers: Headers; text: string };

const timeLimitMs = 8_000;
const mostPages = 20;
const pageSchema = v.object({
  data: v.array(v.looseObject({ uri: v.optional(v.string()), origin: v.optional(v.string()) })),
  list_metadata: v.object({ after: v.nullish(v.string(), null) }),
});

/** What WorkOS says of the console's registration there. Nothing that is asked changes anything. */
export function createWorkosChecks(
  question: WorkosQuestion,
): Pick<Checks, "redirect-uri" | "allowed-origin" | "environments" | "workos-reachable"> {
  const { ownOrigin, clientId, browserOrigin, redirectUri } = question;
  const ask = createAsk(question);
  return {
    "workos-reachable": async () => {
      if (clientId === null) return unknown("noClientId");
      const answer = await ask(browserOrigin, `/sso/jwks/${encodeURIComponent(clientId)}`);
      return answer === null ? wrong("workos-reachable", "unreachable", browserOrigin) : ok;
    },

    "redirect-uri": async () => {
      if (clientId === null) return unknown("noClientId");
      if (redirectUri === null) return unknown("noAddress");
      if (ownOrigin !== null && new URL(redirectUri).origin !== ownOrigin)
        // One mistake, one finding: a localhost address is named by its own check.
        return isLoopback(new URL(redirectUri).hostname)
          ? unknown("noAnswer")
          : wrong("redirect-uri", "otherOrigin", redirectUri);
      const registered = await listAll(question, ask, "/user_management/redirect_uris");
      if (registered === "refused") return unknown("workosSilent");
      if (registered !== null) return judgeRedirectUri(registered, redirectUri);
      const parameters = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: "code",
        provider: "authkit",
      });
      const answer = await ask(browserOrigin, `/user_management/authorize?${parameters.toString()}`);
      const isRefused = answer !== null && answer.status >= 400 && answer.status < 500;
      return isRefused && /redirect/i.test(answer.text)
        ? wrong("redirect-uri", "unregistered", redirectUri)
        : unknown("noApiKey");
    },

    "allowed-origin": async () => {
      if (clientId === null) return unknown("noClientId");
      if (ownOrigin === null) return unknown("noAddress");
      // Where the development server mocks WorkOS, pages ask their own origin.
      if (browserOrigin === ownOrigin) return ok;
      const answer = await ask(browserOrigin, "/user_management/authenticate", {
        method: "OPTIONS",
        headers: {
          Origin: ownOrigin,
          "Access-Control-Request-Method": "POST",
          "Access-Control-Request-Headers": "content-type",
        },
      });
      if (answer === null) return unknown("workosSilent");
      const isAllowed =
        answer.headers.get("Access-Control-Allow-Origin") === ownOrigin &&
        answer.headers.get("Access-Control-Allow-Credentials") === "true";
      if (isAllowed) return ok;
      const origins = await listAll(question, ask, "/user_management/cors_origins");
      const withSlash = Array.isArray(origins)
        ? origins.find((origin) => origin === `${ownOrigin}/`)
        : undefined;
      return withSlash === undefined
        ? wrong("allowed-origin", "missing", ownOrigin)
        : wrong("allowed-origin", "slash", withSlash);
    },

    environments: async () => await checkEnvironments(question, ask),
  };
}

/**
 * Whether key and client id are of one environment: a code that was never issued is refused with `invalid_grant` only after WorkOS has
 * accepted both (RFC 6749, section 5.2).
 */
async function checkEnvironments(question: WorkosQuestion, ask: Ask): Promise<Finding> {
  const { apiKey, clientId, functionOrigin } = question;
  if (clientId === null) return unknown("noClientId");
  if (apiKey === null) return unknown("noApiKey");
  const answer = await ask(functionOrigin, "/user_management/authenticate", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      client_id: clientId,
      client_secret: apiKey,
      grant_type: "authorization_code",
      code: "portico-doctor",
    }),
  });
  const refusal = answer === null ? null : readRefusalName(parseJson(answer.text));
  if (refusal === "invalid_grant") return ok;
  const isAboutClient =
    refusal === "invalid_client" || refusal === "unauthorized_client" || answer?.status === 401;
  if (!isAboutClient) return unknown("workosSilent");
  if ((await listAll(question, ask, "/user_management/users")) === "refused")
    return wrong("environments", "keyRefused");
  const keys = await ask(functionOrigin, `/sso/jwks/${encodeURIComponent(clientId)}`);
  return keys?.status === 404
    ? wrong("environments", "unknownClient", clientId)
    : wrong("environments", "different");
}

type Ask = (origin: string, path: string, init?: RequestInit) => Promise<Answer | null>;

function createAsk({ fetch }: Pick<WorkosQuestion, "fetch">): Ask {
  return async (origin, path, init) => {
    try {
      return await withTimeLimit(async (signal) => {
        const response = await fetch(new URL(path, origin), { redirect: "manual", ...init, signal });
        return { status: response.status, headers: response.headers, text: await response.text() };
      }, timeLimitMs);
    } catch {
      return null;
    }
  };
}

/** The addresses in a list of WorkOS; null without a key or an answer, `refused` where it doesn't accept the key. */
async function listAll(
  { apiKey, functionOrigin }: WorkosQuestion,
  ask: Ask,
  path: string,
): Promise<string[] | "refused" | null> {
  if (apiKey === null) return null;
  const found: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const query: string = after === null ? "" : `&after=${encodeURIComponent(after)}`;
    const answer: Answer | null = await ask(functionOrigin, `${path}?limit=100${query}`, {
      headers: { Authorization: `Bearer ${apiKey}` },
    });
    if (answer?.status === 401) return "refused";
    const parsed = v.safeParse(pageSchema, parseJson(answer?.text ?? ""));
    if (!parsed.success) return null;
    found.push(...parsed.output.data.flatMap(({ uri, origin }) => uri ?? origin ?? []));
    after = parsed.output.list_metadata.after;
    if (after === null) break;
  }
  return found;
}
