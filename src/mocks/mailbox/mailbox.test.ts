import { describe, expect, it } from "vitest";

import { createMailbox } from "./mailbox.ts";

describe("the mailbox", () => {
  it("lists the newest mail first, with the moment it arrived", () => {
    let nowMs = 1000;
    const mailbox = createMailbox({ now: () => nowMs });
    mailbox.deliver({ to: "ada@example.com", subject: "one", text: "" });
    nowMs = 2000;
    mailbox.deliver({ to: "ada@example.com", subject: "two", text: "" });
    expect(mailbox.list().map(({ subject, receivedAtMs }) => [subject, receivedAtMs])).toEqual([
      ["two", 2000],
      ["one", 1000],
    ]);
  });

  it("finds the newest mail to an address in any letter case", () => {
    const mailbox = createMailbox();
    mailbox.deliver({ to: "Ada@example.com", subject: "one", text: "" });
    mailbox.deliver({ to: "grace@example.com", subject: "two", text: "" });
    expect(mailbox.latestTo("ada@EXAMPLE.com")?.subject).toBe("one");
    expect(mailbox.latestTo("linus@example.com")).toBeUndefined();
  });

  it("keeps the latest five hundred and forgets all of them when told to", () => {
    const mailbox = createMailbox();
    for (let index = 0; index <= 500; index += 1) {
      mailbox.deliver({ to: "ada@example.com", subject: String(index), text: "" });
    }
    expect(mailbox.list()).toHaveLength(500);
    expect(mailbox.list().at(-1)?.subject).toBe("1");
    mailbox.clear();
    expect(mailbox.list()).toEqual([]);
  });
});
