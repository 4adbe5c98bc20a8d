import { describe, expect, it } from "vitest";

import { consumerMailDomains } from "./consumer-mail-domains.ts";
import { mayTakeInvitation } from "./invitation-rule.ts";

const organizationId = "org_1";

describe("mayTakeInvitation", () => {
  it.each([
    ["the invited address", "ada@engines.example", "ada@engines.example", true],
    ["the invited address in another case", "Ada@Engines.example", "ADA@engines.EXAMPLE", true],
    ["a colleague's address", "ada@engines.example", "charles@engines.example", true],
    ["a colleague's address with a tag", "ada@engines.example", "charles+news@engines.example", true],
    ["another company's address", "ada@engines.example", "ada@looms.example", false],
    ["an address of a subdomain", "ada@engines.example", "ada@mail.engines.example", false],
    ["an address of the domain above", "ada@mail.engines.example", "ada@engines.example", false],
    ["a domain that only ends alike", "ada@engines.example", "ada@search-engines.example", false],
    ["a domain with something behind it", "ada@engines.example", "ada@engines.example.evil.example", false],
    [
      "an internationalised domain in its other form",
      "ada@bücher.example",
      "bob@xn--bcher-kva.example",
      true,
    ],
    ["an internationalised domain in another case", "ada@BÜCHER.example", "bob@bücher.example", true],
    ["a domain that looks alike", "ada@bücher.example", "bob@bucher.example", false],
    ["a domain with a letter of another script", "ada@engines.example", "bob@еngines.example", false],
    ["the invited consumer address", "ada@gmail.com", "ada@gmail.com", true],
    ["the invited consumer address in another case", "ada@gmail.com", "Ada@GMail.com", true],
    ["a stranger's consumer address", "ada@gmail.com", "eve@gmail.com", false],
    ["the invited consumer address with a tag", "ada@gmail.com", "ada+x@gmail.com", false],
    ["the invited consumer address without its tag", "ada+x@outlook.com", "ada@outlook.com", false],
    ["the invited consumer address with a dot more", "ada@gmail.com", "a.da@gmail.com", false],
    ["a consumer address for a company's", "ada@engines.example", "ada@gmail.com", false],
    ["a company's address for a consumer one", "ada@gmail.com", "ada@engines.example", false],
    ["no address at all", "ada@engines.example", "engines.example", false],
    ["two addresses in one", "ada@engines.example", "eve@evil.example@engines.example", false],
    ["an invitation to no address", "", "", false],
  ])("with an organization, answers for %s (%s, %s): %s", (_, invitedEmail, accountEmail, may) => {
    expect(mayTakeInvitation({ invitedEmail, accountEmail, organizationId })).toBe(may);
  });

  it.each([
    ["ada@gmail.com", "eve@gmail.com"],
    ["ada@engines.example", "eve@looms.example"],
    ["ada@engines.example", "ada@mail.engines.example"],
  ])("without an organization, lets any address take it (%s, %s)", (invitedEmail, accountEmail) => {
    expect(mayTakeInvitation({ invitedEmail, accountEmail, organizationId: null })).toBe(true);
  });

  it.each(["gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "web.de"])(
    "takes %s for a consumer domain",
    (domain) => {
      expect(
        mayTakeInvitation({ invitedEmail: `a@${domain}`, accountEmail: `b@${domain}`, organizationId }),
      ).toBe(false);
    },
  );
});

describe("consumerMailDomains", () => {
  it("holds domains in the form that addresses are compared in", () => {
    expect(consumerMailDomains.size).toBeGreaterThan(80);
    for (const domain of consumerMailDomains) expect(new URL(`https://${domain}`).hostname).toBe(domain);
  });
});
