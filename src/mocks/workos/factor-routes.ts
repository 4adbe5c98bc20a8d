import { answerFailure, answerJson } from "../http/answers.ts";
import type { Route } from "../http/route.ts";
import { messageFailure } from "./failures.ts";
import type { WorkosState } from "./state.ts";
import { serializeChallenge } from "./wire-format.ts";

/** The calls about second factors; like the other management calls they need the API key. */
export function factorRoutes(state: WorkosState): Route[] {
  return [
    {
      method: "POST",
      path: "/auth/factors/:id/challenge",
      answer({ parameters }) {
        const factorId = parameters["id"] ?? "";
        return state.directory.findAuthFactor(factorId) !== undefined
          ? answerJson(serializeChallenge(state.totpFactors.challenge(factorId)), 201)
          : answerFailure(messageFailure(404, `Authentication factor not found: '${factorId}'.`));
      },
    },
  ];
}
