import { buildSignInMail } from "../../src/function/features/local-issuer/mail/build-sign-in-mail.ts";
import { testSignInMail } from "../../src/function/features/local-issuer/mail/testing/test-sign-in-mail.ts";
import { expect, expectNoAxeViolationsNow, test } from "./fixtures.ts";

const mails = {
  "code and link": {},
  "code alone": { link: null },
  "link alone": { oneTimeCode: null },
  "long words": { language: "de" },
  "right to left": { language: "ar" },
} as const;

const sizes = {
  desktop: { width: 1000, height: 800 },
  phone: { width: 360, height: 740 },
} as const;

for (const [name, changes] of Object.entries(mails)) {
  const mail = testSignInMail(changes);
  const { html, subject } = buildSignInMail(mail, { from: { name: "", address: mail.to }, mailId: "mail-1" });

  test(`the mail (${name}) reads well on a desktop and on a phone, light and dark, and fetches nothing @long`, async ({
    page,
  }) => {
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    for (const colorScheme of ["light", "dark"] as const) {
      for (const viewport of Object.values(sizes)) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        await page.setContent(html);

        await expect(page).toHaveTitle(subject);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        const link = page.getByRole("link");
        await expect(link).toHaveCount(mail.link === null ? 0 : 1);
        if (mail.link !== null) expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(44);

        if (mail.oneTimeCode !== null) {
          const oneTimeCode = page.getByText(mail.oneTimeCode, { exact: true });
          await expect(oneTimeCode).toBeInViewport({ ratio: 1 });
          // A click takes the six digits as they are, to be copied.
          await oneTimeCode.click();
          expect(await page.evaluate(() => getSelection()?.toString().trim())).toBe(mail.oneTimeCode);
        }

        const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        expect(ground).toBe(colorScheme === "dark" ? "rgb(16, 20, 19)" : "rgb(245, 242, 236)");
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
        await expectNoAxeViolationsNow(page);
        expect(requests).toEqual([]);
      }
    }
  });

  test(`the mail (${name}) says everything where no style is known @long`, async ({ page }) => {
    await page.setContent(html.replaceAll(/ style="[^"]*"/g, "").replace(/<style>[^]*<\/style>/, ""));
    const text = await page.getByRole("main").innerText();
    if (mail.oneTimeCode !== null) expect(text.split(/\s/)).toContain(mail.oneTimeCode);
    expect(text).toContain("console.example.com");
    await expect(page.getByRole("link")).toHaveCount(mail.link === null ? 0 : 1);
  });
}
