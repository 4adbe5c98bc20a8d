import { type Page } from "@playwright/test";

import { type Deployment, expect } from "../fixtures.ts";

/** What a screen is reached with. `email` is an address that no other test uses. */
export type Visit = { page: Page; deployment: Deployment; email: string };

/** What a person can meet, and how they come to it. */
export type Screen = {
  name: string;
  /** By which the screen is known when it stands. */
  words: string | RegExp;
  /** Leads there from wherever the screen before it in its group has left the browser. */
  show: (visit: Visit) => Promise<void>;
};

/** Screens that are visited one after the other in one browser context, which costs a fraction of a context for each. */
export type ScreenGroup = {
  name: string;
  deployment: Deployment["name"];
  /** Its screens are like those of another group, so that only `npm run test:long` looks at them. */
  isVariant?: true;
  /** What the browser's console says of the failures that the screens are about. */
  expectedConsoleErrors?: RegExp[];
  screens: Screen[];
};

/** Leads to a screen, with nothing left of the faults of the one before it, and waits until it stands. */
export async function showScreen({ words, show }: Screen, visit: Visit): Promise<void> {
  await visit.page.unrouteAll();
  await show(visit);
  await expect(visit.page.getByText(words).first()).toBeVisible();
}
