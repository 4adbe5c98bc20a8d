import type { Mail } from "../mailbox/mailbox.ts";
import type { InvitationDescription } from "./describe-invitation.ts";

/** The mail that WorkOS sends for an invitation, the first time and again. */
export function composeInvitationMail(
  { email, inviter, place }: InvitationDescription,
  link: string,
  expiresAtMs: number,
): Omit<Mail, "id" | "receivedAtMs"> {
  const subject =
    inviter === null ? `You are invited to join ${place}` : `${inviter} invites you to join ${place}`;
  const expiresOn = new Date(expiresAtMs).toISOString().slice(0, 10);
  return {
    to: email,
    subject,
    text: [
      `${subject}. Open this link to accept:`,
      "",
      link,
      "",
      `It works once, until ${expiresOn}. If you do not know what this is about, ignore this mail.`,
    ].join("\n"),
  };
}
