import { expect, it } from "vitest";

import { nameSource } from "./workos-access.ts";

it("names a source by address and key without telling the key", () => {
  const access = { apiUrl: new URL("https://api.workos.com"), apiKey: "sk_secret" };
  const name = nameSource(access);
  expect(name).toMatch(/^[0-9a-f]{16}$/);
  expect(nameSource({ ...access, apiKey: "sk_other" })).not.toBe(name);
  expect(nameSource({ ...access, apiUrl: new URL("https://eu.example.com") })).not.toBe(name);
});
