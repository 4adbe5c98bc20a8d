import { describe, expect, it } from "vitest";

import { apiPaths } from "../../../contract/api-paths.ts";
import { parseSessionAnswer } from "../../../contract/session.ts";
import { createApp } from "../../core/app.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";
import { createTestBrowser, testAddressHeader, testOrigin } from "../../testing/test-browser.ts";
import { testVariables } from "../../testing/test-workos.ts";
import { openHttpLocalIssuer } from "./open-http-local-issuer.ts";

const accounts = {
  PORTICO_ACCOUNTS: "https://backend.example.com/accounts",
  PORTICO_ACCOUNTS_TOKEN: "token-of-the-backend",
};
const resend = { RESEND_API_KEY: "re_1", MAIL_FROM: "Console <sign-in@example.com>" };

function open(variables: FunctionVariables, ask: typeof fetch = fetch) {
  return openHttpLocalIssuer({ variables, fetch: ask, now: Date.now, writeLog: () => undefined });
}

describe("openHttpLocalIssuer", () => {
  it.each<[FunctionVariables, RegExp]>([
    [
      { ...accounts, SMTP_URL: "smtp://mail.example.com", MAIL_FROM: "a@example.com" },
      /^SMTP_URL .*RESEND_API_KEY/,
    ],
    [{ SMTP_URL: "smtp://mail.example.com", MAIL_FROM: "a@example.com" }, /^SMTP_URL .*RESEND_API_KEY/],
    [{ ...resend, PORTICO_ACCOUNTS: "file:accounts.json" }, /^PORTICO_ACCOUNTS .*https:/],
    [{ ...resend, PORTICO_ACCOUNTS: "synced" }, /^PORTICO_ACCOUNTS .*https:/],
    [{ PORTICO_ACCOUNTS: "synced" }, /^PORTICO_ACCOUNTS .*https:/],
    [accounts, /^SMTP_URL or RESEND_API_KEY is missing/],
    [resend, /^PORTICO_ACCOUNTS is missing/],
    [{ ...accounts, RESEND_API_KEY: "re_1" }, /^MAIL_FROM is missing/],
  ])("refuses %j by the variable's name", async (variables, message) => {
    await expect(open(variables)).rejects.toThrow(message);
  });

  it("is switched off when neither accounts nor mail are configured", async () => {
    const variables = { ...testVariables, PORTICO_ORIGIN: testOrigin };
    const app = createApp({ variables, counterStore: createMemoryCounterStore() }, [await open({})]);
    const response = await createTestBrowser(app).post(apiPaths.redeemEmailLink, { token: "x" });
    expect(response.status).toBe(404);
  });

  it("signs in an account of the backend with a code that Resend mails", async () => {
    const mails: { to: string[]; subject: string }[] = [];
    const ask: typeof fetch = async (input, init) => {
      const request = new Request(input, init);
      if (request.url.startsWith("https://backend.example.com/")) {
        return Response.json({ email: "ada@analytical.example", isConfirmed: true, firstName: "Ada" });
      }
      if (request.url === "https://api.resend.com/emails") {
        mails.push(await request.json());
        return Response.json({ id: "1" });
      }
      // Whether it is up.
      if (request.url === "https://api.resend.com/domains") return Response.json({ data: [] });
      throw new TypeError("fetch failed");
    };
    const app = createApp(
      {
        variables: { ...testVariables, PORTICO_ORIGIN: testOrigin },
        counterStore: createMemoryCounterStore(),
        clientAddressHeader: testAddressHeader,
        fetch: ask,
      },
      [await open({ ...accounts, ...resend }, ask)],
    );
    const browser = createTestBrowser(app);
    const sent = await browser.post(apiPaths.sendEmailCode, { email: "ada@analytical.example" });
    expect(sent.status).toBe(202);
    await expect.poll(() => mails.length, { timeout: 10_000 }).toBe(1);
    expect(mails[0]?.to).toEqual(["ada@analytical.example"]);
    const code = /[0-9]{6}/.exec(mails[0]?.subject ?? "")?.[0];
    const answer = await browser.post(apiPaths.verifyEmailCode, { code });
    expect(parseSessionAnswer(await answer.json())?.user).toMatchObject({ firstName: "Ada" });
  });
});
