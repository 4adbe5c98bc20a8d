import { answerProblem, failedRequest, hang, passSeconds, stopClock } from "./fault-network.ts";
import { askForEmailCode, readMailedCode, signInWithEmailCode, statusLine } from "./fixtures.ts";
import { expect, test } from "./never.ts";

// The function, or what stands behind it, fails. Each row says what the person sees.

const deepLink = "/dashboard?tab=usage#today";
const signInPath = `/sign-in?return_to=${encodeURIComponent(deepLink)}`;
const send = "**/api/email-code/send";
const verify = "**/api/email-code/verify";
const refresh = "**/api/session/refresh";

test("function down: the email option is off with the reason, and AuthKit works", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(failedRequest);
  await page.route("**/api/**", (route) => route.abort("connectionrefused"));
  await page.goto(deepLink);
  const email = page.getByRole("button", { name: "Use email code" });
  await expect(email).toBeDisabled();
  await expect(email).toHaveAccessibleDescription(/The server behind email codes can't be reached/);
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await expect(page).toHaveURL(/\/dashboard\?tab=usage#today$/);
});

test("function down: the email option comes back by itself @long", async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(failedRequest);
  await page.clock.install();
  await page.route("**/api/health", (route) => route.abort("connectionrefused"));
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: "Use email code" })).toBeDisabled();
  await page.unroute("**/api/health");
  await passSeconds(page, 16);
  await expect(page.getByRole("button", { name: "Use email code" })).toBeEnabled();
});

