import { testSealingKeys } from "./test-keys.ts";
import { mockApiKey, mockClientId } from "../../mocks/development-credentials.ts";
import { createMockWorkos } from "../../mocks/workos/mock-workos.ts";
import { testOrigin } from "./test-browser.ts";

/** The variables of a function in front of the mocked WorkOS. */
export const testVariables = {
  WORKOS_API_KEY: mockApiKey,
  WORKOS_CLIENT_ID: mockClientId,
  PORTICO_KEYS: testSealingKeys,
};

export const testWorkosOrigin = "https://api.workos.com";

/** A mocked WorkOS at WorkOS's own address, for the console of the tests. */
export function createTestWorkos(options: Partial<Parameters<typeof createMockWorkos>[0]> = {}) {
  return createMockWorkos({
    origin: testWorkosOrigin,
    redirectUris: [],
    logoutUris: [],
    allowedOrigins: [testOrigin],
    ...options,
  });
}
