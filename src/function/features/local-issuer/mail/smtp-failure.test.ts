import { describe, expect, it } from "vitest";

import { readSmtpFailure } from "./smtp-failure.ts";

describe("readSmtpFailure", () => {
  it("keeps only numbers and capitalized names, wherever an error may contain an address", () => {
    const address = "ada@example.com";
    const failure = readSmtpFailure({
      code: `EENVELOPE ${address}`,
      originalCode: address,
      command: `RCPT TO:<${address}>`,
      responseCode: 550,
      response: `550 5.1.1 ${address} unknown`,
    });
    expect(failure.cause).toBe("SMTP 550 5.1.1");
  });

  it.each([
    ["550 5.1.1 x", true],
    ["550-5.2.1 first of two lines", true],
    ["550 5.7.1 5.1.1", false],
    ["550 5.1.1234 x", false],
    ["550 x 5.1.1", false],
    ["", false],
  ])("reads the enhanced status only from the beginning of %j", (response, isAboutRecipient) => {
    expect(readSmtpFailure({ command: "DATA", responseCode: 550, response })).toMatchObject({
      isAboutRecipient,
    });
  });

  it.each([new Error("ada@example.com"), "ada@example.com", null, { code: 7, responseCode: "450" }])(
    "treats errors that aren't nodemailer's as permanent: %j",
    (error) => {
      expect(readSmtpFailure(error)).toEqual({
        kind: "refused",
        isTemporary: false,
        isAboutRecipient: false,
        cause: "SMTP",
      });
    },
  );
});