test("function down at a page load: the session is kept, and carries on by itself @long", async ({
  page,
  deployment,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(failedRequest);
  await signInWithEmailCode(page, deployment, email, signInPath);
  await page.route(refresh, (route) => route.abort("connectionreset"));
  await page.clock.install();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign-in service unreachable" })).toBeVisible();
  await page.unroute(refresh);
  await passSeconds(page, 30);
  await expect(page.getByText(email, { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/\/dashboard\?tab=usage#today$/);
});

test.describe("a call that hangs", () => {
  test("gets a word at three seconds and an end at eight: sending @long", async ({ page, email }) => {
    await page.route(send, hang);
    await page.goto(signInPath);
    await page.getByRole("button", { name: "Use email code" }).click();
    await page.getByLabel("Email address").fill(email);
    await stopClock(page);
    await page.getByRole("button", { name: "Send code" }).click();
    await page.clock.runFor(3_100);
    await expect(
      page.getByRole("button", { name: "This takes longer than usual. Still trying…" }),
    ).toBeVisible();
    await page.clock.runFor(5_000);
    await expect(page.getByRole("alert")).toHaveText("The server didn't answer in time. Try again.");
    await page.unroute(send);
    await page.clock.resume();
    await page.getByRole("button", { name: "Send code" }).click();
    await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  });

  test("gets a word at three seconds and an end at eight: checking, with the code kept @long", async ({
    page,
    deployment,
    email,
  }) => {
    await askForEmailCode(page, email, signInPath);
    const oneTimeCode = await readMailedCode(page, deployment, email);
    await page.route(verify, hang);
    await stopClock(page);
    await page.getByLabel("Six-digit code").fill(oneTimeCode);
    await page.clock.runFor(3_100);
    await expect(
      page.getByRole("button", { name: "This takes longer than usual. Still trying…" }),
    ).toBeVisible();
    await page.clock.runFor(5_000);
    await expect(page.getByRole("alert")).toHaveText("The server didn't answer in time. Try again.");
    await expect(page.getByLabel("Six-digit code")).toHaveValue(oneTimeCode);
    await page.unroute(verify);
    await page.clock.resume();
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/dashboard\?tab=usage#today$/);
  });

  test("gets a word at three seconds and the choice at eight: restoring @long", async ({
    page,
    deployment,
    email,
  }) => {
    await signInWithEmailCode(page, deployment, email, signInPath);
    await page.route(refresh, hang);
    await stopClock(page);
    const asked = page.waitForRequest(refresh);
    await page.reload();
    await asked;
    await page.clock.runFor(3_100);
    await expect(page.getByRole("status").filter({ hasText: /\S/ })).toHaveText(
      "This takes longer than usual. Still trying…",
    );
    await page.clock.runFor(5_000);
    await expect(page.getByRole("heading", { name: "Sign-in service unreachable" })).toBeVisible();
    await page.unroute(refresh);
    await page.getByRole("button", { name: "Try now" }).click();

    await page.clock.resume();
    await expect(page.getByText(email, { exact: true })).toBeVisible();
  });
});

test("429: counts down before another code may be asked for @long", async ({
  page,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(429));
  await page.route(send, (route) => answerProblem(route, 429, "too_many_requests", 12));
  await page.clock.install();
  await page.goto(signInPath);
  await page.getByRole("button", { name: "Use email code" }).click();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(page.getByRole("alert")).toContainText("Too many requests.");
  const button = page.getByRole("button", { name: /^Send code in \d+ s$/ });
  await expect(button).toBeDisabled();
  const before = Number((await button.textContent())?.match(/\d+/)?.[0]);
  await page.clock.runFor(5_000);
  const after = Number((await button.textContent())?.match(/\d+/)?.[0]);
  expect(before - after).toBeGreaterThanOrEqual(5);
  await page.unroute(send);
  await page.clock.runFor(8_000);
  await page.getByRole("button", { name: "Send code", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
});

test("429: counts down before another try, with the code kept @long", async ({
  page,
  deployment,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(429));
  await page.clock.install();
  await askForEmailCode(page, email, signInPath);
  const oneTimeCode = await readMailedCode(page, deployment, email);
  await page.route(verify, (route) => answerProblem(route, 429, "too_many_requests", 9));
  await page.getByLabel("Six-digit code").fill(oneTimeCode);
  await expect(page.getByRole("button", { name: /^Sign in in \d s$/ })).toBeDisabled();
  await page.unroute(verify);
  await page.clock.runFor(10_000);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/dashboard\?tab=usage#today$/);
});

test("500: says so with a reference, and the next try works", async ({
  page,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(500));
  await page.route(send, (route) => answerProblem(route, 500, "internal"));
  await page.goto(signInPath);
  await page.getByRole("button", { name: "Use email code" }).click();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(page.getByRole("alert")).toContainText("Something went wrong on our side.");
  await expect(page.getByRole("alert")).toContainText("Reference ref-7f3k");
  await page.unroute(send);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
});

const foreignAnswers: [string, { contentType: string; body: string }][] = [
  ["malformed JSON", { contentType: "application/json", body: '{"accepted":' }],
  ["captive portal's HTML", { contentType: "text/html", body: "<h1>Hotel Wi-Fi</h1>" }],
];
for (const [name, answer] of foreignAnswers) {
  test(`${name}: says that something else answered, and the next try works @long`, async ({
    page,
    email,
  }) => {
    await page.route(send, (route) => route.fulfill({ status: 200, ...answer }));
    await page.goto(signInPath);
    await page.getByRole("button", { name: "Use email code" }).click();
    await page.getByLabel("Email address").fill(email);
    await page.getByRole("button", { name: "Send code" }).click();
    await expect(page.getByRole("alert")).toContainText(
      "Something on this network answered instead of the server.",
    );
    await page.unroute(send);
    await page.getByRole("button", { name: "Send code" }).click();
    await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  });
}

const outages: [string, string, string][] = [
  [
    "mail provider down",
    "workos_unreachable",
    "Codes can't be sent or checked right now. Try again in a moment.",
  ],
  ["counter store down", "codes_paused", "Codes are paused for a moment."],
];
for (const [name, failureCode, words] of outages) {
  test(`${name}: a general notice, the same for every address @long`, async ({
    page,
    email,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(statusLine(503));
    await page.route(send, (route) => answerProblem(route, 503, failureCode));
    await page.goto(signInPath);
    await page.getByRole("button", { name: "Use email code" }).click();
    const notices: string[] = [];
    for (const address of ["ada@example.com", email]) {
      await page.getByLabel("Email address").fill(address);
      await page.getByRole("button", { name: "Send code" }).click();
      await expect(page.getByRole("alert")).toContainText(words);
      notices.push((await page.getByRole("alert").textContent()) ?? "");
    }
    expect(notices[0]).toBe(notices[1]);
    expect(notices.join("")).not.toContain("@");
    await page.getByRole("button", { name: "Back" }).click();
    await page.getByRole("button", { name: "Continue with WorkOS" }).click();
    await page.getByRole("button", { name: "Continue as Grace Hopper" }).click();
    await expect(page).toHaveURL(/\/dashboard\?tab=usage#today$/);
  });
}

test("sign-out while the function is down: signed out here, over a reload, and it is told later", async ({
  page,
  deployment,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(failedRequest);
  await signInWithEmailCode(page, deployment, email, signInPath);
  await page.route("**/api/**", (route) => route.abort("connectionrefused"));
  await page.getByRole("button", { name: "Account menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Signed out here" })).toBeVisible();
  await page.goto(deepLink);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.unroute("**/api/**");
  const told = page.waitForResponse("**/api/session/sign-out");
  await page.reload();
  expect(await (await told).json()).toEqual({ revoked: true });
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});
