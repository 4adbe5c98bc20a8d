import { decodeJwt } from "jose";
import { createServer, type ViteDevServer } from "vite";
import { afterEach, describe, expect, it } from "vitest";

import { createMailbox } from "./mailbox/mailbox.ts";
import { harbourWorks } from "./people.ts";
import { mockedWorkos, type MockedWorkosOptions } from "./vite-plugin.ts";
import { mockApiKey, mockClientId } from "./development-credentials.ts";
import { readTokens } from "./workos/mock-client.ts";

const origin = "http://app.test";

describe("the plugin for Vite's servers", () => {
  let server: ViteDevServer | undefined;
  afterEach(() => server?.close());

  async function start(options: Partial<MockedWorkosOptions> = {}): Promise<string> {
    server = await createServer({
      configFile: false,
      root: import.meta.dirname,
      appType: "custom",
      logLevel: "silent",
      optimizeDeps: { noDiscovery: true },
      server: { port: 0, host: "127.0.0.1", ws: false, watch: null },
      plugins: [mockedWorkos({ origin: () => origin, ...options })],
    });
    await server.listen();
    return new URL(server.resolvedUrls?.local[0] ?? "").origin;
  }

  it("answers as WorkOS under the origin it was told", async () => {
    const address = await start();
    const query = new URLSearchParams({
      client_id: mockClientId,
      redirect_uri: `${origin}/auth/workos/callback`,
      response_type: "code",
      provider: "authkit",
      code_challenge: "x".repeat(43),
      code_challenge_method: "S256",
    });
    const response = await fetch(`${address}/user_management/authorize?${query.toString()}`, {
      redirect: "manual",
    });
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toMatch(/^http:\/\/app\.test\/mock\/authkit\?/);
    expect((await fetch(`${address}/sso/jwks/${mockClientId}`)).status).toBe(200);
    expect((await fetch(`${address}/user_management/unknown`)).status).toBe(404);
  });

  it("reads posted bodies and fills the mailbox it was given", async () => {
    const mailbox = createMailbox();
    const address = await start({ mailbox });
    const response = await fetch(`${address}/user_management/magic_auth`, {
      method: "POST",
      headers: { Authorization: `Bearer ${mockApiKey}`, "Content-Type": "application/json" },
      body: JSON.stringify({ email: "ada@example.com" }),
    });
    expect(response.status).toBe(201);
    expect(await (await fetch(`${address}/mock/mailbox.json`)).json()).toEqual(mailbox.list());
  });

  it("signs tokens in another name than the origin, which is the name of the console's own", async () => {
    const mailbox = createMailbox();
    const address = await start({ mailbox });
    const post = (path: string, body: unknown) =>
      fetch(`${address}${path}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${mockApiKey}`, "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
    await post("/user_management/magic_auth", { email: "grace@example.com" });
    const answer = await post("/user_management/authenticate", {
      client_id: mockClientId,
      client_secret: mockApiKey,
      grant_type: "urn:workos:oauth:grant-type:magic-auth:code",
      code: /[0-9]{6}/.exec(mailbox.latestTo("grace@example.com")?.text ?? "")?.[0],
      email: "grace@example.com",
    });
    const { accessToken } = await readTokens(answer);
    expect(decodeJwt(accessToken).iss).toBe(`${origin}/user_management/${mockClientId}`);
  });

  it("plays faults, and closes while a request hangs", async () => {
    const address = await start();
    const play = (fault: unknown) =>
      fetch(`${address}/mock/faults`, { method: "POST", body: JSON.stringify(fault) });
    expect((await play({ path: "/sso", kind: "reset", times: 1 })).status).toBe(201);
    await expect(fetch(`${address}/sso/jwks/${mockClientId}`)).rejects.toThrow("fetch failed");
    await play({ path: "/user_management", kind: "hang", times: 1 });
    const held = fetch(`${address}/user_management/users`);
    const list = async () => await (await fetch(`${address}/mock/faults`)).text();
    while ((await list()) !== "[]");
    await server?.close();
    await expect(held).rejects.toThrow("fetch failed");
  });

  it("passes everything else on to Vite", async () => {
    const address = await start();
    expect(await (await fetch(`${address}/mailbox/mailbox.ts`)).text()).toContain("createMailbox");
    const lookalike = await fetch(`${address}/mocked`);
    expect(lookalike.headers.get("Content-Type") ?? "").not.toContain("application/json");
  });

  it.each([
    `/organizations/${harbourWorks.id}`,
    `/organizations/${harbourWorks.id}/roles`,
    `/authorization/organizations/${harbourWorks.id}/roles`,
  ])("answers %s with the API key, and leaves it to the app without", async (path) => {
    const address = await start();
    const headers = { Authorization: `Bearer ${mockApiKey}` };
    expect((await fetch(`${address}${path}`, { headers })).headers.get("Content-Type")).toContain("json");
    const page = await fetch(`${address}${path}`);
    expect(page.headers.get("Content-Type") ?? "").not.toContain("json");
  });

  it("serves the mailbox alone beside another WorkOS", async () => {
    const address = await start({ serves: "mailbox" });
    expect(await (await fetch(`${address}/mock/mailbox`)).text()).toContain("No mail yet");
    expect((await fetch(`${address}/sso/jwks/${mockClientId}`)).status).toBe(404);
  });

  it("serves msw's worker script only when it is asked to", async () => {
    const path = "/mockServiceWorker.js";
    const without = await start();
    expect(await (await fetch(`${without}${path}`)).text()).not.toContain("addEventListener");
    await server?.close();
    const address = await start({ servesWorkerScript: true });
    const response = await fetch(`${address}${path}`);
    expect(response.headers.get("Content-Type")).toContain("text/javascript");
    expect(await response.text()).toContain("addEventListener");
  });
});
