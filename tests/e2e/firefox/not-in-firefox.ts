/** A browser test that doesn't run in Firefox. */
export type NotInFirefox = {
  /** File of the test, beside `tests/e2e`. */
  file: string;
  /** The test's own title, or what all the titles meant begin with. */
  title: string;
  /** What stands in the way. */
  reason: string;
};

/** Every browser test that `npm run test:firefox` leaves out, with the reason; the run prints them at its end. */
export const notInFirefox: NotInFirefox[] = [
  {
    file: "faults-workos.spec.ts",
    title: "that hangs gets a word after three seconds and gives the choice back after eight @long",
    reason:
      "Firefox doesn't tell Playwright that the page has stopped its own navigation, so Playwright waits for it for ever; the page itself does what the test asks.",
  },
  {
    file: "accessibility.spec.ts",
    title:
      "members and account: axe finds nothing, in either theme, and at 400 % zoom nothing runs off the side",
    reason:
      "Firefox 153's content process ends with a segmentation fault while axe's own script runs over these screens, without its compilers and without content-visibility too; the pages stand, and members.spec.ts walks through them.",
  },
  {
    file: "sign-in-with-email-code.spec.ts",
    title: "is shown as it is composed, and sent once, when the composition ends",
    reason:
      "WebDriver BiDi has no command that composes text; Firefox's order of events is one of those in one-time-code-field.test.tsx.",
  },
  {
    file: "sign-in-with-email-code.spec.ts",
    title: "is sent when the person leaves the field, where the keyboard ends no composition @long",
    reason:
      "WebDriver BiDi has no command that composes text; Firefox's order of events is one of those in one-time-code-field.test.tsx.",
  },
  {
    file: "sign-in-with-email-code.spec.ts",
    title: "gives way to one that the browser fills in @long",
    reason:
      "WebDriver BiDi has no command that composes text; Firefox's order of events is one of those in one-time-code-field.test.tsx.",
  },
];

/** Why a test can't run in Firefox, or null when it can. */
export function whyNotInFirefox(file: string, title: string): string | null {
  return notInFirefox.find((entry) => entry.file === file && title.startsWith(entry.title))?.reason ?? null;
}
