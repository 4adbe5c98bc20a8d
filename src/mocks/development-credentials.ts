import { publishedKey } from "../contract/published-key.ts";

/** Client id of the mocked WorkOS. Recognisable, so that a check of the built files can prove its absence. */
export const mockClientId: string = "client_portico_mock";

/** API key of the mocked WorkOS; worth nothing anywhere else. */
export const mockApiKey: string = "sk_test_portico_mock";

/** Value of `PORTICO_KEYS` in development: one fixed sealing key, so that a restart of the server signs nobody out. */
export const mockSealingKeys: string = `dev:${publishedKey}`;
