import { describe, expect, it } from "vitest";

import { testSealingKeys } from "../../../src/function/testing/test-keys.ts";
import { createApp, listCalls } from "../../../src/function/core/app.ts";
import { buildOpenApiDocument } from "../../../src/function/openapi/build-openapi-document.ts";
import { createTestBrowser, testOrigin } from "../../../src/function/testing/test-browser.ts";
import { createMemoryCounterStore } from "../../../src/function/stores/memory-counter-store.ts";
import { mockApiKey, mockClientId } from "../../../src/mocks/development-credentials.ts";
import { feedback, feedbackPath } from "./feedback.ts";

const inboxUrl = "https://inbox.example.com/feedback";

function openFunction(variables: Record<string, string> = { FEEDBACK_URL: inboxUrl }) {
  const received: string[] = [];
  const app = createApp(
    {
      variables: {
        PORTICO_ORIGIN: testOrigin,
        PORTICO_KEYS: testSealingKeys,
        WORKOS_API_KEY: mockApiKey,
        WORKOS_CLIENT_ID: mockClientId,
        ...variables,
      },
      counterStore: createMemoryCounterStore(),
      fetch: async (input, init) => {
        const request = new Request(input, init);
        received.push(`${request.url} ${await request.text()}`);
        return new Response();
      },
    },
    [feedback],
  );
  return { browser: createTestBrowser(app), received };
}

describe("the example of a feature", () => {
  it("answers its call", async () => {
    const { browser, received } = openFunction();
    const response = await browser.post(feedbackPath, { text: "More arches, please." });
    expect([response.status, await response.json()]).toEqual([202, { received: true }]);
    expect(received).toEqual([`${inboxUrl} More arches, please.`]);
  });

  it.each([{}, { text: "" }, { text: 1 }, { text: "a", more: "b" }])("refuses the body %j", async (body) => {
    const { browser, received } = openFunction();
    const response = await browser.post(feedbackPath, body);
    expect([response.status, await response.json()]).toMatchObject([400, { code: "invalid_request" }]);
    expect(received).toEqual([]);
  });

  it("counts its limit", async () => {
    const { browser, received } = openFunction();
    const answers: (number | string | null)[][] = [];
    for (const text of ["1", "2", "3", "4"]) {
      const { status, headers } = await browser.post(feedbackPath, { text });
      answers.push([status, headers.get("RateLimit-Policy")]);
    }
    expect(answers).toEqual([
      [202, null],
      [202, null],
      [202, null],
      [429, '"feedback";q=3;w=60'],
    ]);
    expect(received).toEqual(["1", "2", "3"].map((text) => `${inboxUrl} ${text}`));
  });

  it("answers not_found while it is switched off, and refuses to start with a wrong variable", async () => {
    const response = await openFunction({}).browser.post(feedbackPath, { text: "a" });
    expect([response.status, await response.json()]).toMatchObject([404, { code: "not_found" }]);
    expect(() => openFunction({ FEEDBACK_URL: "inbox" })).toThrow("FEEDBACK_URL must be a URL");
  });

  it("is in the OpenAPI document", () => {
    const { paths } = buildOpenApiDocument("1.0.0", listCalls([feedback]));
    expect(paths[feedbackPath]?.post).toMatchObject({ operationId: "sendFeedback" });
    expect(Object.keys(paths[feedbackPath]?.post?.responses ?? {})).toEqual(
      expect.arrayContaining(["202", "400", "404", "429"]),
    );
  });
});
