import { describe, expect, it } from "vitest";

import { messages } from "../../config/messages.ts";
import { InsecurePageError } from "../../workos/insecure-page.ts";
import { StorageBlockedError } from "../../workos/storage-blocked-error.ts";
import { describeStartFailure } from "./describe-start-failure.ts";

describe("describeStartFailure", () => {
  it.each([
    ["the browser keeps no data", new StorageBlockedError(), messages.onlyWorkos.storageBlocked],
    [
      "the address is plain HTTP",
      new InsecurePageError(),
      messages.signIn.insecureAddress("http://localhost:3000", true),
    ],
    ["something else is wrong", new Error("no client"), messages.onlyWorkos.couldNotStart],
  ])("says why the redirect to AuthKit can't start if %s", (_, error, words) => {
    expect(describeStartFailure(error)).toBe(words);
  });
});
