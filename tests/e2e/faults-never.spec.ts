import { chooseRows } from "../../src/contract/testing/long-run.ts";
import { type BrowserContext } from "@playwright/test";

import { expect, test } from "./fixtures.ts";
import { watchForNever } from "./never.ts";

// The eye on what must never happen sees it: each page here does one forbidden thing, and nothing else is wrong with it.

const slow = "This takes longer than usual. Still trying…";
const spinner = (words: string) => `<i class="x_spinner_1"></i><b>${words}</b>`;
const after = (delayMs: number, script: string) =>
  `<script>setTimeout(() => { ${script} }, ${delayMs});</script>`;
const show = (html: string) => `document.body.innerHTML = ${JSON.stringify(html)};`;

async function open(context: BrowserContext, html: string) {
  const expectNever = await watchForNever(context);
  const page = await context.newPage();
  await page.clock.install();
  await page.route("**/watched", (route) =>
    route.fulfill({
      contentType: "text/html; charset=utf-8",
      body: `<link rel="icon" href="data:,"><body>${html}`,
    }),
  );
  await page.goto("/watched");
  return { page, expectNever };
}

const forbidden: [string, string, RegExp][] = [
  ["a blank page", after(4_000, show("at last")), /a blank page for more than three seconds at \/watched/],
  ["a page that stays blank", "", /a blank page/],
  ["a wait without a word", spinner("One moment…") + after(4_000, show(spinner(slow))), /without a word/],
  [
    "a wait that never ends",
    spinner("") + after(3_000, show(spinner(slow))),
    /a spinner for more than eight/,
  ],
  [
    "a second redirect",
    `<p>Hello</p>${after(10, 'history.replaceState(null, "", "/a"); history.pushState(null, "", "/b");')}`,
    /redirect 2 of one load, from \/a at \/b/,
  ],
];
for (const [name, html, finding] of chooseRows(forbidden, 5)) {
  test(`the watch sees ${name}`, async ({ context }) => {
    const { page, expectNever } = await open(context, html);
    await page.clock.runFor(9_000);
    await expect(expectNever()).rejects.toThrow(finding);
  });
}

test("the watch sees nothing in a wait with words that ends, and in one redirect", async ({ context }) => {
  const { page, expectNever } = await open(
    context,
    `${spinner("One moment…")}
     ${after(3_000, show(spinner(slow)))}
     ${after(8_000, `${show("<p>There</p>")} history.replaceState(null, "", "/there");`)}`,
  );
  await page.clock.runFor(9_000);
  await expectNever();
  expect(new URL(page.url()).pathname).toBe("/there");
});

test("the watch looks at the page that comes when one leaves in the middle of the last look @long", async ({
  context,
}) => {
  const leaving = `<p>Hello</p><script>lookForNever = () => {
    location.assign("/watched?next");
    return new Promise(() => {});
  };</script>`;
  const { page, expectNever } = await open(context, leaving);
  const coming = `<p>There</p><script>lookForNever = () => reportNever("seen on the page that came");</script>`;
  await page.route("**/watched?next", (route) =>
    route.fulfill({
      contentType: "text/html; charset=utf-8",
      body: `<link rel="icon" href="data:,"><body>${coming}`,
    }),
  );
  await expect(expectNever()).rejects.toThrow(/seen on the page that came/);
});
