import { answerJson, answerPage } from "../http/answers.ts";
import type { Route } from "../http/route.ts";
import type { WorkosState } from "../workos/state.ts";
import { type AuthenticatorEntry, renderAuthenticatorPage } from "./authenticator-page.ts";
import { authenticatorPath } from "./authenticator-path.ts";

/** The codes of everybody's second factor, as a page for people and as JSON for tests. */
export function authenticatorRoutes(state: WorkosState): Route[] {
  const listEntries = (): AuthenticatorEntry[] =>
    state.directory
      .listUsers()
      .filter((user) => state.directory.listAuthFactors(user.id).length > 0)
      .map((user) => {
        const { secret, uri } = state.totpFactors.of(user);
        return { email: user.email, secret, uri, code: state.totpFactors.readCode(user) };
      });
  return [
    {
      method: "GET",
      path: authenticatorPath,
      answer() {
        const scriptNonce = crypto.randomUUID();
        return answerPage(renderAuthenticatorPage({ entries: listEntries(), scriptNonce }), { scriptNonce });
      },
    },
    { method: "GET", path: `${authenticatorPath}.json`, answer: () => answerJson(listEntries()) },
  ];
}
