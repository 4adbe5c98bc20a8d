import { describe, expect, it } from "vitest";

import { readSmtpFailure } from "./smtp-failure.ts";

describe("readSmtpFailure", () => {
  it("keeps numbers and names in capitals alone, wherever an error may put an address", () => {
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
  ])("reads the enhanced status from the beginning of %j alone", (response, isAboutRecipient) => {
    expect(readSmtpFailure({ command: "DATA", responseCode: 550, response })).toMatchObject({
      isAboutRecipient,
    });
  });

  it.each([new Error("ada@example.com"), "ada@example.com", null, { code: 7, responseCode: "450" }])(
    "takes what isn't nodemailer's for a failure that won't pass: %j",
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
