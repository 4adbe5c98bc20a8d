import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { testVariables } from "../../../testing/test-workos.ts";
import { apiPaths } from "../../../../contract/api-paths.ts";
import { parseSessionAnswer } from "../../../../contract/session.ts";
import { createApp } from "../../../core/app.ts";
import type { FunctionVariables } from "../../../core/configuration/workos-variables.ts";
import { startTestSmtpServer, type TestSmtpServer } from "../mail/testing/test-smtp-server.ts";
import { logCanaries } from "../../../testing/log-canaries.ts";
import { createTestBrowser, testAddressHeader, testOrigin } from "../../../testing/test-browser.ts";
import { createMemoryCounterStore } from "../../../stores/memory-counter-store.ts";
import { openLocalIssuer } from "./open-local-issuer.ts";

const baseDirectory = mkdtempSync(join(tmpdir(), "portico-local-issuer-"));
const accounts = { PORTICO_ACCOUNTS: "file:accounts.json" };
const variables = {
  ...testVariables,
  PORTICO_ORIGIN: testOrigin,
};
let smtp: TestSmtpServer;

function open(variables: FunctionVariables) {
  return openLocalIssuer({
    variables,
    baseDirectory,
    fetch,
    now: Date.now,
    writeLog: (_level, event) => logCanaries.addOutput(event),
  });
}

function smtpUrl(): string {
  return `smtp://127.0.0.1:${String(smtp.port)}`;
}

beforeAll(async () => {
  writeFileSync(
    join(baseDirectory, "accounts.json"),
    JSON.stringify([{ email: "ada@analytical.example", isConfirmed: true, firstName: "Ada" }]),
  );
  smtp = await startTestSmtpServer();
});
afterAll(async () => {
  // The sender keeps its connection for the next mail.
  smtp.dropConnections();
  await smtp.close();
});

describe("openLocalIssuer", () => {
  it("is switched off when neither accounts nor mail are configured", async () => {
    const app = createApp({ variables, counterStore: createMemoryCounterStore() }, [await open({})]);
    const response = await createTestBrowser(app).post(apiPaths.redeemEmailLink, { token: "x" });
    expect(response.status).toBe(404);
  });

  it("refuses accounts without mail and mail without accounts, and names the missing variable", async () => {
    await expect(open(accounts)).rejects.toThrow("SMTP_URL or RESEND_API_KEY is missing");
    const mail = { RESEND_API_KEY: "re_1", MAIL_FROM: "sign-in@example.com" };
    await expect(open(mail)).rejects.toThrow("PORTICO_ACCOUNTS is missing");
    await expect(open({ ...accounts, SMTP_URL: smtpUrl() })).rejects.toThrow("MAIL_FROM");
  });

  it("signs in an account of a file with a code sent by SMTP", async () => {
    const feature = await open({
      ...accounts,
      SMTP_URL: smtpUrl(),
      MAIL_FROM: "Console <sign-in@example.com>",
    });
    const app = createApp(
      {
        variables,
        counterStore: createMemoryCounterStore(),
        clientAddressHeader: testAddressHeader,
        fetch: () => Promise.reject(new TypeError("fetch failed")),
        writeLog: (entry) => logCanaries.addOutput(entry),
      },
      [feature],
    );
    const browser = createTestBrowser(app);
    const sent = await browser.post(apiPaths.sendEmailCode, { email: "ADA@analytical.example" });
    expect(sent.status).toBe(202);
    await expect.poll(() => smtp.received.length).toBe(1);
    const [mail] = smtp.received;
    expect(mail?.recipients).toEqual(["ada@analytical.example"]);
    const code = /[0-9]{6}/.exec(mail?.parsed.subject ?? "")?.[0];
    const answer = await browser.post(apiPaths.verifyEmailCode, { code });
    expect(parseSessionAnswer(await answer.json())?.user).toMatchObject({
      email: "ada@analytical.example",
      firstName: "Ada",
    });
  });
});
