/** A mail as the mailbox keeps it; `receivedAtMs` counts from the Unix epoch. */
export type Mail = { id: string; to: string; subject: string; text: string; receivedAtMs: number };

export type Mailbox = {
  deliver(mail: Omit<Mail, "id" | "receivedAtMs">): void;
  /** Every mail that is kept, newest first. */
  list(): Mail[];
  /** The newest mail to an address, whatever its letter case. */
  latestTo(email: string): Mail | undefined;
  clear(): void;
};

/** A development server runs for days; the oldest mails make room. */
const maximumMails = 500;

/** A mailbox in memory that takes every mail, whomever it is for. */
export function createMailbox(options: { now?: () => number } = {}): Mailbox {
  const now = options.now ?? (() => Date.now());
  let mails: Mail[] = [];
  return {
    deliver(mail) {
      const received: Mail = { id: crypto.randomUUID(), ...mail, receivedAtMs: now() };
      mails = [received, ...mails].slice(0, maximumMails);
    },
    list: () => [...mails],
    latestTo: (email) => mails.find((mail) => mail.to.toLowerCase() === email.toLowerCase()),
    clear() {
      mails = [];
    },
  };
}
