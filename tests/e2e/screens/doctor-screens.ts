import { checkWords } from "../../../src/contract/doctor/messages.ts";
import { doctorMessages } from "../../../src/pages/doctor/messages.ts";
import { failedRequest, probe } from "../fault-network.ts";
import { statusLine } from "../fixtures.ts";
import { type ScreenGroup } from "./screen.ts";

/** The page that says what is wrong with signing in. */
export const doctorScreens: ScreenGroup = {
  name: "doctor",
  deployment: "production",
  // What it asks to find out how a host refuses.
  expectedConsoleErrors: [failedRequest, statusLine(400), statusLine(403), statusLine(404), statusLine(422)],
  screens: [
    {
      name: "doctor",
      words: doctorMessages.summary(0),
      show: async ({ page }) => void (await page.goto("/auth/doctor")),
    },
    {
      name: "doctor-wrong",
      words: checkWords["api-html"].mend,
      async show({ page }) {
        await page.route("**/api/**", (route) =>
          route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Host</title>" }),
        );
        await page.route(probe, (route) => route.abort());
        await page.goto("/auth/workos/callback?error=access_denied");
        await page.getByRole("link", { name: /^Reference / }).click();
        await page.getByText(doctorMessages.thisOne).waitFor();
        await page.getByText(checkWords["api-html"].mend).waitFor();
      },
    },
    {
      name: "doctor-symptom",
      words: "WorkOS signs you in, and the sign-in page is there again.",
      show: ({ page }) => page.getByRole("button", { name: "Straight back to sign-in" }).click(),
    },
  ],
};
