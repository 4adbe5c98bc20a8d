import { answerEmpty, answerJson, answerPage } from "../http/answers.ts";
import type { Route } from "../http/route.ts";
import { renderMailboxPage } from "./mailbox-page.ts";
import type { Mailbox } from "./mailbox.ts";

/**
 * The mailbox as a page for people and as JSON for tests.
 * @param options.isBesideMockedWorkos whether the page leads to the mock's impersonation and authenticator app, which another
 * WorkOS does not have
 */
export function mailboxRoutes(mailbox: Mailbox, options: { isBesideMockedWorkos: boolean }): Route[] {
  return [
    {
      method: "GET",
      path: "/mock/mailbox",
      answer() {
        const scriptNonce = crypto.randomUUID();
        return answerPage(renderMailboxPage({ mails: mailbox.list(), scriptNonce, ...options }), {
          scriptNonce,
        });
      },
    },
    { method: "GET", path: "/mock/mailbox.json", answer: () => answerJson(mailbox.list()) },
    {
      method: "DELETE",
      path: "/mock/mailbox",
      answer() {
        mailbox.clear();
        return answerEmpty(204);
      },
    },
  ];
}
