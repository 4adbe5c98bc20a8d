import { describe, expect, it } from "vitest";

import { isInvitationFor } from "./invitation-domain-rule.ts";

const organizationId = "org_1";

describe("the mock's rule for who may take an invitation", () => {
  it.each([
    ["a consumer address to itself", "mary@gmail.com", "mary@gmail.com", true],
    ["a consumer address in another letter case", "mary@gmail.com", "Mary@GMAIL.com", true],
    ["a consumer address to another of the provider", "mary@gmail.com", "anna@gmail.com", false],
    ["a consumer address with a tag that was not invited", "mary@outlook.com", "mary+x@outlook.com", false],
    ["a consumer address with the tag that was invited", "mary+x@web.de", "mary+x@web.de", true],
    ["a consumer address to the same name elsewhere", "mary@gmail.com", "mary@googlemail.com", false],
    ["a company address to itself", "mary@acme.example", "mary@acme.example", true],
    ["a company address to a colleague", "mary@acme.example", "anna@acme.example", true],
    ["a company address in another letter case", "mary@acme.example", "anna@ACME.Example", true],
    ["a company address to another company", "mary@acme.example", "mary@other.example", false],
    ["a company address to a subdomain", "mary@acme.example", "mary@mail.acme.example", false],
    ["an address of a subdomain to the domain", "mary@mail.acme.example", "mary@acme.example", false],
    ["a company address to a domain that ends alike", "mary@acme.example", "mary@notacme.example", false],
    [
      "a company whose domain begins like a provider's",
      "mary@gmail.com.example",
      "anna@gmail.com.example",
      true,
    ],
    ["a subdomain of a provider, which is a company's", "mary@acme.gmail.com", "anna@acme.gmail.com", true],
    [
      "an internationalised domain to its ASCII form",
      "mary@bücher.example",
      "anna@xn--bcher-kva.example",
      true,
    ],
    [
      "an internationalised domain to one that looks alike",
      "mary@bücher.example",
      "anna@bucher.example",
      false,
    ],
  ])("answers %s", (_case, email, accountEmail, isAllowed) => {
    expect(isInvitationFor(accountEmail, { email, organizationId })).toBe(isAllowed);
  });

  it.each([
    ["mary@gmail.com", "anna@acme.example"],
    ["mary@acme.example", "anna@gmail.com"],
  ])("lets any account take an invitation of %s to the app alone: %s", (email, accountEmail) => {
    expect(isInvitationFor(accountEmail, { email, organizationId: null })).toBe(true);
  });
});
