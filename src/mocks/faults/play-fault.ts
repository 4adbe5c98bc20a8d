import { HttpResponse } from "msw";

import { buildErrorRedirect, parseAuthorizationRequest } from "../hosted-page/authorization-request.ts";
import { answerFailure, answerJson, answerPage, answerRedirect } from "../http/answers.ts";
import { rateLimited } from "../workos/failures.ts";
import type { WorkosSettings } from "../workos/settings.ts";
import type { TakenFault } from "./faults.ts";
import { renderForeignPage } from "./foreign-page.ts";

/**
 * What the request is answered with, or null when the mock's own answer follows, after a wait perhaps.
 * A lost connection is an error response (`type` is "error"), which the servers turn into a reset socket.
 */
export async function playFault(
  { fault, released }: TakenFault,
  request: Request,
  settings: Pick<WorkosSettings, "clientId" | "redirectUris">,
): Promise<Response | null> {
  switch (fault.kind) {
    case "status":
      return answerStatus(fault.status, fault.retryAfterSeconds);
    case "reset":
      return HttpResponse.error();
    case "html":
      return answerPage(renderForeignPage(), { status: fault.status });
    case "malformed-json":
      return new HttpResponse('{"access_token": "ey', {
        headers: { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" },
      });
    case "hang":
      return (await hold(request.signal, released, null)) === "gone" ? HttpResponse.error() : null;
    case "slow":
      return (await hold(request.signal, released, fault.delayMs)) === "gone" ? HttpResponse.error() : null;
    case "authorize-error": {
      const parsed = parseAuthorizationRequest(new URL(request.url).searchParams, settings, {
        organization: () => true,
        invitation: () => true,
      });
      // Without a registered redirect URI there is nowhere to send the browser: the mock's own page says so.
      if (parsed.outcome === "refused") return null;
      const client = parsed.outcome === "valid" ? parsed.request : parsed.client;
      return answerRedirect(302, buildErrorRedirect(client, fault.error, fault.errorDescription));
    }
  }
  return fault satisfies never;
}

function answerStatus(status: number, retryAfterSeconds: number | undefined): Response {
  if (status === 429 && retryAfterSeconds !== undefined) return answerFailure(rateLimited(retryAfterSeconds));
  return answerJson(
    { message: `The mock plays a failure with status ${status}.` },
    status,
    retryAfterSeconds === undefined ? [] : [["Retry-After", String(retryAfterSeconds)]],
  );
}

/** Holds a request until its client has gone, the faults are cleared, or the time is over (null: never). */
function hold(client: AbortSignal, released: AbortSignal, delayMs: number | null): Promise<"gone" | "over"> {
  return new Promise((resolve) => {
    const settled = new AbortController();
    const timer = delayMs === null ? null : setTimeout(() => end("over"), delayMs);
    function end(outcome: "gone" | "over"): void {
      if (timer !== null) clearTimeout(timer);
      settled.abort();
      resolve(outcome);
    }
    const once = { once: true, signal: settled.signal };
    client.addEventListener("abort", () => end("gone"), once);
    released.addEventListener("abort", () => end("over"), once);
    if (client.aborted) end("gone");
    else if (released.aborted) end("over");
  });
}
