/** Mail providers where anybody gets an address: that two people share such a domain says nothing of them. */
const consumerDomains: ReadonlySet<string> = new Set([
  "126.com",
  "163.com",
  "aol.com",
  "btinternet.com",
  "comcast.net",
  "fastmail.com",
  "free.fr",
  "gmail.com",
  "gmx.at",
  "gmx.ch",
  "gmx.com",
  "gmx.de",
  "gmx.net",
  "googlemail.com",
  "hey.com",
  "hotmail.co.uk",
  "hotmail.com",
  "hotmail.de",
  "hotmail.es",
  "hotmail.fr",
  "hotmail.it",
  "icloud.com",
  "laposte.net",
  "libero.it",
  "live.co.uk",
  "live.com",
  "live.fr",
  "mac.com",
  "mail.com",
  "mail.ru",
  "me.com",
  "msn.com",
  "naver.com",
  "orange.fr",
  "outlook.com",
  "outlook.de",
  "outlook.fr",
  "pm.me",
  "proton.me",
  "protonmail.com",
  "qq.com",
  "rediffmail.com",
  "rocketmail.com",
  "t-online.de",
  "tutanota.com",
  "verizon.net",
  "wanadoo.fr",
  "web.de",
  "yahoo.ca",
  "yahoo.co.jp",
  "yahoo.co.uk",
  "yahoo.com",
  "yahoo.de",
  "yahoo.es",
  "yahoo.fr",
  "yahoo.it",
  "yandex.com",
  "yandex.ru",
  "ymail.com",
  "zoho.com",
]);

/**
 * Whether WorkOS lets an account take an invitation: to the app alone with any address; to an organization with the invited
 * address itself, or with another of the same domain where that is a company's own.
 *
 * It is not the product's rule that is asked here: a mock that shared it could not catch it being wrong.
 */
export function isInvitationFor(
  accountEmail: string,
  invitation: { email: string; organizationId: string | null },
): boolean {
  if (invitation.organizationId === null) return true;
  const invited = splitAddress(invitation.email);
  const account = splitAddress(accountEmail);
  if (invited.domain !== account.domain) return false;
  return invited.localPart === account.localPart || !consumerDomains.has(invited.domain);
}

function splitAddress(email: string): { localPart: string; domain: string } {
  const at = email.lastIndexOf("@");
  const domain = email.slice(at + 1);
  return {
    localPart: email.slice(0, at).toLowerCase(),
    // The ASCII form, in which one domain has one spelling.
    domain: URL.parse(`https://${domain}`)?.hostname ?? domain.toLowerCase(),
  };
}
