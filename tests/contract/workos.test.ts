import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { mockApiKey, mockClientId } from "../../src/mocks/development-credentials.ts";
import { type MockServer, startMockServer } from "../../src/mocks/mock-server.ts";
import { grace } from "../../src/mocks/people.ts";
import { emulatorDeviations } from "./emulator-deviations.ts";
import { type ContractTarget, workosCases } from "./workos-cases.ts";

const appOrigin = "http://localhost:4300";
const redirectUri = `${appOrigin}/auth/workos/callback`;
const logoutUri = `${appOrigin}/signed-out`;

/** Presses the button of the user in the request's login hint. */
async function chooseOnHostedPage(authorizeUrl: URL): Promise<URL> {
  const page = await fetch(authorizeUrl);
  const answer = await fetch(new URL("/mock/authkit/continue", authorizeUrl), {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({
      request: new URL(page.url).searchParams.get("request") ?? "",
      email: authorizeUrl.searchParams.get("login_hint") ?? "",
    }),
  });
  return new URL(answer.headers.get("Location") ?? "");
}

describe("the mocked WorkOS", () => {
  let server: MockServer;
  let target: ContractTarget;

  beforeAll(async () => {
    server = await startMockServer(
      { port: 0, host: "127.0.0.1", originOf: (port) => `http://127.0.0.1:${port}` },
      { redirectUris: [redirectUri], logoutUris: [logoutUri], allowedOrigins: [appOrigin] },
    );
    let addresses = 0;
    target = {
      baseUrl: server.origin,
      clientId: mockClientId,
      apiKey: mockApiKey,
      redirectUri,
      logoutUri,
      email: grace.email,
      nextEmail: () => `person-${(addresses += 1)}@example.com`,
      signInAt: chooseOnHostedPage,
    };
  });
  afterAll(() => server.close());

  it.each(workosCases)("$name", async ({ run }) => {
    await run(target);
  });
});

const secondWorkosUrl = process.env["CONTRACT_WORKOS_URL"];
if (secondWorkosUrl !== undefined) {
  describe("the second WorkOS", () => describeSecondWorkos(secondWorkosUrl));
}

function describeSecondWorkos(baseUrl: string): void {
  const email = process.env["CONTRACT_WORKOS_EMAIL"] ?? "ada@example.com";
  const target: ContractTarget = {
    baseUrl,
    clientId: process.env["CONTRACT_WORKOS_CLIENT_ID"] ?? "",
    apiKey: process.env["CONTRACT_WORKOS_API_KEY"] ?? "",
    redirectUri,
    logoutUri,
    email,
    nextEmail: () => email,
    async signInAt(authorizeUrl) {
      const response = await fetch(authorizeUrl, { redirect: "manual" });
      return new URL(response.headers.get("Location") ?? "");
    },
  };

  it.each(workosCases.filter(({ name }) => !Object.hasOwn(emulatorDeviations, name)))(
    "$name",
    async ({ run }) => {
      await run(target);
    },
  );

  it.each(Object.entries(emulatorDeviations))("still deviates: %s – %s", async (name) => {
    const deviating = workosCases.find((contractCase) => contractCase.name === name);
    await expect(deviating?.run(target)).rejects.toThrow();
  });
}

it("lists only deviations of existing cases", () => {
  const names = workosCases.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(Object.keys(emulatorDeviations).filter((name) => !names.includes(name))).toEqual([]);
});
