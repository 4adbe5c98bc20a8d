import { doctorMessages } from "../../src/pages/doctor/messages.ts";
import {
  askForEmailCode,
  expect,
  readMailedCode,
  signInWithWorkos,
  signOut,
  statusLine,
  test,
} from "./fixtures.ts";

const { steps } = doctorMessages;

test(
  "the flight record tells of the sign-ins in this tab, and no code, token or address of them is stored or shown",
  { tag: "@production" },
  async ({ page, deployment, email, expectedConsoleErrors }) => {
    expectedConsoleErrors.push(statusLine(400), statusLine(404), statusLine(422));
    const callbacks: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/auth/workos/callback?")) callbacks.push(request.url());
    });
    await signInWithWorkos(page);
    await signOut(page);
    await askForEmailCode(page, email);
    const oneTimeCode = await readMailedCode(page, deployment, email);
    await page.getByLabel("Six-digit code").fill(oneTimeCode);
    await expect(page).toHaveURL(/\/dashboard$/);

    await page.goto("/auth/doctor");
    await expect(page.getByText(doctorMessages.summary(0))).toBeVisible();
    const flight = page.getByRole("region", { name: doctorMessages.flight });
    const titles = [
      steps.redirect,
      steps.callback,
      steps.exchange,
      steps.signed_in,
      steps.sign_out,
      steps.code_send,
      steps.code_verify,
      steps.signed_in,
    ];
    const rows = await flight.getByRole("listitem").allInnerTexts();
    expect(
      rows.map((row) => row.split("\n")[0]).filter((title) => titles.some((each) => each === title)),
    ).toEqual(titles);

    const [callback] = callbacks;
    const parameters = new URL(callback ?? "").searchParams;
    const canaries = [
      parameters.get("code"),
      parameters.get("state"),
      email,
      "grace@example.com",
      oneTimeCode,
    ];
    const shown = await page.locator("body").innerText();
    const report = await page.locator("pre").textContent();
    const stored = await page.evaluate(() => sessionStorage.getItem("portico:flight-record"));
    for (const text of [shown, report, stored]) {
      for (const canary of canaries) expect(text).not.toContain(canary ?? "missing");
      expect(text).not.toMatch(/eyJ|@/);
    }
  },
);

test(
  "the doctor finds nothing wrong with a build on the preview server @long",
  { tag: "@development" },
  async ({ page, expectedConsoleErrors }) => {
    expectedConsoleErrors.push(statusLine(400), statusLine(404), statusLine(422));
    await page.goto("/auth/doctor");
    await expect(page.getByText(doctorMessages.summary(0))).toBeVisible();
  },
);
