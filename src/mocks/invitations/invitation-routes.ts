import { answerFailure, answerJson } from "../http/answers.ts";
import { buildListPage } from "../http/list-page.ts";
import type { Route } from "../http/route.ts";
import { codedFailure, messageFailure } from "../workos/failures.ts";
import { answerList } from "../workos/list-answer.ts";
import type { WorkosSettings } from "../workos/settings.ts";
import type { WorkosState } from "../workos/state.ts";
import { describeInvitation } from "./describe-invitation.ts";
import { invitationLink } from "./invitation-link.ts";
import { composeInvitationMail } from "./invitation-mail.ts";
import { serializeInvitation } from "./invitation-wire-format.ts";
import type { Invitation } from "./invitations.ts";
import { createInvitation, refuseResendBody } from "./send-invitation.ts";
import { refuseUnlessPending, takeInvitation } from "./take-invitation.ts";

const root = "/user_management/invitations";

/** The calls about invitations; like the other management calls they need the API key. */
export function invitationRoutes(settings: WorkosSettings, state: WorkosState): Route[] {
  const { directory, invitations, mailbox } = state;
  return [
    {
      method: "POST",
      path: root,
      async answer({ request }) {
        const created = await createInvitation(request, state);
        if (!created.ok) return answerFailure(created);
        mail(created.invitation);
        return answerInvitation(created.invitation, 201);
      },
    },
    {
      method: "GET",
      path: root,
      answer({ url }) {
        const email = url.searchParams.get("email");
        const organizationId = url.searchParams.get("organization_id");
        const listed = invitations.list({
          ...(email === null ? {} : { email }),
          ...(organizationId === null ? {} : { organizationId }),
        });
        return answerList(buildListPage(listed, url.searchParams, serialize));
      },
    },
    {
      method: "GET",
      path: `${root}/by_token/:token`,
      answer({ parameters }) {
        const invitation = invitations.findByToken(parameters["token"] ?? "");
        return invitation === undefined
          ? answerFailure(messageFailure(404, "Invitation not found."))
          : answerInvitation(invitation);
      },
    },
    {
      method: "GET",
      path: `${root}/:id`,
      answer: ({ parameters }) =>
        withInvitation(parameters["id"], (invitation) => answerInvitation(invitation)),
    },
    {
      method: "POST",
      path: `${root}/:id/revoke`,
      answer: ({ parameters }) =>
        withInvitation(parameters["id"], (invitation) =>
          invitations.stateOf(invitation) === "pending"
            ? answerInvitation(invitations.revoke(invitation))
            : answerFailure(codedFailure(400, "invite_not_pending", "The invitation is not pending.")),
        ),
    },
    {
      method: "POST",
      path: `${root}/:id/resend`,
      async answer({ request, parameters }) {
        const refused = await refuseResendBody(request);
        if (refused !== null) return answerFailure(refused);
        return withPendingInvitation(parameters["id"], (invitation) => {
          const renewed = invitations.renew(invitation);
          mail(renewed);
          return answerInvitation(renewed);
        });
      },
    },
    {
      method: "POST",
      path: `${root}/:id/accept`,
      // The call names nobody: it is the invited address whose account joins, made now where there is none.
      answer: ({ parameters }) =>
        withPendingInvitation(parameters["id"], async (invitation) => {
          const user = await directory.createUser(invitation.email);
          return answerInvitation(takeInvitation(invitation, user, state));
        }),
    },
  ];

  function serialize(invitation: Invitation): Record<string, unknown> {
    return serializeInvitation(invitation, invitations.stateOf(invitation), settings);
  }

  function answerInvitation(invitation: Invitation, status: 200 | 201 = 200): Response {
    return answerJson(serialize(invitation), status);
  }

  function withInvitation(
    id: string | undefined,
    answer: (invitation: Invitation) => Response | Promise<Response>,
  ): Response | Promise<Response> {
    const invitation = invitations.find(id ?? "");
    return invitation === undefined
      ? answerFailure(messageFailure(404, `Invitation not found: '${id ?? ""}'.`))
      : answer(invitation);
  }

  function withPendingInvitation(
    id: string | undefined,
    answer: (invitation: Invitation) => Response | Promise<Response>,
  ): Response | Promise<Response> {
    return withInvitation(id, (invitation) => {
      const refused = refuseUnlessPending(invitation, state);
      return refused === null ? answer(invitation) : answerFailure(refused);
    });
  }

  function mail(invitation: Invitation): void {
    const link = invitationLink(invitation.token, settings);
    mailbox.deliver(
      composeInvitationMail(describeInvitation(invitation, state), link, invitation.expiresAtMs),
    );
  }
}
