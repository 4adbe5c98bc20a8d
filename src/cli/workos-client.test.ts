import { expect, it } from "vitest";

import { fingerprintAccess } from "./workos-client.ts";

it("fingerprintAccess depends on the address and the key without revealing the key", () => {
  const access = { apiUrl: new URL("https://api.workos.com"), apiKey: "sk_secret" };
  const fingerprint = fingerprintAccess(access);
  expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
  expect(fingerprintAccess({ ...access, apiKey: "sk_other" })).not.toBe(fingerprint);
  expect(fingerprintAccess({ ...access, apiUrl: new URL("https://eu.example.com") })).not.toBe(fingerprint);
});
