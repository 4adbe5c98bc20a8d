import type { Mail } from "../mailbox/mailbox.ts";

/**
 * The mail that WorkOS sends for an invitation.
 * @param invitation.inviter name of who invites; null where the app itself does
 * @param invitation.place name of the organization, or of the app where there is none
 */
export function composeInvitationMail(invitation: {
  email: string;
  inviter: string | null;
  place: string;
  link: string;
  expiresAtMs: number;
}): Omit<Mail, "id" | "receivedAtMs"> {
  const { email, inviter, place, link } = invitation;
  const expiresOn = new Date(invitation.expiresAtMs).toISOString().slice(0, 10);
  return {
    to: email,
    subject:
      inviter === null ? `You are invited to join ${place}` : `${inviter} invites you to join ${place}`,
    text: [
      inviter === null
        ? `You are invited to join ${place}. Open this link to accept:`
        : `${inviter} invites you to join ${place}. Open this link to accept:`,
      "",
      link,
      "",
      `It works once, until ${expiresOn}. If you do not know what this is about, ignore this mail.`,
    ].join("\n"),
  };
}
