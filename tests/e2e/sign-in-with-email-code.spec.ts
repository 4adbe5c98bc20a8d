import { chooseRows } from "../../src/contract/testing/long-run.ts";
import { type CDPSession, type Page } from "@playwright/test";

import { messages } from "../../src/config/messages.ts";
import {
  askForEmailCode,
  expect,
  readMailedCode,
  signInWithEmailCode,
  statusLine,
  test,
} from "./fixtures.ts";

test("leads to the dashboard with the code from the mailbox", async ({
  page,
  deployment,
  email,
  baseURL,
}) => {
  await signInWithEmailCode(page, deployment, email);
  await expect(page).toHaveURL(`${baseURL}/dashboard`);
  await expect(page.getByText("Email code", { exact: true })).toBeVisible();
  await expect(page.getByText(email, { exact: true })).toBeVisible();
});

test("lands on the deep link with its query and hash", async ({ page, deployment, email, baseURL }) => {
  await signInWithEmailCode(page, deployment, email, "/dashboard?tab=usage#row-7");
  await expect(page).toHaveURL(`${baseURL}/dashboard?tab=usage#row-7`);
});

for (const [name, write] of Object.entries({
  "with a space": (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`,
  "with a dash": (code: string) => `${code.slice(0, 3)}-${code.slice(3)}`,
  "as a whole sentence": (code: string) => `Your sign-in code is ${code}.`,
})) {
  test(`takes a code that is pasted ${name} @long`, async ({ page, deployment, email }) => {
    await askForEmailCode(page, email);
    const text = write(await readMailedCode(page, deployment, email));
    await page.getByLabel("Six-digit code").evaluate((field, pasted) => {
      const data = new DataTransfer();
      data.setData("text/plain", pasted);
      field.focus();
      document.execCommand("insertText", false, data.getData("text/plain"));
    }, text);
    await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  });
}

test("names a wrong code, empties the field and lets the right one in @long", async ({
  page,
  deployment,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400));
  await askForEmailCode(page, email);
  const mailed = await readMailedCode(page, deployment, email);
  const field = page.getByLabel("Six-digit code");
  await field.fill(mailed === "000000" ? "000001" : "000000");
  await expect(page.getByRole("alert").filter({ hasText: "That code isn't right" })).toBeVisible();
  await expect(field).toHaveValue("");
  await expect(field).toBeFocused();
  await field.fill(mailed);
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
});

test("names an expired code and keeps the address for a new one @long", async ({
  page,
  deployment,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400));
  await askForEmailCode(page, email);
  const mailed = await readMailedCode(page, deployment, email);
  await page.request.post(`${deployment.mockUrl}/mock/expire-code`, { data: { email } });
  await page.getByLabel("Six-digit code").fill(mailed);
  await expect(page.getByRole("alert").filter({ hasText: "expired" })).toBeVisible();
  await page.getByRole("button", { name: "Use another address" }).click();
  await expect(page.getByLabel("Email address")).toHaveValue(email);
});

test("stops after five wrong codes @long", async ({ page, deployment, email, expectedConsoleErrors }) => {
  expectedConsoleErrors.push(statusLine(400));
  await askForEmailCode(page, email);
  const mailed = await readMailedCode(page, deployment, email);
  const wrong = mailed === "000000" ? "000001" : "000000";
  const field = page.getByLabel("Six-digit code");
  for (const words of ["isn't right", "isn't right", "2 more tries", "One more try", "the last try"]) {
    await field.fill(wrong);
    await expect(page.getByRole("alert").filter({ hasText: words })).toBeVisible();
  }
  await field.fill(mailed);
  await expect(page.getByRole("alert").filter({ hasText: "Too many wrong codes" })).toBeVisible();
});

test("refuses a code in another browser than the one that asked for it @long", async ({
  page,
  browser,
  deployment,
  email,
  baseURL,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400));
  await askForEmailCode(page, email);
  const mailed = await readMailedCode(page, deployment, email);

  const stranger = await browser.newContext();
  const strangersPage = await stranger.newPage();
  await strangersPage.goto(`${baseURL}/sign-in`);
  const status = await strangersPage.evaluate(async (code) => {
    const answer = await fetch("/api/email-code/verify", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Portico-Request": "1" },
      body: JSON.stringify({ code }),
    });
    const problem: unknown = await answer.json();
    return { status: answer.status, problem };
  }, mailed);
  expect(status).toMatchObject({ status: 400, problem: { code: "no_challenge" } });
  await stranger.close();

  await page.getByLabel("Six-digit code").fill(mailed);
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
});

test("counts down before it offers another code, then mails one @long", async ({
  page,
  deployment,
  email,
}) => {
  await page.clock.install();
  await askForEmailCode(page, email);
  await readMailedCode(page, deployment, email);
  await expect(page.getByRole("button", { name: /^Send again in (?:30|29|28) s$/ })).toBeDisabled();
  await page.clock.runFor(31_000);
  await page.getByRole("button", { name: "Send again", exact: true }).click();
  await expect(page.getByText(/Asked again for/)).toBeVisible();
  await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email, 2));
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
});

test("asks for the address and for its right form before sending anything @long", async ({ page }) => {
  const calls: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/email-code")) calls.push(request.url());
  });
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Use email code" }).click();
  await expect(page.getByLabel("Email address")).toBeFocused();
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(page.getByText("Enter your email address.")).toBeVisible();
  await page.getByLabel("Email address").fill("grace@example");
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(page.getByText(/doesn't look like an email address/)).toBeVisible();
  expect(calls).toEqual([]);
});

test("drops invisible characters around an address, points out one inside, and shows the domain as it is typed @long", async ({
  page,
  deployment,
  email,
}) => {
  const asked: unknown[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/email-code/send")) asked.push(request.postDataJSON());
  });
  const typed = email.replace(/@.*/, "@münchen.example");
  const sent = typed.replace("münchen", "xn--mnchen-3ya");
  await page.goto(`/sign-in?${new URLSearchParams({ login_hint: `\u2068${sent}\u2069\u200B` }).toString()}`);
  await page.getByRole("button", { name: "Use email code" }).click();
  const field = page.getByLabel("Email address");
  await expect(field).toHaveValue(typed);
  for (const [text, before] of [
    ["gra\u200Bce@example.com", "gra"],
    ["grace@exam\u00ADple.com", "grace@exam"],
    ["grace@\u200Fexample.com", "grace@"],
    ["grace\u00A0@example.com", "grace"],
  ] as const) {
    await field.fill(text);
    await page.getByRole("button", { name: "Send code" }).click();
    await expect(page.getByText(messages.emailStep.invisible(before))).toBeVisible();
    await expect(field).toBeFocused();
  }
  expect(asked).toEqual([]);

  await field.fill(`\uFEFF\u200E${typed}\u00A0\u200B`);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(page.getByText(messages.codeStep.sentTo(typed))).toBeVisible();
  expect(asked).toMatchObject([{ email: sent }]);
  await page.getByRole("button", { name: "Use another address" }).click();
  await expect(field).toHaveValue(typed);
  await page.getByRole("button", { name: "Send code" }).click();
  await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, sent, 2));
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await expect(page.getByText(typed).first()).toBeVisible();
  await page.goto("/account");
  await expect(page.getByText(typed).first()).toBeVisible();
  await page.getByRole("button", { name: /^Account menu/ }).click();
  await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  await expect(page.getByText(typed)).toHaveCount(2);
  await expect(page.getByText("xn--")).toHaveCount(0);
});

test("comes back to the code step after a reload in the middle @long", async ({
  page,
  deployment,
  email,
}) => {
  await askForEmailCode(page, email);
  await page.reload();
  await expect(page.getByText(email)).toBeVisible();
  await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email));
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
});

test("says that the server can't be reached, and sends on the next try @long", async ({
  page,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/ERR_FAILED|ERR_CONNECTION/);
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Use email code" }).click();
  await page.route("**/api/email-code/send", (route) => route.abort());
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "can't be reached" })).toBeVisible();
  await page.unroute("**/api/email-code/send");
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
});

test("tells a captive portal's page from the server's answer @long", async ({ page, email }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Use email code" }).click();
  await page.route("**/api/email-code/send", (route) =>
    route.fulfill({ contentType: "text/html", body: "<h1>Hotel guest network</h1>" }),
  );
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "sign in to the network first" })).toBeVisible();
});

/** The bodies of every guess that leaves the page. */
function collectGuesses(page: Page): unknown[] {
  const guesses: unknown[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/email-code/verify")) guesses.push(request.postDataJSON());
  });
  return guesses;
}

/** The code in another script's digits, whose zero is given. */
function writeInScript(code: string, zero: string): string {
  const first = zero.codePointAt(0) ?? 0;
  return code.replaceAll(/[0-9]/g, (digit) => String.fromCodePoint(first + Number(digit)));
}

/** Composes a text key by key, as an IME does. */
async function compose(cdp: CDPSession, text: string): Promise<void> {
  for (let end = 1; end <= text.length; end += 1) {
    await cdp.send("Input.imeSetComposition", {
      text: text.slice(0, end),
      selectionStart: end,
      selectionEnd: end,
    });
  }
}

/** Copies a text and pastes it with the keyboard into whatever has the focus. */
async function paste(page: Page, text: string): Promise<void> {
  const source = await page.evaluateHandle((copied) => {
    const focused = document.activeElement;
    const area = document.createElement("textarea");
    area.value = copied;
    // In a dialog or not, the page's own fields stay as they are.
    (focused?.parentElement ?? document.body).append(area);
    area.select();
    return { area, focused };
  }, text);
  await page.keyboard.press("ControlOrMeta+C");
  await source.evaluate(({ area, focused }) => {
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
  });
  await page.keyboard.press("ControlOrMeta+V");
}

test.describe("a code that an input method composes", () => {
  test("is shown as it is composed, and sent once, when the composition ends", async ({
    page,
    deployment,
    email,
  }) => {
    const guesses = collectGuesses(page);
    await askForEmailCode(page, email);
    const code = await readMailedCode(page, deployment, email);
    const wide = writeInScript(code, "０");
    const cdp = await page.context().newCDPSession(page);
    await compose(cdp, wide);
    await expect(page.getByLabel("Six-digit code")).toHaveValue(wide);
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Six-digit code")).toHaveValue(wide);
    expect(guesses).toEqual([]);
    await cdp.send("Input.insertText", { text: wide });
    await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
    expect(guesses).toMatchObject([{ code }]);
  });

  test("is sent when the person leaves the field, where the keyboard ends no composition @long", async ({
    page,
    deployment,
    email,
  }) => {
    const guesses = collectGuesses(page);
    await askForEmailCode(page, email);
    const code = await readMailedCode(page, deployment, email);
    await compose(await page.context().newCDPSession(page), code);
    await expect(page.getByLabel("Six-digit code")).toHaveValue(code);
    expect(guesses).toEqual([]);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
    expect(guesses).toMatchObject([{ code }]);
  });

  test("gives way to one that the browser fills in @long", async ({ page, deployment, email }) => {
    const guesses = collectGuesses(page);
    await askForEmailCode(page, email);
    const code = await readMailedCode(page, deployment, email);
    await compose(await page.context().newCDPSession(page), code.slice(0, 2));
    await page.getByLabel("Six-digit code").evaluate((field, value) => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, value);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }, code);
    await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
    expect(guesses).toMatchObject([{ code }]);
  });
});

for (const [script, zero] of chooseRows(
  Object.entries({
    Arabic: "٠",
    Persian: "۰",
    Devanagari: "०",
    mathematical: "𝟎",
  }),
  4,
)) {
  test(`takes a code that is typed in ${script} digits, and one that is pasted @long`, async ({
    page,
    deployment,
    email,
  }) => {
    const guesses = collectGuesses(page);
    await askForEmailCode(page, email);
    const code = await readMailedCode(page, deployment, email);
    for (const digit of writeInScript(code.slice(0, 5), zero)) await page.keyboard.insertText(digit);
    await expect(page.getByLabel("Six-digit code")).toHaveValue(code.slice(0, 5));
    await paste(page, writeInScript(code, zero));
    await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
    expect(guesses).toMatchObject([{ code }]);
  });
}

test("takes the code out of a whole pasted mail, whatever other numbers it has @long", async ({
  page,
  deployment,
  email,
}) => {
  const guesses = collectGuesses(page);
  await askForEmailCode(page, email);
  const code = await readMailedCode(page, deployment, email);
  await page.keyboard.type("12");
  await paste(
    page,
    `On 29 Nov 2026 at 10:31 Portico wrote:\n${code} is your code, order 20261129.\nCall +49 30 555123.\n\n@localhost #${code}`,
  );
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  expect(guesses).toMatchObject([{ code }]);
});

test("sends nothing of a pasted text with two codes, and names both @long", async ({
  page,
  deployment,
  email,
}) => {
  const guesses = collectGuesses(page);
  await askForEmailCode(page, email);
  const code = await readMailedCode(page, deployment, email);
  const other = code === "553311" ? "553312" : "553311";
  await paste(page, `${other} was your code. ${code} is your code.`);
  await expect(page.getByRole("alert").filter({ hasText: other })).toContainText(code);
  await expect(page.getByLabel("Six-digit code")).toHaveValue("");
  await expect(page.getByLabel("Six-digit code")).toBeFocused();
  expect(guesses).toEqual([]);
  await page.keyboard.type(code);
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  expect(guesses).toMatchObject([{ code }]);
});

test("gives each tab its own address again after it has asked for a new code @long", async ({
  page,
  context,
  deployment,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400));
  await page.clock.install();
  await askForEmailCode(page, email);
  await readMailedCode(page, deployment, email);
  const other = await context.newPage();
  const otherEmail = `other-${email}`;
  await askForEmailCode(other, otherEmail);
  const second = await readMailedCode(other, deployment, otherEmail);
  await page.clock.runFor(31_000);
  await page.getByRole("button", { name: "Send again", exact: true }).click();
  await expect(page.getByText(/Asked again for/)).toBeVisible();
  await other.getByLabel("Six-digit code").fill(second);
  await expect(other.getByRole("alert").filter({ hasText: "another tab" })).toBeVisible();
  await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email, 2));
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await expect(page.getByText(email, { exact: true })).toBeVisible();
});

test("says that another tab has asked for another address since, and costs that tab no try @long", async ({
  page,
  context,
  deployment,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400));
  await askForEmailCode(page, email);
  const first = await readMailedCode(page, deployment, email);
  const other = await context.newPage();
  const otherEmail = `other-${email}`;
  await askForEmailCode(other, otherEmail);
  const second = await readMailedCode(other, deployment, otherEmail);
  for (let guess = 0; guess < 5; guess += 1) {
    await page.getByLabel("Six-digit code").fill(first);
    await expect(page.getByRole("alert").filter({ hasText: "another tab" })).toContainText(
      "Send a new code from here",
    );
    await expect(page.getByLabel("Six-digit code")).toHaveValue("");
  }
  await other.getByLabel("Six-digit code").fill(second);
  await expect(other.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
});
