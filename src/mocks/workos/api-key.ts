import { answerFailure } from "../http/answers.ts";
import type { Route } from "../http/route.ts";
import { messageFailure, rateLimited } from "./failures.ts";
import type { WorkosSettings } from "./settings.ts";
import type { WorkosState } from "./state.ts";

/** Refuses calls without the API key, and those above the environment's limits. */
export function withApiKey(route: Route, settings: WorkosSettings, state: WorkosState): Route {
  return {
    ...route,
    answer(context) {
      if (context.request.headers.get("Authorization") !== `Bearer ${settings.apiKey}`) {
        return answerFailure(messageFailure(401, "Unauthorized"));
      }
      const limit = route.method === "GET" ? state.limits.reads : state.limits.writes;
      const retryAfterSeconds = limit.take("environment");
      if (retryAfterSeconds !== null) return answerFailure(rateLimited(retryAfterSeconds));
      return route.answer(context);
    },
  };
}
