import { decodeJwt } from "jose";
import { describe, expect, it, vi } from "vitest";

import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseProblem } from "../../src/contract/failure.ts";
import { parseSessionAnswer } from "../../src/contract/session.ts";
import { accessTokens } from "../../src/function/features/access-tokens/access-tokens.ts";
import {
  buildAccount,
  createLocalIssuerFunction,
  workosDown,
} from "../../src/function/features/local-issuer/testing/local-issuer-function.ts";
import { magicLinkCallbackPath, magicLinkPaths } from "../../src/function/features/magic-link/contract.ts";
import { magicLink } from "../../src/function/features/magic-link/magic-link.ts";
import { team } from "../../src/function/features/team/team.ts";
import { createTestBrowser } from "../../src/function/testing/test-browser.ts";
import { createTestWorkos, testVariables } from "../../src/function/testing/test-workos.ts";

const main = "https://console.example.com";
const second = "https://console.example.net";
const preview = "https://pr-7.preview.example.dev";
const listed = `${main}, ${second} https://*.preview.example.dev`;
const email = "ada@analytical.example";

function setUp(origins = listed, answers = [workosDown]) {
  return createLocalIssuerFunction({
    answers,
    variables: { ...testVariables, PORTICO_ORIGIN: origins, PORTICO_MAGIC_LINK: "true" },
    accounts: [buildAccount({ email })],
    features: [magicLink, accessTokens, team],
  });
}

async function signIn(console: ReturnType<typeof setUp>, origin: string) {
  const browser = createTestBrowser(console.app, { origin });
  const count = console.mails.length + 1;
  expect((await browser.post(apiPaths.sendEmailCode, { email })).status).toBe(202);
  await vi.waitFor(() => expect(console.mails).toHaveLength(count));
  const mail = console.mails.at(-1);
  const verified = await browser.post(apiPaths.verifyEmailCode, { code: mail?.oneTimeCode });
  return { browser, mail, session: parseSessionAnswer(await verified.json()) };
}

describe("a console with several origins", () => {
  it.each([main, second, preview, "https://other.preview.example.dev"])(
    "signs people in at %s, with tokens of the main origin",
    async (origin) => {
      const { browser, session } = await signIn(setUp(), origin);
      const token = session?.accessToken ?? "";
      expect(decodeJwt(token)).toMatchObject({ iss: main, aud: main });
      expect([...browser.cookies.keys()]).toContain("__Host-portico-session");
      expect((await browser.post(apiPaths.refreshSession, {})).status).toBe(200);
      expect((await browser.post(apiPaths.signOut, {})).status).toBe(200);
    },
  );

  it.each([
    "https://preview.example.dev",
    "https://a.b.preview.example.dev",
    "https://*.preview.example.dev",
    "https://evil.example",
    "http://pr-7.preview.example.dev",
    "https://pr-7.preview.example.dev.evil.example",
    "null",
  ])("refuses calls from a page of %s", async (origin) => {
    const { app } = setUp();
    const browser = createTestBrowser(app, { origin: main });
    const answer = await browser.post(apiPaths.sendEmailCode, { email }, { Origin: origin });
    expect([answer.status, parseProblem(await answer.json())?.code]).toEqual([403, "not_same_origin"]);
  });

  it("refuses a page of one of its origins that calls the function at another", async () => {
    const browser = createTestBrowser(setUp().app, { origin: main });
    const headers = { Origin: preview, "Sec-Fetch-Site": "cross-site" };
    expect((await browser.post(apiPaths.sendEmailCode, { email }, headers)).status).toBe(403);
  });

  it.each([
    [main, main],
    [second, second],
    // Anyone can send this origin, and the name may belong to no deployment.
    [preview, main],
    ["https://urgent-call-us.preview.example.dev", main],
  ])("mails to a page of %s a link to %s", async (origin, target) => {
    const { mail } = await signIn(setUp(), origin);
    expect(new URL(mail?.mail.link ?? "").origin).toBe(target);
    expect(mail?.mail.ownOrigin).toBe(target);
  });

  it.each([
    [second, second],
    [preview, main],
  ])("has WorkOS send a Magic Link that was asked for at %s back to %s", async (origin, target) => {
    const workos = createTestWorkos({ redirectUris: [`${target}${magicLinkCallbackPath}`] });
    const { app } = setUp(listed, [(request: Request) => workos.answer(request)]);
    const browser = createTestBrowser(app, { origin });
    expect((await browser.post(magicLinkPaths.send, { email })).status).toBe(202);
    // WorkOS mails no link that returns to another address.
    await vi.waitFor(() => expect(workos.mailbox.list()).toHaveLength(1));
  });

  it("refuses tokens of a deployment with another main origin, even one with the same keys", async () => {
    const own = setUp();
    const other = setUp(`https://staging.preview.example.dev, ${listed}`);
    const readStatus = async (token: string | undefined) => {
      const url = `${main}${apiPaths.listMembers}`;
      const headers = { Authorization: `Bearer ${token ?? ""}` };
      return (await own.app.fetch(new Request(url, { headers }))).status;
    };
    // Valid, but from a mailbox only.
    expect(await readStatus((await signIn(own, preview)).session?.accessToken)).toBe(403);
    expect(await readStatus((await signIn(other, preview)).session?.accessToken)).toBe(401);
  });
});
